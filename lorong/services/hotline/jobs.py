"""Names of the background jobs, deferred without importing them: `tasks.py` calls actions, and actions defer jobs."""

from __future__ import annotations

from procrastinate.contrib.django import app

OPEN = "hotline.open"
QUEUE = "hotline"


def defer_open(enclosure: int, *, lock: str | None = None) -> None:
    """Something came with a message: it is fetched, made clean or refused. `lock`: a queueing lock."""
    app.configure_task(OPEN, queue=QUEUE, lock=f"enclosure:{enclosure}", queueing_lock=lock).defer(enclosure=enclosure)
