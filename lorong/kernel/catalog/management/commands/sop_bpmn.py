"""`lorong bpmn <slug>`: the SOP of a declared service as BPMN 2.0, or with `--pnml` as a Petri net."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lorong.kernel.catalog import files
from lorong.lib.bpmn import bpmn_of, pnml_of


class Command(BaseCommand):
    help = "Write the SOP of a service for other tools: BPMN 2.0 with its diagram, or a Petri net (PNML)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--pnml", action="store_true", help="a Petri net instead of BPMN")
        parser.add_argument("--out", default=".", help="a folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write one file; say which."""
        slug = options["slug"]
        found = files.readings(only=[slug])
        if not found or found[0].declared is None:
            raise CommandError(f"Layanan {slug} tidak ada atau belum benar. Periksa dengan: lorong check.")
        sop = found[0].declared.sop
        written = pnml_of(sop, slug=slug) if options["pnml"] else bpmn_of(sop, slug=slug)
        target = Path(options["out"]) / f"sop-{slug}.{'pnml' if options['pnml'] else 'bpmn'}"
        target.write_bytes(written)
        self.stdout.write(f"{target}: {len(written)} bytes")
