"""`manage.py open311_key`: makes, lists and takes back the keys with which apps send reports."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import Refusal
from lorong.services.complaints.open311 import actions, keys


class Command(BaseCommand):
    help = "Keys of apps (Open311 api_key): issue one, list them, revoke one."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        issue = what.add_parser("issue", help="a new key; it is shown once")
        issue.add_argument("name", help="of the app, as people know it")
        issue.add_argument("--contact", required=True, help="who answers for it: pos-el or phone")
        issue.add_argument("--a-day", type=int, default=500, help="reports within 24 hours")
        issue.add_argument("--proves-phones", action="store_true", help="the app proves a phone by a code before it sends one")
        issue.add_argument("--agency", action="store_true", help="it is another city's installation; name is the city's")
        what.add_parser("list", help="every key, without its text")
        what.add_parser("revoke", help="from now on its app sends nothing").add_argument("id", type=int)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do one of them, as the machine. Raises CommandError with the sentence of a refusal."""
        try:
            getattr(self, f"_{options['what']}")(options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _issue(self, options: dict[str, Any]) -> None:
        asked = {name: options[name] for name in ("name", "contact", "a_day", "proves_phones", "agency")}
        fresh = actions.issue_key(actor=SISTEM, at=timezone.now(), **asked)
        self.stdout.write(f"Kunci {fresh.row.pk} untuk {fresh.row.name}, {fresh.row.a_day} laporan sehari.")
        self.stdout.write("Simpan sekarang; tidak ditampilkan lagi:")
        self.stdout.write(fresh.text)

    def _list(self, options: dict[str, Any]) -> None:
        for key in keys.all_keys():
            state = f"dicabut {city.local(key.revoked_at):%d-%m-%Y}" if key.revoked_at else f"{key.a_day} sehari"
            state = f"kota lain, {state}" if key.agency else state
            self.stdout.write(f"{key.pk}  {key.hint}…  {key.name}  ({state})  {key.contact}")

    def _revoke(self, options: dict[str, Any]) -> None:
        key = actions.revoke_key(actor=SISTEM, key=keys.key(options["id"]), at=timezone.now())
        self.stdout.write(f"Kunci {key.pk} ({key.name}) dicabut.")
