"""A worker as a process of its own that does what is in the queue, and may kill itself: `python -m tests.killed_worker`.

Arguments: the place to strike at ("-" for nowhere) and the file to write the count of places to.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.db.backends.utils import CursorWrapper
from procrastinate.contrib.django import app


class Killer:
    """Counts SQL statements and file operations; strikes at the `at`-th, before it when even, after it when odd."""

    def __init__(self, at: int | None, tally: Path) -> None:
        self.at, self.tally, self.seen = at, tally, 0

    def arm(self) -> None:
        """Watch the statements of this process and what it does to files."""
        CursorWrapper.execute = self.watch(CursorWrapper.execute)  # type: ignore[method-assign]
        os.replace = self.watch(os.replace)  # type: ignore[assignment]
        os.fsync = self.watch(os.fsync)

    def watch(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """`call`, with a place to strike before and after it."""

        def watched(*args: Any, **kwargs: Any) -> Any:
            self.strike()
            result = call(*args, **kwargs)
            self.strike()
            return result

        return watched

    def strike(self) -> None:
        """Die here, or count on."""
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.seen += 1
        self.tally.write_text(str(self.seen))


async def work() -> None:
    """Jobs of a killed worker go back into the queue, then everything in it is done."""
    async with app.open_async():
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=0):
            await app.job_manager.retry_job(job)
        await app.run_worker_async(wait=False, concurrency=1, install_signal_handlers=False, listen_notify=False)


if __name__ == "__main__":
    django.setup()
    place = None if sys.argv[1] == "-" else int(sys.argv[1])
    Killer(place, Path(sys.argv[2])).arm()
    from lorong.kernel.cases.worker import working

    with working():
        asyncio.run(work())
