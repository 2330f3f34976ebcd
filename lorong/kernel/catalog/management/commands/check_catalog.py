"""`lorong check`: what is wrong with the catalogue, with file and line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lorong.kernel.catalog import files
from lorong.lib.sop.checks import errors
from lorong.lib.sop.problems import Severity

MARKS = {Severity.ERROR: "salah", Severity.WARNING: "periksa", Severity.REMARK: "catatan"}


class Command(BaseCommand):
    help = "Check the declared services. Ends with 1 when one of them could not be published."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="*", help="only these services")
        parser.add_argument("--inspector", action="store_true", help="also what an inspector would mark down")

    def handle(self, *args: Any, **options: Any) -> None:
        found = files.readings(only=options["slug"])
        missing = sorted(set(options["slug"]) - {r.slug for r in found})
        if missing or not found:
            raise CommandError(f"Tidak ada layanan {', '.join(missing) or 'di katalog'}. Periksa nama foldernya.")
        problems = files.problems_of(found, files.known(timezone.now().date()))
        shown = [p for p in problems if p.severity is not Severity.REMARK or options["inspector"]]
        for problem in shown:
            self.stdout.write(f"{problem.file}:{problem.line}: {MARKS[problem.severity]}: {problem.sentence}")
        wrong = len(errors(problems))
        remarks = sum(p.severity is Severity.REMARK for p in problems)
        if wrong:
            raise CommandError(f"{wrong} kesalahan di {len(found)} layanan. Perbaiki dulu, lalu periksa lagi.", returncode=1)
        tail = "" if options["inspector"] or not remarks else f" {remarks} catatan pengawas: tambahkan --inspector."
        self.stdout.write(f"{len(found)} layanan siap diterbitkan.{tail}")
