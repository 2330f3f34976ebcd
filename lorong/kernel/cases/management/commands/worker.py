"""`manage.py worker`: the background jobs of all rooms, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import close_db_connections, close_db_connections_async
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.worker import Worker

from lorong.kernel.cases import jobs
from lorong.kernel.cases.worker import last, quietly, working
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.logs import known

CONCURRENCY = 2  # a slow SMS gateway must not hold up letters


class Command(BaseCommand):
    help = (
        "Do the background jobs. Stops at SIGTERM or Ctrl-C after the running jobs; killed, the next worker goes on; "
        "while the database is away it waits."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=CONCURRENCY, help="jobs at the same time")
        parser.add_argument("--once", action="store_true", help="do what is waiting, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        with working():
            if options["once"]:
                asyncio.run(_Work(options["concurrency"], wait=False)())
            else:
                with quietly():
                    asyncio.run(_until_told(_Work(options["concurrency"], wait=True)))


async def _until_told(work: Callable[[], Any]) -> None:
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)

    def tell() -> None:
        told.set()
        for each in signals:  # the second one does not wait
            loop.remove_signal_handler(each)

    for each in signals:
        loop.add_signal_handler(each, tell)
    await last(work, told=told)


def _steady(run: Callable[[], Any], context: Any, worker: Any) -> Any:
    # A job sees one and the same city from its beginning to its end, and every line of its log names it.
    job = context.job
    case = {"case_id": job.task_kwargs["case_id"]} if "case_id" in job.task_kwargs else {}
    with MEMORY.steady(), known(job_id=job.id, task=job.task_name, **case):
        return run()


class _Work:
    """One worker after the other, each over connections of its own."""

    def __init__(self, concurrency: int, *, wait: bool) -> None:
        self.concurrency, self.wait = concurrency, wait
        self.left: int | None = None  # the number of a worker that could not take its leave

    async def __call__(self) -> None:
        async with app.open_async():
            app.perform_import_paths()  # type: ignore[no-untyped-call]
            await self._take_up()
            worker = Worker(
                app,
                concurrency=self.concurrency,
                wait=self.wait,
                install_signal_handlers=not self.wait,
                shutdown_graceful_timeout=20,
                update_heartbeat_interval=5,
                stalled_worker_timeout=20,
                delete_jobs="successful",
                task_middleware=[close_db_connections, close_db_connections_async, _steady],
            )
            try:
                await worker.run()  # type: ignore[no-untyped-call]
            finally:
                self.left = worker.worker_id

    async def _take_up(self) -> None:
        # What a killed worker had begun goes back into the queue at once; every job may run twice.
        if self.left is not None:
            await app.job_manager.unregister_worker(self.left)
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=20):
            await app.job_manager.retry_job(job)
        if self.wait:
            await _count_everything()


async def _count_everything() -> None:
    # After an upgrade, or long away, the minute's look at the last days is not enough.
    try:
        await app.configure_task(jobs.COUNT, queueing_lock=jobs.COUNT, queue=jobs.QUEUE).defer_async()
    except AlreadyEnqueued:
        return
