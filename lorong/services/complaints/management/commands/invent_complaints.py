"""`manage.py invent_complaints`: an invented year of complaints, so that map, figures and promises of a demonstration are alive."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lorong.kernel.cases.actions.measure import measure
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import Refusal
from lorong.services.complaints.actions.experience import renew_paces
from lorong.services.complaints.actions.figuring import add_up
from lorong.services.complaints.actions.invent import invent, invent_promises, invent_recurrences
from lorong.services.complaints.inventing.town import Town
from lorong.services.complaints.queries.invented import invented_reports, unpromised

CHUNK = 1000  # incidents in one transaction
PER_INCIDENT = 1.3  # reports, about


class Command(BaseCommand):
    help = "Write invented complaints of invented people over the last days. Only in a demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reports", type=int, default=300, help="how many reports, about")
        parser.add_argument("--days", type=int, default=365, help="how far back they reach")
        parser.add_argument("--before-today", action="store_true", help="nothing of today, whose numbers people are using")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives other complaints")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write what is not there yet; say how far it is."""
        if not settings.DEMO:
            raise CommandError("Aduan rekaan hanya untuk peragaan. Jalankan dengan LORONG_DEMO=1.")
        begun, now = time.monotonic(), timezone.now()
        if options["before_today"]:  # a number given today is held until the transaction that gave it ends
            now = city.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
        try:
            written = self._write(Town(seed=options["seed"], days=options["days"], now=now), options["reports"])
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        if written or unpromised():  # killed before: what was written is finished now
            while measure(actor=SISTEM):
                continue  # the worker looks back three days; this past is older
            invent_promises(actor=SISTEM, now=now)
            invent_recurrences(actor=SISTEM)
            renew_paces(actor=SISTEM, at=now)
            add_up(actor=SISTEM, at=now)
        took = f"{time.monotonic() - begun:.1f}".replace(".", ",")
        self.stdout.write(f"Aduan rekaan: {f'{written} laporan' if written else 'sudah ada'} ({took} detik)")

    def _write(self, town: Town, wanted: int) -> int:
        incidents, there = invented_reports(town.seed)
        before = there
        while there < wanted:
            count = min(CHUNK, max(1, round((wanted - there) / PER_INCIDENT)))
            there += invent(actor=SISTEM, town=town, first=incidents, count=count)
            incidents += count
            if wanted > CHUNK * PER_INCIDENT:
                self.stdout.write(f"  {there}/{wanted} laporan")
        return there - before
