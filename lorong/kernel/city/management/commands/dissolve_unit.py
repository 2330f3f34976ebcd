"""`manage.py dissolve_unit 73.71.09.1001 --successor 73.71.09.1002 --from 2027-01-01 --basis "Perda 3/2026"`.

Without a code: what was dissolved, and who still holds a position there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lorong.kernel.city import queries
from lorong.kernel.city.actions import dissolve_unit
from lorong.kernel.city.models import Unit
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import Refusal


class Command(BaseCommand):
    help = "Dissolve a unit by a regulation: another one takes over its region and its open cases. Without a code: what remains."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("unit", nargs="?", default="", help="code of the unit")
        parser.add_argument("--successor", default="", help="code of the unit that takes over")
        parser.add_argument("--from", dest="day", type=date.fromisoformat, help="the first day without it")
        parser.add_argument("--basis", default="", help="the regulation")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Dissolve it. Raises CommandError with the sentence that says what to do next."""
        if not options["unit"]:
            self._remains(queries.dissolved_units())
            return
        if not options["successor"] or options["day"] is None:
            raise CommandError("Sebutkan kantor penggantinya (--successor) dan hari pertamanya (--from).")
        try:
            unit, successor = queries.unit(options["unit"]), queries.unit(options["successor"])
            dissolve_unit(actor=SISTEM, unit=unit, successor=successor, from_day=options["day"], basis=options["basis"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{unit.name} diganti {successor.name} mulai {options['day']}. Urusan yang terbuka dipindahkan sistem.")
        self._remains([unit])

    def _remains(self, units: Sequence[Unit]) -> None:
        """Who still holds a position there: appointments end by their own decree, never by this command."""
        held = queries.holders_in(unit.pk for unit in units)
        for unit in units:
            here = held.get(unit.pk, ())
            self.stdout.write(f"{unit.name} ({unit.pk}): {len(here)} jabatan masih dijabat")
            for holder in here:
                self.stdout.write(f"  {holder.title}: {holder.name}")
        if held:
            self.stdout.write("Akhiri dengan surat keputusan masing-masing, lewat load_officers.")
        elif not units:
            self.stdout.write("Belum ada kantor yang dibubarkan.")
