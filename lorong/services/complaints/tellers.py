"""Whose a report is. An extra room: policies, actions and queries ask it alike."""

from __future__ import annotations

from django.db.models import Q

from lorong.kernel.people.fields import blind_index, blind_indexes
from lorong.services.complaints.models import Follow, Incident, Report
from lorong.services.complaints.sealed import PHONE
from lorong.services.complaints.values import Teller


def told_by(who: Teller) -> Q:
    """The part of all reports, or of all follows, that is `who`'s; nothing for nobody."""
    mine = Q(pk__in=[])
    if who.account_id is not None:
        mine |= Q(account_id=who.account_id)
    if who.phone:
        mine |= Q(phone_index__in=blind_indexes(who.phone, context=PHONE))
    return mine


def is_of(report: Report, who: Teller) -> bool:
    """Whether `who` told this report."""
    if who.account_id is not None and report.account_id == who.account_id:
        return True
    indexes = blind_indexes(who.phone, context=PHONE) if who.phone else ()
    return report.phone_index is not None and bytes(report.phone_index) in indexes


def report_of(incident: Incident, who: Teller) -> Report | None:
    """What `who` told of this incident and has not taken back; the first of several."""
    return Report.objects.filter(told_by(who), incident=incident, withdrawn_at=None).order_by("id").first()


def follow_of(incident: Incident, who: Teller) -> Follow | None:
    return Follow.objects.filter(told_by(who), incident=incident).first()


def index_of(phone: str) -> bytes | None:
    """By what a phone is found again."""
    return blind_index(phone, context=PHONE) if phone else None
