"""The worker's way to the queue. An extra room: how jobs that a job defers belong to its transaction, and how a worker
outlives its database.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError
from procrastinate import PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException

log = logging.getLogger("lorong.jobs")
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds between two tries, doubled each time
LASTED = 60.0  # seconds after which a worker that ends has not failed at once: its pauses begin anew
NOTICED = 3.0  # seconds after which a worker no longer hopes that the pool finds a connection
GONE = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)
# Who speaks of every lost connection, at length; `last` says it once.
POOL = "psycopg.pool"
CHATTER = (POOL, "asyncio", "procrastinate.worker", "procrastinate.worker.worker", "procrastinate.utils")


class WorkerConnector(PsycopgConnector):
    """Fetches jobs over connections of its own, and defers new ones over the connection of the act that wants them.

    The usual connector of a worker would defer over its own: a job could run before what it is about is committed and
    find nothing to do, or be there although the act was undone.
    """

    def __init__(self, acts: DjangoConnector) -> None:
        super().__init__(kwargs=connector_params(acts.alias), timeout=NOTICED)
        self._acts = acts

    def get_sync_connector(self) -> BaseConnector:
        """What code inside a job defers with: the connection, and so the transaction, that it works in."""
        return self._acts


@contextmanager
def working() -> Iterator[None]:
    """While the body runs, this process may be a worker."""
    assert isinstance(app.connector, DjangoConnector), "jobs live in the city's own database"
    with app.replace_connector(WorkerConnector(app.connector)):
        yield


async def last(work: Callable[[], Awaitable[None]], *, told: asyncio.Event) -> None:
    """Runs `work` until `told` is set, and again whenever the database went away under it.

    While the database is away it is asked with growing pauses; one line in the log says so, and one when it is back.
    work: one worker over connections of its own; cancelled, it finishes the running jobs and ends. Raises what `work`
    raises, unless that is a lost connection.
    """
    lost_at, pause = 0.0, FIRST_PAUSE
    while not told.is_set():
        begun = time.monotonic()
        error = await _unless(told, _ask)
        if error is None and not told.is_set():
            if lost_at:
                log.warning("the worker goes on", extra={"away_seconds": round(time.monotonic() - lost_at, 1)})
            lost_at = 0.0
            error = await _unless(told, work)
        if told.is_set():
            return
        if time.monotonic() - begun > LASTED:
            pause = FIRST_PAUSE
        if not lost_at:
            lost_at = time.monotonic()
            log.warning("the worker waits for its database", exc_info=error)
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _unless(told: asyncio.Event, work: Callable[[], Awaitable[Any]]) -> BaseException | None:
    """Does `work`, or cancels it once `told` is set; gives how the connection was lost, None when it was not."""
    running, stop = asyncio.ensure_future(work()), asyncio.ensure_future(told.wait())
    try:
        await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
        running.cancel()
        await running
    except asyncio.CancelledError:
        if not told.is_set():
            raise
    except Exception as error:
        if not is_gone(error):
            raise
        return error
    finally:
        running.cancel()
        stop.cancel()
    return None


def is_gone(error: BaseException) -> bool:
    """Whether an error is a matter of the connection or the server, and not of what was asked."""
    return isinstance(_said_by_database(error), GONE)


def _said_by_database(error: BaseException) -> BaseException:
    return (error.__cause__ or error) if isinstance(error, ConnectorException) else error


async def _ask() -> None:
    # Before the pool is opened: a pool that cannot connect goes on trying, and talking, for half a minute.
    async with await psycopg.AsyncConnection.connect(**connector_params()):
        pass


@contextmanager
def quietly() -> Iterator[None]:
    """What libraries say of lost connections is left out: `last` says it."""
    loggers = [logging.getLogger(name) for name in CHATTER]
    for each in loggers:
        each.addFilter(_is_news)
    try:
        yield
    finally:
        for each in loggers:
            each.removeFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    if record.name == POOL:
        return False
    error = _said_by_database(record.exc_info[1]) if record.exc_info and record.exc_info[1] else None
    # A deadlock, a full disk have a code of their own and are told; a lost connection has none, or "shutting down".
    code = getattr(error, "sqlstate", None) or getattr(getattr(error, "__cause__", None), "sqlstate", None)
    return not isinstance(error, GONE) or not (code is None or code.startswith("57P"))
