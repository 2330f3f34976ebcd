"""`lorong sheet <slug>`: the official SOP form of a declared service, to be looked at or printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lorong.kernel.catalog import files
from lorong.kernel.catalog.sheet import SheetUnit, draw_sheet

SAMPLE_UNIT = SheetUnit(
    lines=("Pemerintah Kota Makassar", "Kecamatan Rappocini", "Kelurahan Rappocini"),
    approver_title="Lurah Rappocini",
    approver_name="BU LURAH, S.Sos.",
    approver_nip="19800101 200501 2 000",
    demo=True,
)


class Command(BaseCommand):
    help = "Write the SOP form of a service as a PDF, for an example unit."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--out", default=".", help="a folder")

    def handle(self, *args: Any, **options: Any) -> None:
        found = files.readings(only=[options["slug"]])
        if not found or found[0].declared is None:
            raise CommandError(f"Layanan {options['slug']} tidak ada atau belum benar. Periksa dengan: lorong check.")
        pdf = draw_sheet(found[0].declared.sop, SAMPLE_UNIT)
        target = Path(options["out"]) / f"sop-{options['slug']}.pdf"
        target.write_bytes(pdf)
        self.stdout.write(f"{target}: {len(pdf)} bytes")
