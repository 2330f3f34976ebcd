"""Names of the background jobs, left without importing them: `tasks.py` calls actions, and actions leave jobs."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

EFFECT = "cases.effect"  # a machine step is open: do it
LINK = "cases.link"  # an outside party's step is open: send the signed link
TELL = "cases.tell"  # tell whom it concerns what an event means for them
SAID = "cases.said"
WAKE_PARENT = "cases.wake_parent"  # a case that another one waits for has ended
COUNT = "cases.count"  # the figures of everything that ever ended
QUEUE = "cases"


def job(name: str, **arguments: Any) -> dict[str, Any]:
    """A job as `lorong_case_record` leaves it in the queue, together with the event that causes it.

    Which case it is about goes along from there, under the lock of that case (see `_lock`).
    """
    return {"queue": QUEUE, "task": name, "args": arguments}


def defer_said(case_id: int, message_id: int) -> None:
    """A line was added to the conversation: tell the other side."""
    app.configure_task(SAID, lock=_lock(case_id), queue=QUEUE).defer(case_id=case_id, message_id=message_id)


def _lock(case_id: int) -> str:
    # One job of a case at a time: a letter is not announced before it is made.
    return f"case:{case_id}"
