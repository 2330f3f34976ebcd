"""`manage.py measures`: the figures of the open pages, added up now; with --rebuild, made anew from every case."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lorong.kernel.cases.actions.measure import measure, measure_anew
from lorong.lib.actors import SISTEM


class Command(BaseCommand):
    help = "Add ended cases and surveys to the figures (the worker does so every minute). --rebuild: count all of them again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="forget the figures first")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["rebuild"]:
            total = measure_anew(actor=SISTEM)
        else:
            total = 0
            while added := measure(actor=SISTEM):
                total += added
        self.stdout.write(f"Angka: {total} urusan dan survei dijumlahkan.")
