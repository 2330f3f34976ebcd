"""Background entries of messages. Each may run twice."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lorong.kernel.messages import actions, jobs, queries
from lorong.lib.actors import SISTEM

log = logging.getLogger("lorong.jobs")
# For what the carriers do not foresee (the database goes away): the message is still owed to somebody.
PATIENT = RetryStrategy(max_attempts=200, wait=2, linear_wait=20)
LOST = timedelta(minutes=5)


@app.task(name=jobs.DELIVER, queue="messages", retry=PATIENT)
def deliver(*, message_id: str) -> None:
    """One attempt to carry a message."""
    message = queries.message(message_id)
    if message is not None and not message.is_over:
        actions.deliver(actor=SISTEM, message=message)


@app.periodic(cron="*/5 * * * *", periodic_id="rescue")
@app.task(name="messages.rescue", queueing_lock="messages.rescue", queue="messages", pass_context=False)
def rescue(timestamp: int) -> None:
    """Every five minutes: messages whose job was lost get a new one."""
    overdue = queries.overdue(before=timezone.now() - LOST)
    for message in overdue:
        try:
            with transaction.atomic():
                jobs.defer_delivery(message, lock=f"message:{message.pk}")
        except AlreadyEnqueued:
            continue
    if overdue:
        log.warning("messages were overdue", extra={"count": len(overdue)})
