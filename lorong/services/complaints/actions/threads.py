"""What a reporter and the office say to each other; nobody else reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.cases.values import Turn
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.refusals import Refusal
from lorong.lib.sop.answers import storable
from lorong.services.complaints import jobs, keeping, policies
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Incident, Line, Report
from lorong.services.complaints.values import RESIDENTS, Teller

REPORTER, CITY = "reporter", "city"
LONGEST = 2000


@action("complaint.say", allow=policies.may_speak, lock="report")
def say(*, actor: Actor, report: Report, body: str, key: str, who: Teller, at: datetime | None = None) -> Line:
    """The reporter writes to the office, once per `key`. Raises NotTold for an empty or endless line."""
    return _line(report, key, body, REPORTER, at or timezone.now())


@action("complaint.reply", allow=policies.may_reply, lock="report")
def reply(*, actor: Actor, report: Report, body: str, key: str, at: datetime | None = None) -> Line:
    """The office writes to this reporter alone."""
    return _line(report, key, body, CITY, at or timezone.now(), actor)


@action("complaint.reply_all", allow=policies.may_handle, lock="incident")
def reply_all(*, actor: Actor, incident: Incident, body: str, key: str, at: datetime | None = None) -> int:
    """The office writes the same to everybody who told of it; gives how many."""
    reports = list(incident.reports.filter(withdrawn_at=None).order_by("id"))
    for report in reports:
        _line(report, key, body, CITY, at or timezone.now(), actor)
    return len(reports)


@action("complaint.answer_data", allow=policies.may_speak, lock="report")
def answer_data(
    *,
    actor: Actor,
    report: Report,
    body: str,
    key: str,
    who: Teller,
    photos: Sequence[bytes] = (),
    at: datetime | None = None,
) -> Line:
    """The reporter gives what the office asked for, in words and pictures; the case goes back to the office.

    Raises Refusal when nothing is asked, NotTold for an empty answer or a sixth photo.
    """
    moment = at or timezone.now()
    first = Line.objects.filter(report=report, key=key).first()
    if first is not None:
        return first
    case = found.for_actor(SISTEM, report.incident.case_number)
    if not report.incident.step.startswith("?"):
        raise Refusal("Petugas tidak sedang meminta keterangan. Kalau ada yang ingin ditambahkan, tulis di percakapan.")
    keeping.add_more(actor, report, photos, moment)
    line = _line(report, key, body or ("Foto tambahan." if photos else ""), REPORTER, moment)
    if case.turn == Turn.APPLICANT:
        cases.resubmit(actor=RESIDENTS, case=case, key=f"data:{key}"[:120], at=moment)
    return line


@action("complaint.see", allow=policies.may_speak, lock="report")
def mark_seen(*, actor: Actor, report: Report, who: Teller, at: datetime | None = None) -> int:
    """Note that the reporter has read what the office wrote; gives how many lines were new."""
    return Line.objects.filter(report=report, side=CITY, seen_at=None).update(seen_at=at or timezone.now())


def _line(report: Report, key: str, body: str, side: str, at: datetime, officer: Actor | None = None) -> Line:
    first = Line.objects.filter(report=report, key=key).first()
    if first is not None:
        return first
    said = str(storable(body)).strip()
    if not said:
        raise NotTold("Tulis dulu pesannya.", field="body")
    if len(said) > LONGEST:
        raise NotTold("Pesan paling panjang 2000 huruf. Ringkas, atau kirim dalam dua pesan.", field="body")
    holding = next((h for h in officer.holdings if h.unit == report.incident.unit), None) if officer else None
    line = Line.objects.create(
        report=report,
        key=key[:120],
        at=at,
        side=side,
        author=officer.name[:160] if officer else "",
        title=holding.title[:160] if holding else "",
        body=said,
    )
    jobs.defer_said(line.pk)
    return line
