"""The measurements of the installation in Prometheus' text, docs/howto/read-the-metrics.md.

An extra room: it brings together what the door counted in its processes and what the kernel says of its tables. What
is asked of the database is kept for a few seconds, and each part that cannot be asked in time is left out and named in
`lorong_missing`, so that watching a busy house does not make it busier.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from threading import Lock

from django.db import Error, connection
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from lorong.kernel.cases.queries import pulse
from lorong.kernel.documents.queries.pulse import unfinished_letters
from lorong.kernel.messages import queries as messages
from lorong.kernel.people import queries as people

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
KEPT = 5.0  # seconds for which an answer of the database is good enough
PATIENCE = 2.0  # seconds that one part may take of the database
Part = Callable[[datetime], Iterable[Metric]]


class Standing(Collector):
    """What the database says, asked anew after `KEPT` seconds."""

    def __init__(self) -> None:
        self._kept: list[Metric] = []
        self._at = float("-inf")
        self._one_asks = Lock()

    def describe(self) -> Iterable[Metric]:
        """Nothing: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All parts, from memory when they are fresh."""
        with self._one_asks:
            if time.monotonic() - self._at >= KEPT:
                self._kept, self._at = _asked(), time.monotonic()
            yield from self._kept

    def forget(self) -> None:
        """Ask anew at the next turn."""
        self._at = float("-inf")


STANDING = Standing()


def exposition() -> bytes:
    """All measurements. Never raises because of the database."""
    registry = CollectorRegistry()
    registry.register(STANDING)
    counted = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return generate_latest(counted) + generate_latest(registry)


def _asked() -> list[Metric]:
    now, found, missing = timezone.now(), list[Metric](), Gauge("lorong_missing", "1: could not be asked", labels=["part"])
    gone = False  # then it is not tried for each part anew
    for name, part in PARTS.items():
        failed = gone
        try:
            if not gone:
                with pulse.at_most(PATIENCE):
                    found += part(now)
        except Error:
            failed, gone = True, not connection.is_usable()
        missing.add_metric([name], int(failed))
    return [*found, missing]


def _work(at: datetime) -> Iterable[Metric]:
    items = Gauge("lorong_open_work_items", "Open work items by step of the SOP", labels=["step", "late"])
    for row in pulse.open_work(at):
        items.add_metric([row.step, "yes" if row.late else "no"], row.count)
    return [items]


def _jobs(at: datetime) -> Iterable[Metric]:
    jobs = Gauge("lorong_jobs", "Jobs that are not done; again: an attempt failed before", labels=["queue", "state", "again"])
    for row in pulse.jobs():
        jobs.add_metric([row.queue, row.state, "yes" if row.again else "no"], row.count)
    oldest = Gauge("lorong_oldest_job_seconds", "For how long the oldest job could have run already", labels=["queue"])
    for queue, seconds in pulse.oldest_job_seconds(at).items():
        oldest.add_metric([queue], seconds)
    return [jobs, oldest]


def _worker(at: datetime) -> Iterable[Metric]:
    seconds = pulse.worker_seconds()
    return [Gauge("lorong_worker_heartbeat_seconds", "Since a worker last spoke", value=_or_never(seconds))]


def _or_never(seconds: float | None) -> float:
    return float("inf") if seconds is None else seconds


def _messages(at: datetime) -> Iterable[Metric]:
    rows = Gauge("lorong_messages", "Messages by channel: due, for later, given up within a day", labels=["channel", "state"])
    for key, count in messages.standing(at).items():
        rows.add_metric(key.split(" "), count)
    return [rows, Gauge("lorong_oldest_message_seconds", "For how long one could be sent", value=messages.oldest_due_seconds(at))]


def _letters(at: datetime) -> Iterable[Metric]:
    rows = Gauge("lorong_unfinished_letters", "Signed letters without their PDF, by what holds them up", labels=["state"])
    for state, count in unfinished_letters(at).items():
        rows.add_metric([state], count)
    return [rows]


def _database(at: datetime) -> Iterable[Metric]:
    rows = Gauge("lorong_database_connections", "Connections of our role", labels=["state"])
    for state, count in pulse.connections().items():
        rows.add_metric([state], count)
    most = Gauge("lorong_database_connections_max", "Connections that the server takes", value=pulse.most_connections())
    return [rows, most]


def _keys(at: datetime) -> Iterable[Metric]:
    rows = Gauge("lorong_key_age_days", "For how many days a key in use is known here", labels=["key"])
    for kind, days in people.key_ages(at).items():
        rows.add_metric([kind], round(days, 2))
    return [rows]


PARTS: dict[str, Part] = {
    "work": _work,
    "jobs": _jobs,
    "worker": _worker,
    "messages": _messages,
    "letters": _letters,
    "keys": _keys,
    "database": _database,
}
