"""Whether this house can serve: the database answers, its tables are those of this version, a worker is alive.

An extra room: it asks the installation, not the city. Without a worker pages still work, so that is only told.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

WORKER_SILENT = 60  # seconds; a worker says that it lives every ten


@dataclass(frozen=True)
class Health:
    """`waiting`: migrations that were not applied. `worker_seconds`: since a worker last spoke, None when none did."""

    database: bool
    waiting: int
    worker_seconds: int | None

    @property
    def ready(self) -> bool:
        """Whether requests can be served."""
        return self.database and not self.waiting

    def as_json(self) -> dict[str, object]:
        """What a probe reads."""
        alive = self.worker_seconds is not None and self.worker_seconds <= WORKER_SILENT
        return {
            "ready": self.ready,
            "database": self.database,
            "migrations_waiting": self.waiting,
            "worker": alive,
            "worker_seconds": self.worker_seconds,
        }


def health() -> Health:
    """How it stands now. Never raises: a database that is away is an answer."""
    try:
        return Health(True, _migrations_waiting(), _worker_seconds())
    except Error:
        connection.close()
        return Health(False, 0, None)


def _migrations_waiting() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _worker_seconds() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat))::int FROM procrastinate_workers")
        row = cursor.fetchone()
    return None if row is None or row[0] is None else int(row[0])
