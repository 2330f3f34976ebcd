"""Somebody tells of a thing that is wrong: a new incident with its case, or one more report of one that is there."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import actions as cases
from lorong.lib.actors import Actor
from lorong.lib.spooled import Sent
from lorong.services.complaints import (
    checking,
    counting,
    jobs,
    keeping,
    limits,
    policies,
    promising,
    routing,
    standing,
    tellers,
    telling_order,
)
from lorong.services.complaints.actions.rounds import begin_round
from lorong.services.complaints.checking import Checked
from lorong.services.complaints.errors import NotTold, not_here
from lorong.services.complaints.models import Incident, Photo, Report
from lorong.services.complaints.promising.paces import Key, Took
from lorong.services.complaints.values import Teller, Telling, Visibility

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_LONGEST = 64


@action("complaint.tell", allow=policies.may_tell)
def tell(
    *,
    actor: Actor,
    telling: Telling,
    photos: Sequence[Sent],
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
    counted = by_officer is None and who.is_known and channel != "import"
    told = None if telling.join else _sound(telling, photos, channel, moment)
    hand = telling_order.at_hand(key, who, told if isinstance(told, Checked) else None, counted=counted)
    if hand.first is not None:
        if who.is_known and not tellers.is_of(hand.first, who):
            raise not_here()
        return hand.first
    about = _about(telling) if telling.join else None
    if about is not None:
        telling = _as_that(telling, about)
    told = told or _sound(telling, photos, channel, moment)
    if isinstance(told, NotTold):
        raise told
    limits.not_too_many(hand.times, at=moment)
    files = keeping.kept(actor, photos)
    if about is None:
        incident = _new(told, hand.paces, moment)
    else:
        incident = _opened_again(actor, about, key, moment) if about.ended else about
    report = _report(incident, told, telling, who, key, channel, by_officer, moment)
    # Nobody at the intake will look at what comes after it: an officer shows it, or it stays between the reporter and the office.
    photo_rows = keeping.photo_rows(report, files, moment, waits=incident.checked_at is not None)
    if about is None:
        return _begun(actor, told, report, photo_rows, moment)
    telling_order.write(report, photo_rows)
    counting.recount(incident)
    return report


def _sound(telling: Telling, photos: Sequence[Sent], channel: str, at: datetime) -> Checked | NotTold:
    # Not raised at once: what was told under its key before is given back even if it could not be told any more.
    try:
        return checking.checked(telling, photos, at=at, by_words=channel == "sms")
    except NotTold as refused:
        return refused


def _who(actor: Actor, telling: Telling, channel: str, by_officer: int | None) -> Teller:
    if by_officer is not None or actor.is_system or channel in policies.BY_MACHINE:
        return Teller(None if by_officer is not None else actor.account_id, telling.phone or None)
    return Teller(actor.account_id, telling.phone or None if actor.account_id is None else None)


def _new(told: Checked, paces: Mapping[Key, Took], at: datetime) -> Incident:
    """The incident as it will stand when its case begins; its number is the case's."""
    published = told.published
    unit = routing.unit_for(published, told.region, told.answers)
    promise = promising.promise_from(paces, published, unit=unit, region=told.region, at=at)
    report = published.sop.report
    return Incident(
        place=told.spot,
        region=told.region,
        where=told.where,
        opened_at=at,
        in_public=report is not None and report.in_public,
        promised_from=promise.first,
        promised_until=promise.last,
        **asdict(standing.beginning(published, unit, at)),
    )


def _begun(actor: Actor, told: Checked, report: Report, photos: Sequence[Photo], at: datetime) -> Report:
    incident = report.incident
    case = cases.start(
        actor=actor,
        slug=incident.category,
        unit=incident.unit,
        answers=told.answers,
        key=f"aduan:{report.key}",
        channel=report.channel,
        at=at,
        surely_new=True,
        along=telling_order.along(report, photos),
    )
    incident.code = incident.case_number = case.number
    for name, value in asdict(standing.begun(case, told.published.sop)).items():
        setattr(incident, name, value)
    telling_order.written(report, case.along)
    return report


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


def _report(
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
        number=f"-{''.join(secrets.choice(LETTERS) for _ in range(4))}",  # behind the incident's
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
    if secret and not telling.join:
        incident.in_public = False
    return report
