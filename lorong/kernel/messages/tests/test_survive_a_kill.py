"""The worker is killed while the gateway is listening: the message arrives all the same, under one id."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from lorong.kernel.messages import actions, wording
from lorong.kernel.messages.models import Message
from lorong.kernel.people.models import Account
from lorong.lib.actors import SISTEM
from lorong.testing import address_of

from .conftest import FakeGateway

Worker = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def worker(own_database: str, gateway: FakeGateway) -> Worker:
    """Starts a real worker process on the test's own database; it works off what is due and ends."""
    surroundings = {
        **os.environ,
        "LORONG_DATABASE_URL": address_of(own_database),
        "LORONG_SMS_GATEWAY_URL": gateway.url,
        "LORONG_SMS_GATEWAY_TOKEN": "token-of-the-test",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot", "--queues", "messages"]
        started.append(subprocess.Popen(command, cwd=settings.BASE_DIR, env=surroundings, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def sms(own_database: str) -> Message:
    account = Account.objects.filter(phone_verified=True).order_by("pk")[0]
    context = wording.template("diterima").sample
    posted = actions.post(actor=SISTEM, account=account, template="diterima", context=context, key="k", urgent=True)
    return posted[1]


def give_stalled_jobs_back() -> None:
    async def give_back() -> None:
        # The thread in which this runs may still hold a connection to the database of a test before.
        await sync_to_async(connections.close_all)()
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=0):
            await app.job_manager.retry_job(job)

    asyncio.run(give_back())


def until(holds: Callable[[], Any], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.05)


def test_a_worker_killed_while_the_gateway_listens_sends_again_with_the_same_id(
    worker: Worker, sms: Message, gateway: FakeGateway
):
    gateway.plan = ["slow"]
    first = worker()
    assert gateway.reached.wait(30), "the worker never asked the gateway"
    first.send_signal(signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL

    sms.refresh_from_db()
    assert (sms.sent_at, sms.attempts) == (None, 0)

    give_stalled_jobs_back()
    assert worker().wait(60) == 0

    sms.refresh_from_db()
    assert sms.sent_at is not None
    assert gateway.ids == [str(sms.pk)] * 2
    assert list(gateway.texts.values()) == [sms.body]
    assert Message.objects.filter(channel="sms").count() == 1
    assert set(ProcrastinateJob.objects.filter(queue_name="messages").values_list("status", flat=True)) == {"succeeded"}


def test_two_workers_at_once_ask_the_gateway_once(worker: Worker, sms: Message, gateway: FakeGateway):
    gateway.plan = ["slow"]
    # The job of a worker that only seemed dead was given back, and now there are two.
    app.configure_task("messages.deliver", queue="messages").defer(message_id=str(sms.pk))
    both = [worker(), worker()]
    assert [process.wait(60) for process in both] == [0, 0]
    sms.refresh_from_db()
    assert sms.sent_at is not None
    assert gateway.ids == [str(sms.pk)]
