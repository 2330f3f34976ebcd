"""`manage.py dissolve_unit 73.71.09.1001 --successor 73.71.09.1002 --from 2027-01-01 --basis "Perda 3/2026"`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lorong.kernel.city import queries
from lorong.kernel.city.actions import dissolve_unit
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import Refusal


class Command(BaseCommand):
    help = "Dissolve a unit by a regulation: another one takes over its region and its open cases from a day on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("unit", help="code of the unit")
        parser.add_argument("--successor", required=True, help="code of the unit that takes over")
        parser.add_argument("--from", dest="day", required=True, type=date.fromisoformat, help="the first day without it")
        parser.add_argument("--basis", required=True, help="the regulation")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Dissolve it. Raises CommandError with the sentence that says what to do next."""
        try:
            unit, successor = queries.unit(options["unit"]), queries.unit(options["successor"])
            dissolve_unit(actor=SISTEM, unit=unit, successor=successor, from_day=options["day"], basis=options["basis"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{unit.name} diganti {successor.name} mulai {options['day']}. Urusan yang terbuka dipindahkan sistem.")
