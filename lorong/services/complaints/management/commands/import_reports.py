"""`manage.py import_reports <file.csv>`: takes over complaints that another system held."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import Refusal
from lorong.lib.tables import Table, TableError, TableRow, open_table
from lorong.services.complaints import actions
from lorong.services.complaints.checking import SERVICE
from lorong.services.complaints.importing import ALIASES, NEEDED, OPTIONAL, Unfit, key_of, telling_of
from lorong.services.complaints.models import Report

CHANNEL = "import"


class Command(BaseCommand):
    help = "Take reports from a CSV. Without --write it only tries every row and says what would be refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=f"CSV with columns {', '.join(NEEDED)}; may have {', '.join(OPTIONAL)}")
        parser.add_argument("--write", action="store_true", help="really take them; a row taken before is left as it is")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Every fault with its line and sentence, then the sum. Raises CommandError when a row was refused."""
        counts = {"new": 0, "same": 0, "bad": 0}
        try:
            for row in _table(options["file"]).rows():
                became, why = self._taken(row, write=options["write"])
                counts[became] += 1
                if why:
                    self.stdout.write(f"Baris {row.line}: {why}")
        except TableError as error:
            raise CommandError(str(error)) from error
        word = "masuk" if options["write"] else "bisa masuk (belum ditulis; tambahkan --write)"
        self.stdout.write(f"{counts['new']} laporan {word}, {counts['same']} sudah ada, {counts['bad']} ditolak.")
        if counts["bad"]:
            raise CommandError("Perbaiki baris yang disebut, lalu jalankan lagi: yang sudah masuk tidak masuk dua kali.")

    def _taken(self, row: TableRow, *, write: bool) -> tuple[str, str]:
        """What became of a row ("new", "same", "bad") and why. A row that is only tried leaves nothing behind."""
        key = key_of(row.cells)
        if Report.objects.filter(key=key).exists():
            return "same", ""
        try:
            telling = telling_of(
                row.cells,
                categories={found.slug for found in catalog.current(public=True) if found.service == SERVICE},
                places=city.villages(),
                now=timezone.now(),
                zone=ZoneInfo(city.this_city().zone),
            )
            with transaction.atomic():
                actions.tell(actor=SISTEM, telling=telling, photos=(), key=key, channel=CHANNEL)
                transaction.set_rollback(not write)
        except (Unfit, Refusal) as no:
            return "bad", str(no)
        return "new", ""


def _table(path: Path) -> Table:
    try:
        return open_table(path, needed=NEEDED, aliases=ALIASES)
    except (TableError, OSError) as error:
        raise CommandError(str(error)) from error
