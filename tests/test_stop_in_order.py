"""SIGTERM while somebody waits: the web process still answers, the worker still finishes its job, then both end."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from lorong.kernel.messages.jobs import DELIVER
from lorong.testing import address_of

PATIENCE = 60.0


@contextmanager
def process(database: str, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the house on a database of the test; killed if it is still there in the end."""
    env = {**os.environ, "LORONG_DATABASE_URL": address_of(database), "DJANGO_SETTINGS_MODULE": "lorong.settings"}
    started = subprocess.Popen([sys.executable, *command], cwd=settings.BASE_DIR, env=env)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


@contextmanager
def held(database: str, table: str) -> Iterator[None]:
    """Whoever reads the table waits until the body ends."""
    with psycopg.connect(address_of(database)) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def somebody_waits_for(database: str, table: str) -> bool:
    with psycopg.connect(address_of(database)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table]
        ).fetchone()
    return bool(row and row[0])


def answers(port: int) -> bool:
    try:
        return get(port, "/sehat/")[0] == 200
    except OSError:
        return False


def get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_the_web_process_answers_what_it_has_before_it_ends(own_database: str):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    granian = ("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1")
    granian += ("--blocking-threads", "4", "--workers-kill-timeout", "20", "lorong.wsgi:application")
    got: list[tuple[int, bytes]] = []
    with process(own_database, *granian) as web:
        until(lambda: answers(port))
        asking = threading.Thread(target=lambda: got.append(get(port, "/sehat/siap")))
        with held(own_database, "procrastinate_workers"):
            asking.start()
            until(lambda: somebody_waits_for(own_database, "procrastinate_workers"))
            web.send_signal(signal.SIGTERM)
            time.sleep(1.0)
            assert web.poll() is None, "it ended over a question"
            assert got == []
        asking.join(PATIENCE)
        assert [status for status, _ in got] == [200]
        assert b'"ready": true' in got[0][1], "a whole answer"
        assert web.wait(PATIENCE) == 0


def test_the_worker_finishes_its_job_before_it_ends(own_database: str, tmp_path: Path):
    with psycopg.connect(address_of(own_database)) as connection:
        connection.execute("DELETE FROM procrastinate_jobs")
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('messages', %s, %s)",
            [DELIVER, f'{{"message_id": "{uuid.uuid4()}"}}'],
        )
    with process(own_database, "manage.py", "worker") as worker:
        with held(own_database, "messages_message"):
            until(lambda: somebody_waits_for(own_database, "messages_message"))
            worker.send_signal(signal.SIGTERM)
            time.sleep(1.0)
            assert worker.poll() is None, "it ended in the middle of a job"
        assert worker.wait(PATIENCE) == 0
    with psycopg.connect(address_of(own_database)) as connection:
        left = connection.execute("SELECT status FROM procrastinate_jobs WHERE task_name = %s", [DELIVER]).fetchall()
    assert left == [], "done once, and nothing to do again"
