"""The trouble comes back after its end: the same incident, another case, another round. History stays shut (ADR 24).

Each round has a promise of its own, counted from when it began; that of a round that is over is kept (`models.Round`). What was put
into another incident by mistake and comes back keeps the promise it had: the mistake was the city's. A claim that residents
contradict before the end begins no round, and moves no promise.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import SISTEM, Actor
from lorong.services.complaints import checking, hearing, promising, routing, standing
from lorong.services.complaints.models import Incident, Round


def begin_round(*, actor: Actor, incident: Incident, key: str, at: datetime, reason: str = "") -> Incident:
    """Begin a new case for a held incident that has ended, with the last one as its parent; gives the incident as it stands now.

    Its promise is from what things that came back really took, where enough is known (`promising`). It goes to whoever has such things today. Raises NotTold when the category is closed or nobody serves it.
    """
    assert incident.ended and incident.merged_into_id is None, "only what ended comes back"
    last = found.for_actor(SISTEM, incident.case_number)
    published = checking.category_of(incident.category)
    unit = routing.unit_for(published, incident.region, last.answers)
    case = cases.start(
        actor=actor,
        slug=incident.category,
        unit=unit,
        answers=last.answers,
        key=f"ulang:{key}"[:80],
        channel=actor.channel,
        at=at,
        parent_number=last.number,
        data={"reason": reason} if reason else None,
    )
    same = incident.ended == standing.MERGED
    _over(incident).save(force_insert=True)
    incident.case_number, incident.round, incident.begun_at = case.number, incident.round + 1, at
    told = None if same else promising.promise(category=incident.category, unit=unit, region=incident.region, at=at, again=True)
    if told is not None:
        incident.promised_from, incident.promised_until = told.first, told.last
    stands = standing.begun(case, catalog.procedure(case.procedure_id).sop, hearing.standing_of(incident))
    for name, value in asdict(stands).items():
        setattr(incident, name, value)
    incident.save(update_fields=["case_number", "round", "begun_at", "promised_from", "promised_until", *asdict(stands)])
    return incident


def _over(incident: Incident) -> Round:
    """The round in which an incident stands, which has ended, as the row that is kept of it; not yet written."""
    assert incident.ended_at is not None, "only what ended is over"
    return Round(
        incident=incident,
        number=incident.round,
        case_number=incident.case_number,
        unit=incident.unit,
        begun_at=incident.begun_at or incident.opened_at,
        promised_from=incident.promised_from,
        promised_until=incident.promised_until,
        ended=incident.ended,
        ended_at=incident.ended_at,
    )
