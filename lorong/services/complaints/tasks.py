"""Background entry: load, call one action. Every job may run twice, and is safe to kill anywhere."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lorong.lib.actors import SISTEM
from lorong.services.complaints import jobs, news, values
from lorong.services.complaints.actions import asking, experience, figuring, pictures
from lorong.services.complaints.actions import text as texting
from lorong.services.complaints.elsewhere import carrying
from lorong.services.complaints.models import Incident, Photo, Report, Visit
from lorong.services.complaints.queries.recurring import NO_TIMES

log = logging.getLogger("lorong.jobs")
PATIENT = RetryStrategy(max_attempts=200, wait=2, linear_wait=20)
LOST = timedelta(minutes=5)
MOST = 500


@app.task(name=jobs.RECEIVED, queue=jobs.QUEUE, retry=PATIENT)
def received(*, report: int) -> None:
    """Whoever told it gets the number; the pictures are made clean, one transaction each; the place is looked at."""
    row = Report.objects.select_related("incident").get(pk=report)
    with transaction.atomic():
        news.receipt(row)
    for photo in Photo.objects.filter(report=report, raw__isnull=False).order_by("ordinal"):
        pictures.clean_photo(actor=SISTEM, photo=photo, found=pictures.opened(sha256=str(photo.raw_id)))
    asking.note_recurrence(actor=SISTEM, incident=row.incident, at=timezone.now())


@app.task(name=jobs.VISITED, queue=jobs.QUEUE, retry=PATIENT)
def visited(*, visit: int) -> None:
    """A field officer's picture is made clean."""
    row = Visit.objects.get(pk=visit)
    if row.raw_id is not None:
        pictures.clean_visit(actor=SISTEM, visit=row, found=pictures.opened(sha256=row.raw_id))


@app.task(name=jobs.NEWS, queue=jobs.QUEUE, retry=PATIENT)
def tell_news(*, incident: int, number: str, seq: int) -> None:
    """Tell reporters and followers what an event means; what begins, or counts no longer, changes how often it happened there."""
    with transaction.atomic():
        news.of_event(incident, number, seq)
    row = Incident.objects.get(pk=incident)
    if seq == 1 or row.ended in NO_TIMES:
        asking.note_around(incident=row, at=timezone.now())


@app.task(name=jobs.SAID, queue=jobs.QUEUE, retry=PATIENT)
def said(*, line: int) -> None:
    """Tell the other side of a thread."""
    with transaction.atomic():
        news.of_line(line)


@app.task(name=jobs.ASKED, queue=jobs.QUEUE, retry=PATIENT)
def asked(*, asked: int) -> None:
    """Ask a neighbour."""
    with transaction.atomic():
        news.of_question(asked)


@app.task(name=jobs.FORWARD, queue=jobs.QUEUE, retry=PATIENT)
def forward(*, forwarding: int) -> None:
    """Send it to another city's installation; when that does not take it now, `elsewhere` tries again."""
    carrying.carry(forwarding, at=timezone.now())


@app.periodic(cron="*/5 * * * *", periodic_id="complaints.elsewhere")
@app.task(name="complaints.elsewhere", queueing_lock="complaints.elsewhere", queue=jobs.QUEUE, pass_context=False)
def elsewhere(timestamp: int) -> None:
    """Every five minutes: what another city has not taken yet is sent again, and what it has is asked after."""
    carrying.carry_all(at=timezone.now())


@app.periodic(cron="*/5 * * * *", periodic_id="complaints.rescue")
@app.task(name="complaints.rescue", queueing_lock="complaints.rescue", queue=jobs.QUEUE, pass_context=False)
def rescue(timestamp: int) -> None:
    """Every five minutes: pictures whose job was lost get a new one."""
    before = timezone.now() - LOST
    lost_reports = Photo.objects.filter(raw__isnull=False, received_at__lt=before).order_by("received_at")
    lost_visits = Visit.objects.filter(raw__isnull=False, received_at__lt=before).order_by("received_at")
    found: list[tuple[Callable[..., None], str, int]] = [
        (jobs.defer_received, "report", pk) for pk in dict.fromkeys(lost_reports.values_list("report_id", flat=True)[:MOST])
    ]
    found += [(jobs.defer_visited, "visit", pk) for pk in lost_visits.values_list("pk", flat=True)[:MOST]]
    for defer, kind, pk in found:
        try:
            with transaction.atomic():
                defer(pk, lock=f"{kind}:{pk}")
        except AlreadyEnqueued:
            continue
    if found:
        log.warning("pictures waited", extra={"count": len(found)})


@app.periodic(cron="23 * * * *", periodic_id="complaints.ask")
@app.task(name="complaints.ask", queueing_lock="complaints.ask", queue=jobs.QUEUE, pass_context=False)
def ask(timestamp: int) -> None:
    """Every hour: where no reporter has answered for two days, neighbours are asked."""
    now = timezone.now()
    waiting = Incident.objects.filter(ended="", turn="applicant", moved_at__lt=now - values.SILENCE)
    for incident in waiting.exclude(step__startswith="?").order_by("moved_at")[:MOST]:
        asking.ask_neighbours(actor=SISTEM, incident=incident, at=now)


@app.periodic(cron="*/10 * * * *", periodic_id="complaints.figures")
@app.task(name="complaints.figures", queueing_lock="complaints.figures", queue=jobs.QUEUE, pass_context=False)
def figures(timestamp: int) -> None:
    """Every ten minutes: the figures of the city, its kelurahan and its units, so that no visit adds them up."""
    figuring.add_up(actor=SISTEM, at=timezone.now())


@app.periodic(cron="47 17 * * *", periodic_id="complaints.paces")  # two in the morning, one, or three, in the city's zone
@app.task(name="complaints.paces", queueing_lock="complaints.paces", queue=jobs.QUEUE, retry=PATIENT, pass_context=False)
def paces(timestamp: int) -> None:
    """Every night: how long things took, from which the next promises are made, and how well the last ones were kept."""
    now = timezone.now()
    experience.renew_paces(actor=SISTEM, at=now)
    asking.note_all_recurrences(at=now)


@app.periodic(cron="11 18 * * *", periodic_id="complaints.forget")
@app.task(name="complaints.forget", queueing_lock="complaints.forget", queue=jobs.QUEUE, pass_context=False)
def forget(timestamp: int) -> None:
    """Every night: what was said by SMS and is no report, or is one now, is thrown away."""
    texting.forget_texting(actor=SISTEM, at=timezone.now())
