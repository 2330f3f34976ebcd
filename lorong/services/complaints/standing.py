"""What the events of a case say of its incident. An extra room: pure, so that a test can tell the whole story again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from lorong.lib.sop import flow
from lorong.lib.sop.schema import FIXED, RESIDENTS_ROLE, Outcome, Sop, Step

# Ends that the kernel gives: taken back, deemed to be, gone into another case. They count neither for nor against a promise.
WITHDRAWN, LAPSED, MERGED = "withdrawn", "lapsed", "merged"
BY_NOBODY = frozenset({WITHDRAWN, LAPSED, MERGED})
BEGINS, DONE = "submitted", "done"  # kinds of events


@dataclass(frozen=True, slots=True)
class Standing:
    """The columns of an incident that are derived from events; see `models.Incident`."""

    category: str
    unit: str
    turn: str
    step: str
    checked_at: datetime | None
    questions: int
    claims: int
    contradicted: int
    moved_at: datetime
    ended: str
    ended_at: datetime | None
    kept: bool | None


def begun(case: Any, sop: Sop, before: Standing | None = None) -> Standing:
    """How an incident stands when a case of it begins; before: as it stood, when it comes back after its end."""
    at = case.last_at
    fresh = Standing(case.slug, "", "", "", before.checked_at if before else None, 0, 0, 0, at, "", None, None)
    if before is not None:
        fresh = replace(fresh, questions=before.questions, claims=before.claims, contradicted=before.contradicted)
    return _as_its_case(fresh, case, sop, at)


def beginning(published: Any, unit: str, at: datetime) -> Standing:
    """How an incident will stand when its case begins at `unit`: as `begun`, before there is a case."""
    marking = flow.begin(published.flow).marking
    turn = flow.turn(published.flow, marking)
    case = SimpleNamespace(
        slug=published.slug, unit_id=unit, turn=turn, marking=marking, last_at=at, ended="", ended_at=None
    )  # fmt: skip
    return begun(case, published.sop)


def after(before: Standing, case: Any, event: Any, sop: Sop) -> Standing:
    """How it stands after `event`, once `case` stands as the event left it."""
    now = _as_its_case(before, case, sop, event.at)
    if event.kind != DONE:
        return now
    step = sop.step(event.step)
    outcome = step.outcomes[event.outcome]
    if step.by == RESIDENTS_ROLE:
        return replace(now, contradicted=min(now.contradicted + 1, now.claims)) if outcome.next else now
    if asks_residents(outcome, sop):
        now = replace(now, questions=now.questions + 1)
    if is_claim(outcome, sop):
        now = replace(now, claims=now.claims + 1)
    if now.checked_at is None and outcome.next and step.id in sop.first_steps:
        now = replace(now, checked_at=event.at)
    return now


def is_claim(outcome: Outcome, sop: Sop) -> bool:
    """Whether it says that the thing is fixed: it leads to residents whose agreeing ends the case as fixed."""
    return any(step.by == RESIDENTS_ROLE and agreeing(step)[1].end == FIXED for step in map(sop.step, outcome.next))


def asks_residents(outcome: Outcome, sop: Sop) -> bool:
    """Whether residents are asked next."""
    return any(sop.step(name).by == RESIDENTS_ROLE for name in outcome.next)


def agreeing(step: Step) -> tuple[str, Outcome]:
    """The outcome of a residents' step that agrees: it ends the case, and is not the one that silence takes if there is another."""
    silence = step.on_deadline.outcome if step.on_deadline else None
    ends = [(name, outcome) for name, outcome in step.outcomes.items() if outcome.end]
    assert ends, f"in {step.id} nobody could agree"
    return next((pair for pair in ends if pair[0] != silence), ends[0])


def disagreeing(step: Step) -> tuple[str, Outcome]:
    """The outcome of a residents' step that leads back to work."""
    return next((name, outcome) for name, outcome in step.outcomes.items() if outcome.next)


def _as_its_case(before: Standing, case: Any, sop: Sop, at: datetime) -> Standing:
    open_steps, waiting = flow.active(case.marking), flow.waiting_for_applicant(case.marking)
    names = [s.id for s in sop.steps if s.id in open_steps] + [f"?{s.id}" for s in sop.steps if s.id in waiting]
    kept = case.city_minutes <= case.promised_minutes if case.ended and case.ended not in BY_NOBODY else None
    return replace(
        before,
        category=case.slug,
        unit=case.unit_id,
        turn=case.turn,
        step=names[0] if names else "",
        moved_at=at,
        ended=case.ended,
        ended_at=case.ended_at,
        kept=kept,
    )
