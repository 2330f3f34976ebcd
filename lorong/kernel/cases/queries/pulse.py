"""How the machinery stands, in numbers without persons: open work, the queue of jobs, workers, connections.

Each function asks once, and is stopped by `at_most` when the database is too busy to be asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from lorong.kernel.cases.queries.late import FRESH

_OPEN_WORK = """
    SELECT step, due_at < %s AS late, count(*) FROM cases_work_item
    WHERE done_at IS NULL AND side <> 'applicant' GROUP BY 1, 2 ORDER BY 1, 2"""
_JOBS = """
    SELECT queue_name, status::text, attempts > 0 AS again, count(*) FROM procrastinate_jobs
    WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
# The job that has waited longest of those that may begin; its wait is counted from when it could have begun.
_OLDEST = """
    SELECT j.queue_name, extract(epoch FROM %s - min(coalesce(j.scheduled_at, e.at)))::float
    FROM procrastinate_jobs j
    JOIN LATERAL (SELECT at FROM procrastinate_events WHERE job_id = j.id ORDER BY id LIMIT 1) e ON true
    WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= %s) GROUP BY 1 ORDER BY 1"""
_WORKER = "SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers"
_CONNECTIONS = """
    SELECT coalesce(state, 'unknown'), count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user GROUP BY 1 ORDER BY 1"""

_COUNTED = "SELECT steps FROM cases_stock WHERE at > %s AND at <= %s AND steps IS NOT NULL LIMIT 1"


@dataclass(frozen=True)
class OpenWork:
    """How many open work items stand at a step, late or in time; those of the residents are nobody's work."""

    step: str
    late: bool
    count: int


@dataclass(frozen=True)
class Jobs:
    """How many jobs of a queue are in a state: todo, doing, failed. again: an attempt failed before."""

    queue: str
    state: str
    again: bool
    count: int


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """While the body asks, no question takes longer than this. A longer one raises django.db.OperationalError."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{round(seconds * 1000)}ms"])
        yield


def open_work(at: datetime) -> list[OpenWork]:
    """Open work items by step, late ones apart: as counted within the last minutes, or now when that is too long ago."""
    kept = _rows(_COUNTED, [at - FRESH, at])
    return [OpenWork(*row) for row in json.loads(kept[0][0])] if kept else counted_work(at)


def counted_work(at: datetime) -> list[OpenWork]:
    """The same, counted now: reads every open work item."""
    return [OpenWork(*row) for row in _rows(_OPEN_WORK, [at])]


def jobs() -> list[Jobs]:
    """Jobs that are not done, by queue and state."""
    return [Jobs(*row) for row in _rows(_JOBS)]


def oldest_job_seconds(at: datetime) -> dict[str, float]:
    """Queue -> seconds that its longest waiting job could have run already. Queues without one are left out."""
    return {queue: max(0.0, seconds) for queue, seconds in _rows(_OLDEST, [at, at])}


def worker_seconds() -> float | None:
    """Seconds since a worker last said that it lives; None when none ever did."""
    ((seconds,),) = _rows(_WORKER)
    return None if seconds is None else float(seconds)


def connections() -> dict[str, int]:
    """State -> connections of our own role to our own database: active, idle, idle in transaction."""
    return dict(_rows(_CONNECTIONS))


def most_connections() -> int:
    """How many connections the whole server takes."""
    ((most,),) = _rows("SELECT current_setting('max_connections')::int")
    return int(most)


def _rows(sql: str, given: list[datetime] | None = None) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
