"""Who outside the city was chosen for a case: asked by guards, by the link that goes out, and by the news of it. An extra room: it reads one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lorong.kernel.cases import queries as cases
from lorong.lib.sop.schema import OUTSIDE_ROLE, RESIDENTS_ROLE, Outcome, Sop, Step
from lorong.services.complaints import routing, standing
from lorong.services.complaints.models import Forwarding

OUTSIDE = "outside"


def is_being_chosen(case_number: str) -> bool:
    """Whether an officer is choosing somebody in this very transaction; committed rows all have their event."""
    return Forwarding.objects.filter(case_number=case_number, seq=None).exists()


def of_event(case_number: str, seq: int) -> Forwarding | None:
    """The choice that event `seq` was made with."""
    return Forwarding.objects.filter(case_number=case_number, seq=seq).first()


def of_step(case: Any, step: str) -> Forwarding | None:
    """The choice with which the open `step` of `case` was opened; None when it followed from the routes."""
    item = next((one for one in cases.open_items(case) if one.step == step), None)
    return of_event(case.number, item.opened_seq) if item is not None else None


def phone_of(row: Forwarding) -> str:
    """Where the link of a chosen party goes; "" for one that is no longer in the pack."""
    return str(routing.parties().get(row.to, {}).get("phone", ""))


def open_step(case: Any, seq: int | None) -> str | None:
    """The step outside that event `seq` opened, while it is open."""
    return next((one.step for one in cases.open_items(case) if one.side == OUTSIDE and one.opened_seq == seq), None)


def way_out(items: Sequence[Any], sop: Sop) -> tuple[str, str, Outcome] | None:
    """(open step, name of its outcome, the outcome) that leads to whoever is outside; None when no open step has one."""
    for item in items:
        for name, outcome in sop.step(item.step).outcomes.items():
            if any(sop.step(after).by == OUTSIDE_ROLE for after in outcome.next):
                return item.step, name, outcome
    return None


def way_back(step: Step, sop: Sop) -> str | None:
    """The outcome of a step outside that gives the thing back to the city."""
    for name, outcome in step.outcomes.items():
        if outcome.next and not any(sop.step(after).by in {OUTSIDE_ROLE, RESIDENTS_ROLE} for after in outcome.next):
            return name
    return None


def way_on(step: Step, sop: Sop, *, fixed: bool) -> str | None:
    """The outcome for an answer from outside. fixed: residents are asked whether it is, where the SOP asks them; otherwise their
    words end it."""
    asks = [name for name, outcome in step.outcomes.items() if standing.asks_residents(outcome, sop)]
    ends = [name for name, outcome in step.outcomes.items() if outcome.end]
    return next(iter([*asks, *ends] if fixed else [*ends, *asks]), None)
