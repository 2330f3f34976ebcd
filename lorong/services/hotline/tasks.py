"""Background entries of the hotline. Each may run twice."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from lorong.lib.actors import SISTEM
from lorong.services.hotline import actions, queries


@app.periodic(cron="*/5 * * * *", periodic_id="hotline")
@app.task(name="hotline.bring_back", queueing_lock="hotline.bring_back", queue="messages", pass_context=False)
def bring_back(timestamp: int) -> None:
    """Every five minutes: what nobody answered in time comes back to the mayor."""
    now = timezone.now()
    for matter in queries.unanswered(now):
        actions.bring_back(actor=SISTEM, matter=matter, at=now)
