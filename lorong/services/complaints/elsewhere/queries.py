"""What officers see of forwarding: who can be chosen, how what was sent stands, where what came in is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import soon_words
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import Actor
from lorong.services.complaints import routing
from lorong.services.complaints.elsewhere import neighbours, parcel
from lorong.services.complaints.elsewhere.policies import may_forward
from lorong.services.complaints.elsewhere.values import State
from lorong.services.complaints.models import Forwarding, Incident, Origin


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody outside the city who can be chosen. has: what belongs to a party. usual: has such things here."""

    code: str
    name: str
    has: str
    by_machine: bool
    usual: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """How a forwarding stands. again: when it is sent or asked after next, in words."""

    row: Forwarding
    state: State
    again: str


def receivers(incident: Incident) -> list[Receiver]:
    """Everybody who can be chosen for it, in one list: who usually has such things first, then the parties, then other cities."""
    case = cases.by_number(incident.case_number)
    assert case is not None, "an incident has a case"
    usual = routing.party_for(catalog.procedure(case.procedure_id), incident.region, case.answers)
    found = [
        Receiver(code, str(said["name"]), str(said.get("has", "")), by_machine=False, usual=code == usual)
        for code, said in routing.parties().items()
    ]
    if parcel.may_leave(incident):
        found += [Receiver(one.id, one.name, "", by_machine=True, usual=False) for one in neighbours.takers(incident.category)]
    return sorted(found, key=lambda one: (not one.usual, one.by_machine, one.name))


def without_key() -> list[str]:
    """Names of the cities that the pack names and that nothing can be sent to yet."""
    return [one.name for one in neighbours.neighbours() if not one.key]


def about(actor: Actor, incident: Incident) -> Mapping[str, Any]:
    """What the desk shows of an incident: whether the asker may give it away, where it was sent, where it is from."""
    return {"may": bool(may_forward(actor=actor, incident=incident)), "sent": sent(incident), "origins": origins(incident)}


def sent(incident: Incident) -> Sequence[Sent]:
    """What was given to somebody outside by an officer, the newest first."""
    rows = Forwarding.objects.filter(incident=incident).order_by("-pk")[:10]
    return [Sent(row, State(row.state), soon_words(row.next_at) if row.next_at else "") for row in rows]


def origins(incident: Incident) -> Sequence[Origin]:
    """Reports of an incident that another city's installation sent."""
    rows = Origin.objects.filter(report__incident=incident, report__withdrawn_at=None).select_related("sender", "report")
    return list(rows.order_by("pk")[:10])
