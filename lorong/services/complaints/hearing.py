"""What the registry calls: an event of a case of ours was written, somebody answers for the residents, a party is to be reached.

An extra room: these are neither acts of a person nor reads, but the service's side of the kernel's acts.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import Actor, ActorKind
from lorong.lib.verdicts import YES, Verdict, no_because
from lorong.services.complaints import counting, jobs, routing, standing
from lorong.services.complaints.elsewhere import chosen
from lorong.services.complaints.errors import not_here
from lorong.services.complaints.models import Asked, Incident, Report

DERIVED = tuple(field.name for field in fields(standing.Standing))
SILENT = frozenset({"claimed", "handed_over", "escalated", "noted", "moved"})


def heard(case: Any, event: Any) -> None:
    """Write what the event says of its incident, in the event's transaction, and owe the news to whom it concerns.

    A case without an incident (it begins only now, or somebody else began it) changes nothing.
    """
    if event.kind == standing.BEGINS:  # `actions.tell` and `rounds` write how it stands
        return
    incident = Incident.objects.select_for_update(no_key=True).filter(case_number=case.number).first()
    if incident is None:
        return
    before = standing_of(incident)
    now = standing.after(before, case, event, catalog.procedure(case.procedure_id).sop)
    changed = {name: value for name, value in asdict(now).items() if value != getattr(before, name)}
    Incident.objects.filter(pk=incident.pk).update(**changed)
    if "category" in changed:  # another category may be open to the public, or not
        counting.recount(Incident.objects.get(pk=incident.pk))
    if event.kind not in SILENT:
        jobs.defer_news(incident.pk, case.number, event.seq)


def standing_of(incident: Incident) -> standing.Standing:
    """The derived columns of an incident as they stand in the table."""
    return standing.Standing(**{name: getattr(incident, name) for name in DERIVED})


def may_answer(*, actor: Actor, case: Any, step: str) -> Verdict:
    """Whoever told of it, or a neighbour who was asked. A visitor's phone is proved to `answer_fixed`, which speaks for residents."""
    if actor.kind is ActorKind.RESIDENT and actor.account_id is None and actor.person_id is None:
        return YES  # only this room makes such an actor, after it has asked who it is
    incident = Incident.objects.filter(case_number=case.number).first()
    if incident is None or actor.account_id is None:
        return no_because(not_here())
    told = Report.objects.filter(incident=incident, account_id=actor.account_id, withdrawn_at=None).exists()
    asked = Asked.objects.filter(incident=incident, account_id=actor.account_id, claim=incident.questions).exists()
    return YES if told or asked else no_because(not_here())


def contact(case: Any, step: str) -> str | None:
    """The phone of the outside party that an officer chose, or that has such a thing here; "" when the city's pack names none,
    None for another city's installation, which gets no link."""
    row = chosen.of_step(case, step)
    if row is not None:
        return None if row.by_machine else chosen.phone_of(row)
    incident = Incident.objects.filter(case_number=case.number).first()
    if incident is None:
        return ""
    party = routing.party_for(catalog.procedure(case.procedure_id), incident.region, case.answers)
    return str(routing.parties()[party].get("phone", "")) if party else ""
