"""Those who stand by an incident: they follow it, stop following, or take their report back."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.refusals import Refusal
from lorong.lib.verdicts import YES, Verdict, no
from lorong.services.complaints import counting, policies, tellers
from lorong.services.complaints.models import AreaFollow, Follow, Incident, Report
from lorong.services.complaints.values import Teller

MOST_AREAS = 10


def _may_unfollow(*, actor: Actor, incident: Incident, who: Teller) -> Verdict:
    return (
        YES
        if policies.is_himself(actor, who)
        else no("Anda hanya bisa berhenti mengikuti untuk diri sendiri. Masuk dengan akun yang mengikuti.")
    )


def _may_follow_area(*, actor: Actor) -> Verdict:
    return YES if actor.account_id is not None else no("Masuk dulu untuk mengikuti kabar dari satu kelurahan.")


@action("complaint.follow", allow=policies.may_follow, lock="incident")
def follow(*, actor: Actor, incident: Incident, who: Teller, at: datetime | None = None) -> Follow:
    """Hear of this incident without telling of it; twice is once."""
    first = tellers.follow_of(incident, who)
    if first is not None:
        return first
    row = Follow.objects.create(
        incident=incident,
        account_id=who.account_id,
        phone=who.phone if who.account_id is None else None,
        phone_index=tellers.index_of(who.phone or "") if who.account_id is None else None,
        at=at or timezone.now(),
    )
    counting.recount(incident)
    return row


@action("complaint.unfollow", allow=_may_unfollow, lock="incident")
def unfollow(*, actor: Actor, incident: Incident, who: Teller) -> None:
    """Hear of it no longer; twice is once."""
    Follow.objects.filter(tellers.told_by(who), incident=incident).delete()
    counting.recount(incident)


@action("complaint.withdraw", allow=policies.may_speak, lock="report")
def withdraw(*, actor: Actor, report: Report, who: Teller, at: datetime | None = None) -> Report:
    """Take a report back: it stays on record and is shown to nobody any more. Twice is once.

    The incident lives on as long as anybody else told of it, whoever was first; the last one to go ends its case.
    Raises Refusal when it is over already.
    """
    moment = at or timezone.now()
    if report.withdrawn_at is not None:
        return report
    incident = report.incident
    if incident.ended:
        raise Refusal("Laporan ini sudah selesai, jadi tidak bisa dicabut lagi. Kalau ada yang keliru, tulis di percakapan.")
    if not incident.reports.filter(withdrawn_at=None).exclude(pk=report.pk).exists():
        case = found.for_actor(SISTEM, incident.case_number)
        cases.withdraw_public(actor=SISTEM, case=case, key=f"cabut:{report.pk}", at=moment)
        incident.refresh_from_db()
    report.withdrawn_at = moment
    report.save(update_fields=["withdrawn_at"])
    counting.recount(incident)
    return report


@action("complaint.follow_area", allow=_may_follow_area)
def follow_area(*, actor: Actor, region: str, category: str = "", at: datetime | None = None) -> AreaFollow:
    """Hear of new incidents of a kelurahan, of one category or of all (""); twice is once. Raises Refusal beyond ten."""
    assert actor.account_id is not None, "the policy asked for an account"
    if region not in city.village_codes():
        raise Refusal("Pilih kelurahannya dari daftar.", field="region")
    mine = AreaFollow.objects.filter(account_id=actor.account_id)
    first = mine.filter(region=region, category=category).first()
    if first is not None:
        return first
    if mine.count() >= MOST_AREAS:
        raise Refusal("Anda sudah mengikuti sepuluh wilayah. Lepas salah satu dulu.", field="region")
    return AreaFollow.objects.create(account_id=actor.account_id, region=region, category=category, at=at or timezone.now())


@action("complaint.unfollow_area", allow=_may_follow_area)
def unfollow_area(*, actor: Actor, region: str, category: str = "") -> None:
    """Hear of it no longer; twice is once."""
    assert actor.account_id is not None, "the policy asked for an account"
    AreaFollow.objects.filter(account_id=actor.account_id, region=region, category=category).delete()
