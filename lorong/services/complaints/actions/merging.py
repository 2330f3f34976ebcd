"""Many reports of one thing become one incident, and one that was two becomes two again; every move is on record."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.refusals import AlreadyDone, Refusal
from lorong.lib.sop.answers import storable
from lorong.services.complaints import checking, counting, keeping, policies, routing, standing
from lorong.services.complaints.actions.rounds import begin_round
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Follow, Incident, Joining, Report
from lorong.services.complaints.models.incident import hold

DOUBLE_CLICK = timedelta(minutes=10)


@action("complaint.merge", allow=policies.may_merge)
def merge_incidents(
    *, actor: Actor, incident: Incident, into: Incident, reason: str, key: str, at: datetime | None = None
) -> Incident:
    """Move all reports and followers of `incident` to `into`, and end its case as merged; gives `into`. Twice is once.

    Raises NotTold without a reason, AlreadyDone, Refusal when either is over.
    """
    moment = at or timezone.now()
    hold([incident.pk, into.pk])  # both at once and in order, so that two who merge crosswise never wait for each other
    incident, into = (Incident.objects.get(pk=row.pk) for row in (incident, into))
    if incident.merged_into_id == into.pk:
        return into
    allowed = policies.may_merge(actor=actor, incident=incident)
    if allowed.refusal is not None:
        raise allowed.refusal
    because = _reason(reason)
    if incident.pk == into.pk:
        raise Refusal("Itu laporan yang sama. Pilih laporan lain untuk digabung.")
    if incident.ended or into.ended:
        raise AlreadyDone("Salah satunya sudah selesai. Yang bisa digabung hanya laporan yang masih terbuka.")
    case = found.for_actor(SISTEM, incident.case_number)
    cases.merge(actor=actor, case=case, into_number=into.case_number, reason=because, key=key, at=moment)
    incident.refresh_from_db()
    for report in incident.reports.order_by("id"):
        _move(actor, report, into, because, moment)
    _move_followers(incident, into)
    incident.merged_into = into
    incident.save(update_fields=["merged_into"])
    counting.recount(incident)
    counting.recount(into)
    return into


@action("complaint.take_back_merge", allow=policies.may_merge)
def take_back_merge(*, actor: Actor, incident: Incident, reason: str, key: str, at: datetime | None = None) -> Incident:
    """Undo a merging: the reports that came from `incident` go back to it, and it gets a case again, as its next round.

    Raises NotTold without a reason, Refusal when it was not merged. Followers hear of both.
    """
    moment = at or timezone.now()
    into = incident.merged_into
    if into is None:
        raise Refusal("Laporan ini tidak sedang digabung. Muat ulang halamannya.")
    hold([incident.pk, into.pk])
    incident = Incident.objects.get(pk=incident.pk)
    if incident.merged_into_id != into.pk:
        raise Refusal("Laporan ini tidak sedang digabung. Muat ulang halamannya.")
    into = Incident.objects.get(pk=into.pk)
    because = _reason(reason)
    incident.merged_into = None
    incident.save(update_fields=["merged_into"])
    incident = begin_round(actor=actor, incident=incident, key=key, at=moment, reason=because)
    for report in _came_from(incident, into):
        _move(actor, report, incident, because, moment)
    counting.recount(incident)
    counting.recount(into)
    return incident


@action("complaint.split", allow=policies.may_split, lock="report")
def split_report(*, actor: Actor, report: Report, reason: str, key: str, at: datetime | None = None) -> Incident:
    """Make an incident of its own of one report of several; gives it. Its place and words are those of the report.

    Raises NotTold without a reason, Refusal when it is the only report there or the incident is over.
    """
    moment = at or timezone.now()
    keeping.one_at_a_time(key)
    incident, because = report.incident, _reason(reason)
    if _was_split(actor, report, because, moment):
        return incident
    if incident.ended:
        raise AlreadyDone("Laporan ini sudah selesai, jadi tidak bisa dipisah lagi. Tidak ada yang perlu Anda lakukan.")
    if not incident.reports.filter(withdrawn_at=None).exclude(pk=report.pk).exists():
        raise Refusal("Hanya ada satu laporan di sini, jadi tidak ada yang bisa dipisah. Kembali ke halaman aduannya.")
    published = checking.category_of(incident.category)
    answers = report.answers or found.for_actor(SISTEM, incident.case_number).answers
    case = cases.start(
        actor=actor,
        slug=incident.category,
        unit=routing.unit_for(published, report.region, answers),
        answers=answers,
        key=f"pisah:{key}"[:80],
        channel=actor.channel,
        at=moment,
        parent_number=incident.case_number,
    )
    alone = Incident(
        code=case.number,
        case_number=case.number,
        place=report.place or incident.place,
        region=report.region,
        where=report.where or incident.where,
        opened_at=moment,
        in_public=False,
        **asdict(standing.begun(case, catalog.procedure(case.procedure_id).sop)),
    )
    alone.save(force_insert=True)
    _move(actor, report, alone, because, moment)
    counting.recount(incident)
    counting.recount(alone)
    return alone


def _was_split(actor: Actor, report: Report, because: str, at: datetime) -> bool:
    # A double click finds the report alone already.
    last = report.joinings.order_by("-id").first()
    if last is None or last.by_id != actor.account_id or last.because != because or last.at < at - DOUBLE_CLICK:
        return False
    return last.went_to_id == report.incident_id and report.incident.merged_into_id is None


def _move(actor: Actor, report: Report, to: Incident, because: str, at: datetime) -> None:
    assert actor.account_id is not None, "an officer has an account"
    Joining.objects.create(
        report=report,
        came_from_id=report.incident_id,
        went_to=to,
        by_id=actor.account_id,
        by_name=actor.name[:160],
        because=because,
        at=at,
    )
    report.incident = to
    report.save(update_fields=["incident"])


def _move_followers(incident: Incident, into: Incident) -> None:
    there = into.follows.all()
    accounts = set(there.values_list("account_id", flat=True)) - {None}
    phones = {bytes(index) for index in there.values_list("phone_index", flat=True) if index is not None}
    for row in Follow.objects.filter(incident=incident):
        if row.account_id in accounts or (row.phone_index is not None and bytes(row.phone_index) in phones):
            row.delete()
        else:
            row.incident = into
            row.save(update_fields=["incident"])


def _came_from(incident: Incident, into: Incident) -> list[Report]:
    """Reports that stand at `into` and whose last move was the one from `incident`."""
    moved = Joining.objects.filter(report__incident=into).order_by("report_id", "-id").distinct("report_id")
    return [row.report for row in moved.select_related("report") if row.came_from_id == incident.pk]


def _reason(text: str) -> str:
    said = " ".join(str(storable(text)).split())[:300]
    if not said:
        raise NotTold("Tulis alasannya, supaya orang lain paham mengapa.", field="reason")
    return said
