"""`manage.py simulate`: an invented past, so that the numbers of a demonstration are alive."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lorong.kernel.cases.actions.flood import flood
from lorong.kernel.cases.actions.measure import measure
from lorong.kernel.cases.actions.simulate import World, simulate
from lorong.kernel.cases.queries.simulated import simulated_count
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import Refusal

CHUNK = 200  # cases in one transaction


class Command(BaseCommand):
    help = "Write invented ended (and, with --open, running) cases of invented people. Only in a demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=400, help="how many ended cases")
        parser.add_argument("--open", type=int, default=0, help="how many that stand somewhere on their way now")
        parser.add_argument("--bulk", action="store_true", help="by COPY, for measurements: a million in minutes")
        parser.add_argument("--days", type=int, default=90, help="how far back they reach")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives other cases")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write what is not there yet; say how far it is."""
        if not settings.DEMO:
            raise CommandError("Riwayat rekaan hanya untuk peragaan. Jalankan dengan LORONG_DEMO=1.")
        begun = time.monotonic()
        try:
            world = World(seed=options["seed"], days=options["days"], now=timezone.now())
            write = self._flood if options["bulk"] else self._fill
            ended = write(world, options["cases"], running=False)
            running = write(world, options["open"], running=True)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        took = f"{time.monotonic() - begun:.1f}".replace(".", ",")
        said = f"{ended} selesai, {running} berjalan" if ended or running else "sudah ada"
        self.stdout.write(f"Riwayat rekaan: {said} ({took} detik)")

    def _flood(self, world: World, wanted: int, *, running: bool) -> int:
        def say(done: int) -> None:
            if done % 50_000 == 0:
                self.stdout.write(f"  {done}/{wanted} urusan")

        return flood(actor=SISTEM, world=world, count=wanted, running=running, say=say) if wanted else 0

    def _fill(self, world: World, wanted: int, *, running: bool) -> int:
        there = simulated_count(world.seed, running=running)
        for first in range(there, wanted, CHUNK):
            count = min(CHUNK, wanted - first)
            simulate(actor=SISTEM, world=world, first=first, count=count, running=running)
            if wanted > CHUNK:
                self.stdout.write(f"  {first + count}/{wanted} urusan")
        while there < wanted and not running and measure(actor=SISTEM):
            continue  # the worker looks back three days; this past is older
        return max(wanted - there, 0)
