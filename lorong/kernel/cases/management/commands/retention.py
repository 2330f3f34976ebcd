"""`manage.py retention`: what is due by `catalog/retention.toml`; with `--do` it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lorong.kernel.cases.actions import retention
from lorong.kernel.cases.queries.due import old_cases, old_drafts
from lorong.kernel.city import queries as city
from lorong.kernel.people import actions as people
from lorong.kernel.people.models import Session
from lorong.lib.actors import SISTEM
from lorong.lib.retention import RetentionInvalid, Rule, What, cutoff, read


class Command(BaseCommand):
    help = "Show what is due by the retention schedule; --do deletes what may go and closes what must be kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--do", action="store_true", help="do it, instead of only showing it")
        parser.add_argument("--schedule", type=Path, default=settings.CATALOG_DIR / "retention.toml")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line for each rule."""
        try:
            rules = read(options["schedule"])
        except RetentionInvalid as error:
            raise CommandError(str(error)) from error
        zone = ZoneInfo(city.this_city().zone)
        for rule in rules:
            day = cutoff(rule, timezone.now().astimezone(zone).date())
            if day is None:
                self.stdout.write(f"{rule.what}: berlaku mulai {rule.since}")
                continue
            before = datetime.combine(day, time(), zone)
            count = DO[rule.what](rule, before) if options["do"] else DUE[rule.what](before)
            done = {"delete": "dihapus", "restrict": "dibatasi"}[rule.then]
            self.stdout.write(
                f"{rule.what}: {count} {done if options['do'] else 'akan ' + done}, dari sebelum {day} ({rule.keep})"
            )


def _all(act: Callable[[], int]) -> int:
    total = 0
    while done := act():
        total += done
    return total


def _restrict(rule: Rule, before: datetime) -> int:
    because = f"Selesai lebih dari {rule.keep} yang lalu"
    act = retention.restrict_cases
    return _all(lambda: act(actor=SISTEM, before=before, because=because, law=rule.law, at=timezone.now()))


def _tries(_rule: Rule, before: datetime) -> int:
    now = timezone.now()
    gone: int = people.sweep(actor=SISTEM, at=now, kept=now - before)
    return gone


DUE: dict[What, Callable[[datetime], int | str]] = {
    What.DRAFTS: lambda before: old_drafts(before).count(),
    What.SESSIONS: lambda before: Session.objects.filter(expire_date__lt=before).count(),
    What.TRIES: lambda before: "yang lama",
    What.CASES: lambda before: old_cases(before).count(),
}
DO: dict[What, Callable[[Rule, datetime], int]] = {
    What.DRAFTS: lambda rule, before: _all(lambda: retention.expire_drafts(actor=SISTEM, before=before)),
    What.SESSIONS: lambda rule, before: people.end_sessions(actor=SISTEM, before=before),
    What.TRIES: _tries,
    What.CASES: _restrict,
}
