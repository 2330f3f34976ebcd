"""Who is away, who may say so, and who stands in."""

from __future__ import annotations

from typing import Any

from lorong.kernel.city import actions, policies
from lorong.kernel.city import queries as city
from lorong.kernel.city.values import days
from lorong.kernel.people import queries as people
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotFound, Refusal
from lorong.portals.officer.asker import HEAD

FIELDS = {"days": "first", "reason": "reason", "substitute": "substitute"}


def assignments(actor: Actor) -> list[Any]:
    """Whose absence the actor may report: the own appointments first, for a head those of the unit too."""
    own = list(city.assignments_of(actor.person_id)) if actor.person_id else []
    heads = [h.unit for h in actor.holdings if HEAD in h.roles]
    others = [a for unit in heads for a in city.assignments_in(unit) if a.pk not in {o.pk for o in own}]
    return own + others


def assignment_asked(actor: Actor, wanted: str) -> Any:
    """The appointment that was asked for, or the actor's first. Raises NotFound."""
    offered = assignments(actor)
    found = next((a for a in offered if str(a.pk) == wanted), offered[0] if offered and not wanted else None)
    if found is None:
        raise NotFound("Cuti dicatat oleh yang bersangkutan atau kepala unitnya. Pilih dari daftar.")
    return found


def substitutes(assignment: Any) -> list[tuple[str, str]]:
    """Who may stand in, as choices: the rule's positions first."""
    found = city.substitutes_for(assignment)
    return [(str(a.person_id), f"{a.full_name}, {a.position.title}") for a in found]


def report(actor: Actor, assignment: Any, typed: dict[str, Any]) -> Any:
    """Record the absence. Raises Refusal with the field it belongs to."""
    chosen = typed["substitute"]
    return actions.report_absence(
        actor=actor,
        assignment=assignment,
        days=_span(typed),
        reason=typed["reason"],
        substitute=people.person(chosen) if chosen else None,
    )


def _span(typed: dict[str, Any]) -> Any:
    if typed["last"] < typed["first"]:
        raise Refusal("Hari terakhir mendahului hari pertama. Tukar keduanya.", field="days")
    return days(typed["first"], typed["last"])


def field_of(refusal: Refusal) -> str | None:
    """Where on the form a refusal belongs."""
    return FIELDS.get(refusal.field or "")


def context(actor: Actor, who: Any) -> dict[str, Any]:
    """What the page lists: whom one may report for, and who of the own units is away now or later."""
    listed = []
    for unit in sorted(actor.units()):
        for view in city.absences_in(unit):
            row = city.absence(view.id)
            mine = bool(policies.may_withdraw_absence(actor=actor, absence=row)) and not view.withdrawn
            listed.append((view, mine))
    return {"who": who, "choosable": assignments(actor), "absences": listed}
