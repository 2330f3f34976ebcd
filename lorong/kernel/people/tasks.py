"""Background entries of people."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from lorong.kernel.people import actions
from lorong.lib.actors import SISTEM


@app.periodic(cron="17 18 * * *")  # 01.17 or 02.17 at night in the city
@app.task(name="people.sweep", queueing_lock="people.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Once a night: old counts and codes go, and keys that are new are noted."""
    actions.sweep(actor=SISTEM, at=timezone.now())
    actions.note_keys(actor=SISTEM, at=timezone.now())
