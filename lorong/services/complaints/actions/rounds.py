"""The trouble comes back after its end: the same incident, another case, another round. History stays shut (ADR 24)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import SISTEM, Actor
from lorong.services.complaints import checking, hearing, routing, standing
from lorong.services.complaints.models import Incident


def begin_round(*, actor: Actor, incident: Incident, key: str, at: datetime, reason: str = "") -> Incident:
    """Begin a new case for a held incident that has ended, with the last one as its parent; gives the incident as it stands now.

    It goes to whoever has such things today. Raises NotTold when the category is closed or nobody serves it.
    """
    assert incident.ended and incident.merged_into_id is None, "only what ended comes back"
    last = found.for_actor(SISTEM, incident.case_number)
    published = checking.category_of(incident.category)
    case = cases.start(
        actor=actor,
        slug=incident.category,
        unit=routing.unit_for(published, incident.region, last.answers),
        answers=last.answers,
        key=f"ulang:{key}"[:80],
        channel=actor.channel,
        at=at,
        parent_number=last.number,
        data={"reason": reason} if reason else None,
    )
    incident.case_number, incident.round = case.number, incident.round + 1
    stands = standing.begun(case, catalog.procedure(case.procedure_id).sop, hearing.standing_of(incident))
    for name, value in asdict(stands).items():
        setattr(incident, name, value)
    incident.save(update_fields=["case_number", "round", *asdict(stands)])
    return incident
