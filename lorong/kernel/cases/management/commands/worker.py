"""`manage.py worker`: the background jobs of all rooms, until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app

from lorong.kernel.cases.worker import working
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.logs import known

CONCURRENCY = 2  # a slow SMS gateway must not hold up letters


class Command(BaseCommand):
    help = "Do the background jobs. Stops at SIGTERM or Ctrl-C after the running jobs; killed, the next worker goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=CONCURRENCY, help="jobs at the same time")
        parser.add_argument("--once", action="store_true", help="do what is waiting, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        with working():
            asyncio.run(_work(options["concurrency"], wait=not options["once"]))


def _steady(run: Callable[[], Any], context: Any, worker: Any) -> Any:
    # A job sees one and the same city from its beginning to its end, and every line of its log names it.
    job = context.job
    case = {"case_id": job.task_kwargs["case_id"]} if "case_id" in job.task_kwargs else {}
    with MEMORY.steady(), known(job_id=job.id, task=job.task_name, **case):
        return run()


async def _work(concurrency: int, *, wait: bool) -> None:
    async with app.open_async():
        # What a killed worker had begun goes back into the queue at once; every job may run twice.
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=20):
            await app.job_manager.retry_job(job)
        await app.run_worker_async(
            concurrency=concurrency,
            wait=wait,
            shutdown_graceful_timeout=20,
            update_heartbeat_interval=5,
            stalled_worker_timeout=20,
            delete_jobs="successful",
            task_middleware=[_steady],
        )
