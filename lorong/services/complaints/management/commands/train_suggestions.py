"""`manage.py train_suggestions`: learn from the city's own reports which words go with which category."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lorong.lib.actors import SISTEM
from lorong.services.complaints.actions.learn import learn_suggestions


class Command(BaseCommand):
    help = "Learn from reports whose category the intake looked at. Web processes take it up at their next question."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Learn, and say how well it went."""
        lesson = learn_suggestions(actor=SISTEM, at=timezone.now())
        self.stdout.write(f"Dipelajari dari {lesson.reports} laporan.")
        if lesson.reports:
            for name, (first, three) in (("kata kunci saja", lesson.before), ("sesudah belajar", lesson.after)):
                self.stdout.write(f"  {name}: benar pada pilihan pertama {_percent(first)}, di tiga pilihan {_percent(three)}")


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%".replace(".", ",")
