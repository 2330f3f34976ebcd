"""Names of the background jobs, deferred without importing them: `tasks.py` calls actions, and actions defer jobs."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

FINISH = "documents.finish"


def defer_finish(letter_id: uuid.UUID) -> None:
    """A signature was given: make the PDF. Deferred in the transaction of the signature; one at a time per letter."""
    app.configure_task(FINISH, lock=f"letter:{letter_id}", queue="letters").defer(letter_id=str(letter_id))
