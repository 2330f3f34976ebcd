"""Background entries of the hotline. Each may run twice and is safe to kill anywhere."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lorong.lib.actors import SISTEM
from lorong.services.hotline import actions, enclosing, jobs, queries

log = logging.getLogger("lorong.jobs")
PATIENT = RetryStrategy(max_attempts=12, wait=5, linear_wait=20)
LOST = timedelta(minutes=30)


@app.periodic(cron="*/5 * * * *", periodic_id="hotline")
@app.task(name="hotline.bring_back", queueing_lock="hotline.bring_back", queue="messages", pass_context=False)
def bring_back(timestamp: int) -> None:
    """Every five minutes: what nobody answered in time comes back to the mayor."""
    now = timezone.now()
    for matter in queries.unanswered(now):
        try:
            actions.bring_back(actor=SISTEM, matter=matter, at=now)
        except Exception:  # one that cannot be told of must not keep back all that come after it
            log.exception("not brought back", extra={"case": matter.case_number})


@app.task(name=jobs.OPEN, queue=jobs.QUEUE, retry=PATIENT)
def open_enclosure(*, enclosure: int) -> None:
    """What came with a message is fetched and made clean; neither holds a lock."""
    row, now = queries.enclosure(enclosure), timezone.now()
    if not row.is_waiting:
        return
    came = enclosing.came_in(row, at=now)
    found = came if isinstance(came, str) else enclosing.opened(came)
    actions.settle_enclosure(actor=SISTEM, enclosure=row, found=found, at=now)


@app.periodic(cron="*/10 * * * *", periodic_id="hotline.rescue")
@app.task(name="hotline.rescue", queueing_lock="hotline.rescue", queue=jobs.QUEUE, pass_context=False)
def rescue(timestamp: int) -> None:
    """Every ten minutes: enclosures whose job was lost, or gave up, get a new one."""
    found = queries.waiting_enclosures(timezone.now() - LOST)
    for pk in found:
        try:
            with transaction.atomic():
                jobs.defer_open(pk, lock=f"enclosure:{pk}")
        except AlreadyEnqueued:
            continue
    if found:
        log.warning("enclosures waited", extra={"count": len(found)})
