"""`manage.py seal`: puts all history so far under a root now, instead of in the coming night."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lorong.kernel.audit import roots
from lorong.kernel.audit.actions import close_day
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM


class Command(BaseCommand):
    help = "Make a root over all history that has none yet, and say its hash. The worker does this every night."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patience", type=float, default=60, help="seconds to wait for whoever is writing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Wait for the writers of this moment, then make the root."""
        upto = roots.settled_place(patience=options["patience"])
        if upto is None:
            raise CommandError("Masih ada yang sedang menulis. Coba lagi sebentar lagi.")
        today = timezone.now().astimezone(ZoneInfo(city.this_city().zone)).date()
        for root in close_day(actor=SISTEM, day=today, upto=upto):
            self.stdout.write(f"{root.no} {root.day} {root.size} {bytes(root.hash).hex()}")
