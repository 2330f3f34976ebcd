"""The database goes away under a running worker: it waits, says so once, and goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from lorong.kernel.cases.worker import is_gone
from lorong.kernel.messages.jobs import DELIVER
from lorong.testing import address_of
from tests.test_stop_in_order import PATIENCE, until


@contextmanager
def worker(address: str, said: Path) -> Iterator[subprocess.Popen[bytes]]:
    env = {
        **os.environ,
        "LORONG_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "lorong.settings",
        "LORONG_LOG_LEVEL": "WARNING",
    }
    with said.open("wb") as log:
        started = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=settings.BASE_DIR, env=env, stderr=log)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def ask(database: str, sql: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(address_of(database), autocommit=True) as connection:
        cursor = connection.execute(sql, values)  # type: ignore[call-overload]
        return list(cursor.fetchall()) if cursor.description else []


def leave_a_job(database: str) -> None:
    sql = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('messages', %s, %s)"
    ask(database, sql, DELIVER, json.dumps({"message_id": str(uuid.uuid4())}))


def is_done(database: str) -> bool:
    return not ask(database, "SELECT 1 FROM procrastinate_jobs WHERE task_name = %s", DELIVER)


def lines(said: Path) -> list[str]:
    return [json.loads(line)["message"] for line in said.read_text().splitlines()]


def throw_out(database: str) -> None:
    """What a restarting server does to its sessions; and until it is back it lets nobody in."""
    ask("postgres", f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
    ask("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", database)


def let_in(database: str) -> None:
    ask("postgres", f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS true')


def test_a_worker_goes_on_when_its_database_is_back(own_database: str, tmp_path: Path):
    ask(own_database, "DELETE FROM procrastinate_jobs")
    said = tmp_path / "said"
    with worker(address_of(own_database), said) as running:
        leave_a_job(own_database)
        until(lambda: is_done(own_database))
        throw_out(own_database)
        until(lambda: lines(said) != [])
        let_in(own_database)
        leave_a_job(own_database)
        until(lambda: is_done(own_database))
        assert running.poll() is None
        assert lines(said) == ["the worker waits for its database", "the worker goes on"], said.read_text()
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE) == 0


def test_a_worker_that_waits_stops_at_once(tmp_path: Path):
    said = tmp_path / "said"
    with worker("postgresql://nobody@127.0.0.1:1/nowhere", said) as running:
        until(lambda: lines(said) == ["the worker waits for its database"])
        time.sleep(0.5)
        asked = time.monotonic()
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE) == 0
        assert time.monotonic() - asked < 2, "it did not wait for the database"
        assert lines(said) == ["the worker waits for its database"], "said once"


@pytest.mark.parametrize(
    ("error", "gone"),
    [
        (psycopg.OperationalError("server closed the connection"), True),
        (psycopg.errors.AdminShutdown("terminating"), True),
        (psycopg.errors.UndefinedTable("no such table"), False),
        (psycopg.errors.InsufficientPrivilege("not yours"), False),
        (ValueError("a bug"), False),
    ],
)
def test_a_fault_of_ours_is_no_lost_connection(error: Exception, gone: bool):
    assert is_gone(error) is gone
