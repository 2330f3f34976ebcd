"""The sweep of deadlines over a hundred thousand open steps, as every minute finds them."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from datetime import timedelta

import psycopg
from django.db import connection
from django.utils import timezone

from bench.frame import AT_MOST, VALUE, Line, Reach, Result, alone
from bench.place import Place
from lorong.kernel.cases.actions.sweep import sweep_due, sweep_lapsed
from lorong.kernel.city.queries.memory import MEMORY

LINE = Line("sweep", "the deadline sweep over 100,000 open steps", heavy=True)
DUE = 100  # steps whose time ends in one minute, when a hundred thousand lie open for two working days each
LOOK = 0.01  # seconds between two looks at the locks


def measure(place: Place) -> list[Result]:
    """Seconds of one sweep that finds a minute's worth of deadlines, and the longest a lock on a case was held."""
    name = place.use(place.database(place.many))
    moment = timezone.now()
    with connection.cursor() as cursor:
        # As after the sweep of a minute ago: what was due before has had its alarm.
        cursor.execute(
            "UPDATE cases_work_item SET alarmed_at = due_at WHERE done_at IS NULL AND alarmed_at IS NULL AND due_at <= %s",
            [moment],
        )
        cursor.execute("SELECT count(*) FROM cases_work_item WHERE done_at IS NULL")
        lying = cursor.fetchone()[0]
        cursor.execute(
            "SELECT due_at FROM cases_work_item WHERE done_at IS NULL AND alarmed_at IS NULL ORDER BY due_at OFFSET %s LIMIT 1",
            [DUE - 1],
        )
        row = cursor.fetchone()
    at = row[0] if row else moment + timedelta(minutes=1)
    with MEMORY.steady():
        sweep_lapsed(at=moment)
    seconds, handled, held = _swept(place.address(name), at)
    note = f"{handled} due among {lying}"
    return [
        alone(LINE.id, seconds, "s", Reach(AT_MOST, 2, VALUE), note=note),
        alone(f"{LINE.id}_lock", held * 1000, "ms", Reach(AT_MOST, 100, VALUE), note="longest transaction of the sweep"),
    ]


def _swept(address: str, at: object) -> tuple[float, int, float]:
    """(seconds, steps handled, longest transaction in seconds)."""
    over, longest = threading.Event(), [0.0]
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid

    def watch() -> None:
        with closing(psycopg.connect(address, autocommit=True)) as eye:
            while not over.wait(LOOK):
                row = eye.execute(
                    "SELECT extract(epoch FROM clock_timestamp() - xact_start) FROM pg_stat_activity "
                    "WHERE pid = %s AND xact_start IS NOT NULL AND backend_xid IS NOT NULL",
                    [pid],
                ).fetchone()
                longest[0] = max(longest[0], float(row[0]) if row else 0.0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    begin = time.perf_counter()
    with MEMORY.steady():
        handled = sweep_due(at=at) + sweep_lapsed(at=at)  # type: ignore[arg-type]
    seconds = time.perf_counter() - begin
    over.set()
    watcher.join()
    return seconds, handled, longest[0]
