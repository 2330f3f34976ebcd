"""Background entries: make the PDF of a signed letter, erase a file that nobody needs."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lorong.kernel.documents import actions, jobs, queries
from lorong.kernel.documents.errors import SigningUnavailable
from lorong.lib.actors import SISTEM

# half a minute, a minute, two, ... until the grant is used up after an hour; a database that is away comes back
PASSES = {SigningUnavailable, OSError, OperationalError, InterfaceError}
RETRY = RetryStrategy(max_attempts=9, exponential_wait=2, wait=15, retry_exceptions=PASSES)


@app.task(name=jobs.FINISH, retry=RETRY, queue="letters")
def finish(letter_id: str) -> None:
    """Make or complete the PDF; may run twice, gives the same letter."""
    actions.finish_letter(actor=SISTEM, letter=queries.letter_by_id(letter_id))


@app.task(name=jobs.ERASE, retry=RETRY, queue="letters")
def erase(sha256: str) -> None:
    """Take a file from the disk that no row names any more; may run twice."""
    actions.erase_file(actor=SISTEM, sha256=sha256)
