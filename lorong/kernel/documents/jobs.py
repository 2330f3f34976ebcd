"""Names of the background jobs, deferred without importing them: `tasks.py` calls actions, and actions defer jobs."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

FINISH = "documents.finish"
ERASE = "documents.erase"


def defer_finish(letter_id: uuid.UUID) -> None:
    """A signature was given: make the PDF. Deferred in the transaction of the signature; one at a time per letter."""
    app.configure_task(FINISH, lock=f"letter:{letter_id}", queue="letters").defer(letter_id=str(letter_id))


def defer_erase(sha256: str) -> None:
    """A file that no row names any more goes from the disk, after the commit of the act that let it go."""
    app.configure_task(ERASE, lock=f"file:{sha256}", queue="letters").defer(sha256=sha256)
