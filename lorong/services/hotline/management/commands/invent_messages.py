"""`manage.py invent_messages`: messages to the head of the city. Only in a demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lorong.lib.refusals import Refusal
from lorong.services.hotline.inventing import write_in


class Command(BaseCommand):
    help = "Write a few messages to the head of the city, some of them passed on. Only in a demonstration."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write them when nobody has written yet; say how many."""
        try:
            made = write_in()
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"Pesan untuk kepala daerah: {made or 'sudah ada'}")
