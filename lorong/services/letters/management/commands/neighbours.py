"""`manage.py neighbours`: cases of the cast, some of them waiting at each desk. Only in a demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lorong.lib.refusals import Refusal
from lorong.services.letters.neighbours import move_in


class Command(BaseCommand):
    help = "Make the cases of the cast: some ended, some waiting at each desk. Only in a demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="the seed that load_city was given")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make them when they are not there yet; say how many."""
        try:
            made = move_in(seed=options["seed"])
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"Urusan para tetangga: {made or 'sudah ada'}")
