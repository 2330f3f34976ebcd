"""The background job of a message, deferred by name: `tasks.py` calls actions, and actions defer jobs."""

from __future__ import annotations

from procrastinate.contrib.django import app

from lorong.kernel.messages.models import Message

DELIVER = "messages.deliver"


def defer_delivery(message: Message, *, lock: str | None = None) -> None:
    """Deliver the message from its `send_after` on. Part of the caller's transaction. `lock`: a queueing lock."""
    job = app.configure_task(DELIVER, queue="messages", schedule_at=message.send_after, queueing_lock=lock)
    job.defer(message_id=str(message.pk))
