"""Background entry: load, call one action. Every job may run twice, and is safe to kill anywhere."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lorong.kernel.audit import actions as audit
from lorong.kernel.audit import roots
from lorong.kernel.cases import actions, jobs, keeping, stocktaking
from lorong.kernel.cases.actions import measure as measuring
from lorong.kernel.cases.actions import telling
from lorong.kernel.cases.models import Case, WorkItem
from lorong.kernel.cases.queries.recount import uncounted
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM
from lorong.lib.retention import Then, read

log = logging.getLogger("lorong.jobs")
# A job waits 4, 8, 16 ... seconds, then about an hour, and never gives up by itself: what it does is owed to somebody.
PATIENT = RetryStrategy(max_attempts=200, wait=2, linear_wait=20)
NIGHT = range(1, 5)  # hours of the city: more than one, so that a worker that was away at two does it at three


@app.task(name=jobs.EFFECT, queue="cases", retry=PATIENT)
def effect(*, case_id: int, step: str, seq: int) -> None:
    """Do a machine step."""
    actions.run_effect(case=Case.objects.get(pk=case_id), step=step, seq=seq)


@app.task(name=jobs.LINK, queue="cases", retry=PATIENT)
def link(*, case_id: int, step: str, seq: int) -> None:
    """Send an outside party the link of its step."""
    telling.send_link(case=Case.objects.get(pk=case_id), step=step, seq=seq)


@app.task(name=jobs.TELL, queue="cases", retry=PATIENT)
def tell(*, case_id: int, seq: int) -> None:
    """Tell whom an event concerns."""
    with transaction.atomic():
        telling.tell(case_id=case_id, seq=seq)


@app.task(name=jobs.SAID, queue="cases", retry=PATIENT)
def said(*, case_id: int, message_id: int) -> None:
    """Tell the other side of a conversation."""
    with transaction.atomic():
        telling.tell_said(case_id=case_id, message_id=message_id)


@app.task(name=jobs.WAKE_PARENT, queue="cases", retry=PATIENT)
def wake_parent(*, case_id: int) -> None:
    """A case has ended that another one waits for: let the waiting step look again."""
    child = Case.objects.get(pk=case_id)
    parent = Case.objects.filter(number=child.parent_number).first()
    if parent is None:
        return
    for item in WorkItem.objects.filter(case=parent, done_at=None, machine=True):
        actions.run_effect(case=parent, step=item.step, seq=item.opened_seq)


@app.periodic(cron="* * * * *", periodic_id="sweep")
@app.task(name="cases.sweep", queueing_lock="cases.sweep", queue="cases", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every minute: dissolved units, deadlines, silent applicants, clocks of the law, and machine steps whose job was lost."""
    sent = actions.sweep_units()
    due, lapsed, warned = actions.sweep_due(), actions.sweep_lapsed(), actions.sweep_limits()
    rescued = rescue()
    if sent or due or lapsed or warned or rescued:
        log.info("sweep", extra={"sent": sent, "due": due, "lapsed": lapsed, "warned": warned, "rescued": rescued})


@app.periodic(cron="* * * * *", periodic_id="measure")
@app.task(name="cases.measure", queueing_lock="cases.measure", queue="cases", pass_context=False)
def measure_ended(timestamp: int) -> None:
    """Every minute: what ended in the last days goes into the figures."""
    _add_up(timezone.now() - measuring.LOOK_BACK)


@app.periodic(cron="0 18 * * *", periodic_id="count")  # two in the morning, one, or three, in the city's zone
@app.task(name=jobs.COUNT, queueing_lock=jobs.COUNT, queue=jobs.QUEUE, retry=PATIENT, pass_context=False)
def count_everything(timestamp: int = 0) -> None:
    """Every night, and when a worker begins: everything that ended is in the figures, whatever its clock said."""
    _add_up(None)


def _add_up(since: datetime | None) -> None:
    while uncounted(since) and measuring.measure(actor=SISTEM, since=since):
        continue


@app.periodic(cron="41 * * * *", periodic_id="schedule")
@app.task(name="cases.keep_schedule", queueing_lock="cases.keep_schedule", queue=jobs.QUEUE, pass_context=False)
def keep_schedule(timestamp: int) -> None:
    """At night, until it is done: what the schedule lets go is deleted. What it closes waits for a person's word."""
    now = timezone.now().astimezone(ZoneInfo(city.this_city().zone))
    if now.hour not in NIGHT:
        return
    for rule in read(settings.CATALOG_DIR / "retention.toml"):
        if rule.then is Then.DELETE and (before := keeping.due_before(rule, now)):
            count = keeping.do(rule, before)
            log.info("schedule", extra={"kind": rule.what, "deleted": count, "before": before.date().isoformat()})


@app.periodic(cron="* * * * *", periodic_id="stock")
@app.task(name="cases.take_stock", queueing_lock="cases.take_stock", queue="cases", pass_context=False)
def take_stock(timestamp: int) -> None:
    """Every minute: what runs in the whole city is counted, so that no visit counts it."""
    stocktaking.take_stock(at=timezone.now())


@app.periodic(cron="* * * * *", periodic_id="stalled")
@app.task(name="cases.stalled", queueing_lock="cases.stalled", queue="cases", pass_context=True)
async def retry_stalled(context: Any, timestamp: int) -> None:
    """Jobs of a worker that was killed go back into the queue."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
        if job.id != context.job.id:
            await app.job_manager.retry_job(job)


@app.periodic(cron="5 * * * *", periodic_id="roots")
@app.task(name="cases.close_day", queueing_lock="cases.close_day", queue="cases", pass_context=False)
def close_day(timestamp: int) -> None:
    """Every hour: when history up to last midnight has no root yet, and nobody of then still writes, it gets one."""
    midnight = timezone.now().astimezone(ZoneInfo(city.this_city().zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    if roots.made_since(midnight):
        return
    upto = roots.settled_place(patience=60)
    if upto is None:
        log.warning("roots wait")
        return
    audit.close_day(actor=SISTEM, day=midnight.date() - timedelta(days=1), upto=upto)


def rescue() -> int:
    """Defer again the machine steps that have been open for two minutes; gives how many."""
    long_ago = timezone.now() - timedelta(minutes=2)
    rescued = 0
    items = WorkItem.objects.filter(done_at=None, machine=True, opened_at__lt=long_ago).order_by("opened_at")[:500]
    for item in items:
        try:
            with transaction.atomic():
                app.configure_task(
                    jobs.EFFECT, lock=f"case:{item.case_id}", queueing_lock=f"effect:{item.pk}", queue="cases"
                ).defer(case_id=item.case_id, step=item.step, seq=item.opened_seq)
                rescued += 1
        except AlreadyEnqueued:
            continue
    return rescued
