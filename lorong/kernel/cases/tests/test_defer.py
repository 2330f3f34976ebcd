"""A job that another job defers belongs to the transaction it was deferred in, as in the web."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from django.db import connection, transaction
from procrastinate.contrib.django import app

from lorong.kernel.cases.worker import working
from lorong.kernel.messages import jobs


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [jobs.DELIVER])
        return int(cursor.fetchone()[0])


def defer() -> None:
    app.configure_task(jobs.DELIVER, queue="messages").defer(message_id="00000000-0000-4000-8000-000000000000")


def in_worker(act: Callable[[], None]) -> None:
    """Run `act` as a job runs: in a thread of a worker whose connections are open."""

    async def work() -> None:
        async with app.open_async():
            await asyncio.to_thread(_and_close, act)

    with working():
        asyncio.run(work())


def _and_close(act: Callable[[], None]) -> None:
    try:
        act()
    finally:
        connection.close()


def test_what_an_undone_act_deferred_is_not_there(own_database: str):
    def undone() -> None:
        with transaction.atomic():
            defer()
            transaction.set_rollback(True)

    in_worker(undone)
    assert count() == 0


def test_nobody_sees_a_job_before_the_act_is_committed(own_database: str):
    seen: list[int] = []

    def slow() -> None:
        with transaction.atomic():
            defer()
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [jobs.DELIVER])
                seen.append(int(cursor.fetchone()[0]))
            other.close()

    in_worker(slow)
    assert seen == [0]
    assert count() == 1
