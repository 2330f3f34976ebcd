"""Somebody tells of a thing that is wrong: a new incident with its case, or one more report of one that is there."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import actions as cases
from lorong.lib.actors import Actor
from lorong.services.complaints import checking, counting, jobs, keeping, limits, policies, promising, routing, standing, tellers
from lorong.services.complaints.actions.rounds import begin_round
from lorong.services.complaints.checking import Checked
from lorong.services.complaints.errors import not_here
from lorong.services.complaints.models import Incident, Report
from lorong.services.complaints.values import Teller, Telling, Visibility

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_LONGEST = 64


@action("complaint.tell", allow=policies.may_tell)
def tell(
    *,
    actor: Actor,
    telling: Telling,
    photos: Sequence[bytes],
    key: str,
    channel: str = "web",
    by_officer: int | None = None,
    at: datetime | None = None,
) -> Report:
    """Write what somebody told, once per `key` (made on the phone, at most 64 characters): sent again, it gives the first report.

    by_officer: account of the officer who writes for somebody at a counter. photos: at most five, as they came; they are kept
    now and opened by a job. Joining an incident that has ended opens it again.
    A door counts the address of the computer before, by `limits.admit`.
    Raises NotTold, PlaceNotOurs (a NotTold), TooMany; NotFound when `telling.join` names nothing that one may join.
    """
    moment = at or timezone.now()
    assert 0 < len(key) <= KEY_LONGEST, "a key has up to 64 characters"
    who = _who(actor, telling, channel, by_officer)
    first = _told_before(key)
    if first is not None:
        if who.is_known and not tellers.is_of(first, who):
            raise not_here()
        return first
    about = _about(telling) if telling.join else None
    if about is not None:
        telling = _as_that(telling, about)
    told = checking.checked(telling, photos, at=moment, by_words=channel == "sms")
    if by_officer is None and who.is_known and channel != "import":
        limits.not_too_many(who, at=moment)
    files = keeping.kept(actor, photos)
    if about is None:
        incident = _begun(actor, told, key, channel, moment)
    else:
        incident = _opened_again(actor, about, key, moment) if about.ended else about
    report = _written(incident, told, telling, who, key, channel, by_officer, moment)
    keeping.add_photos(report, files, moment)
    if telling.join:
        counting.recount(incident)
    jobs.defer_received(report.pk)
    return report


def _told_before(key: str) -> Report | None:
    keeping.one_at_a_time(key)
    return Report.objects.select_related("incident").filter(key=key).first()


def _who(actor: Actor, telling: Telling, channel: str, by_officer: int | None) -> Teller:
    if by_officer is not None or actor.is_system or channel in policies.BY_MACHINE:
        return Teller(None if by_officer is not None else actor.account_id, telling.phone or None)
    return Teller(actor.account_id, telling.phone or None if actor.account_id is None else None)


def _begun(actor: Actor, told: Checked, key: str, channel: str, at: datetime) -> Incident:
    unit = routing.unit_for(told.published, told.region, told.answers)
    slug = told.published.slug
    promise = promising.promise(category=slug, unit=unit, region=told.region, at=at)
    case = cases.start(actor=actor, slug=slug, unit=unit, answers=told.answers, key=f"aduan:{key}", channel=channel, at=at)
    stands = standing.begun(case, told.published.sop)
    incident = Incident(
        code=case.number,
        case_number=case.number,
        place=told.spot,
        region=told.region,
        where=told.where,
        opened_at=at,
        promised_from=promise.first if promise else None,
        promised_until=promise.last if promise else None,
        **asdict(stands),
    )
    report = told.published.sop.report
    incident.in_public = report is not None and report.in_public
    incident.save(force_insert=True)
    return incident


def _about(telling: Telling) -> Incident:
    """The incident that the code leads to, held. Raises NotFound when the public may not see it."""
    found = Incident.objects.filter(code=telling.join).first()
    while found is not None and found.merged_into_id is not None:
        found = Incident.objects.get(pk=found.merged_into_id)
    if found is None:
        raise not_here()
    incident = Incident.locked(found.pk)
    if not incident.in_public:
        raise not_here()
    return incident


def _as_that(telling: Telling, incident: Incident) -> Telling:
    # One tap says "me too": what was left empty is as the incident has it.
    region = telling.region or ("" if telling.spot else incident.region)
    return replace(telling, category=incident.category, region=region)


def _opened_again(actor: Actor, about: Incident, key: str, at: datetime) -> Incident:
    incident = begin_round(actor=actor, incident=about, key=key, at=at)
    jobs.defer_news(incident.pk, incident.case_number, 1)
    return incident


def _written(
    incident: Incident,
    told: Checked,
    telling: Telling,
    who: Teller,
    key: str,
    channel: str,
    by_officer: int | None,
    at: datetime,
) -> Report:
    secret = telling.visibility == Visibility.SECRET
    report = Report(
        number=f"{incident.code}-{''.join(secrets.choice(LETTERS) for _ in range(4))}",
        key=key,
        incident=incident,
        category=told.published.slug,
        visibility=telling.visibility,
        text="" if secret else told.text,
        secret_text=told.text if secret else None,
        answers=told.answers,
        account_id=who.account_id,
        name=told.name or None,
        phone=who.phone,
        phone_index=tellers.index_of(who.phone or ""),
        place=told.spot,
        place_from=checking.place_is_known(telling.place_from) if told.spot else "region",
        accuracy=telling.accuracy,
        region=told.region,
        where=told.where,
        channel=channel,
        by_officer_id=by_officer,
        written_at=told.written_at,
        clock_off=told.off,
        received_at=at,
        joined=bool(telling.join),
    )
    report.save(force_insert=True)
    if secret and not telling.join:
        incident.in_public = False
        incident.save(update_fields=["in_public"])
    return report
