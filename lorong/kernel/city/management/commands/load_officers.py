"""`lorong load-officers <file.csv>`: who holds which position, from a list of the personnel office."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lorong.kernel.city import queries as city
from lorong.kernel.city.actions.holders import Did, load_holder
from lorong.kernel.city.models import Position
from lorong.lib.actors import SISTEM
from lorong.lib.officers_file import ALIASES, NEEDED, OPTIONAL, read_officer
from lorong.lib.refusals import Refusal
from lorong.lib.tables import Table, TableError, open_table


class Command(BaseCommand):
    help = "Load officials from a CSV. Units and positions come from the city pack: lorong load."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help=f"CSV with columns {', '.join((*NEEDED, *OPTIONAL))}")
        parser.add_argument("--positions", action="store_true", help="write a CSV with a row for every position, to be filled in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load; name every row that was refused. Ends with 1 when one was."""
        if options["positions"]:
            self._positions()
            return
        if options["file"] is None:
            raise CommandError("Sebutkan berkasnya, atau pakai --positions untuk membuat berkas kosong.")
        did: Counter[str] = Counter()
        refused = 0
        try:
            for row in _table(options["file"]).rows():
                try:
                    officer = read_officer(row.cells, today=city.today())
                    did[load_holder(actor=SISTEM, holder=officer, today=city.today())] += 1
                except (ValueError, Refusal) as error:
                    refused += 1
                    self.stdout.write(f"baris {row.line}: {getattr(error, 'sentence', error)}")
        except TableError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{did[Did.APPOINTED]} ditetapkan, {did[Did.CORRECTED]} diperbaiki, {did[Did.SAME]} sama")
        if refused:
            raise CommandError(f"{refused} baris ditolak. Perbaiki, lalu muat lagi berkasnya.", returncode=1)

    def _positions(self) -> None:
        writer = csv.writer(self.stdout, delimiter=";", lineterminator="\n")
        writer.writerow((*NEEDED, *OPTIONAL, "keterangan"))
        for position in Position.objects.filter(active=True).select_related("unit").order_by("code"):
            empty = [""] * (len(NEEDED) + len(OPTIONAL) - 1)
            writer.writerow((position.code, *empty, f"{position.title}, {position.unit.name}"))


def _table(path: Path) -> Table:
    try:
        return open_table(path, needed=NEEDED, aliases=ALIASES)
    except (TableError, OSError) as error:
        raise CommandError(f"{path}: {error}") from error
