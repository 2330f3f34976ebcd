"""Whose clock ran, and until when: always working time of the unit (UU 25/2009 art. 21 d; Perpres 21/2023)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from lorong.kernel.cases import at_hand
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.values import Turn
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.lib.sop import flow
from lorong.lib.sop.schema import Step
from lorong.lib.span import Span
from lorong.lib.working_time import WorkClock


@dataclass(frozen=True)
class Times:
    """minutes: working minutes to book on the side whose turn ends now (0 while the turn stays)."""

    minutes: int
    promised_at: datetime | None
    turn_due_at: datetime | None


def clock(unit: str) -> WorkClock:
    """The working clock of a unit."""
    return city.clock_for(unit)


def day_minutes(unit: str) -> int:
    """What one working day of the unit is worth in minutes (450 in an ordinary office week)."""
    return clock(unit).normal_day_minutes


def step_due(step: Step, unit: str, at: datetime) -> datetime:
    """When the step's time is over: working time of the unit that does it; for an outside party the life of its link."""
    return span_due(Span.parse(step.party.link_for if step.party else step.within), unit, at)


def span_due(span: Span, unit: str, at: datetime) -> datetime:
    """`at` plus a working or a calendar span; a calendar span ends with the office's last hour of that day."""
    if span.is_working_time:
        return clock(unit).due(at, span.working_minutes(day_minutes(unit)))
    day = span.add_to_date(city.local(at).date())
    assert day is not None, "a deadline is not permanent"
    return datetime.combine(day, time(23, 59), tzinfo=city.local(at).tzinfo)


def after(case: Case, published: Published, marking: frozenset[str], at: datetime) -> Times:
    """Minutes to book, the promised time and the deadline of whose turn it is, once the marking is `marking` at `at`."""
    turn = flow.turn(published.flow, marking)
    unit = case.unit_id
    changed = turn != case.turn
    minutes = 0
    if changed and case.turn_since is not None:
        minutes = clock(unit).between(case.turn_since, at)
    if turn == Turn.CITY:
        if not changed:
            return Times(0, case.promised_at, case.promised_at)
        promised = case.promised_minutes or published.promised_minutes(day_minutes(unit))
        promised_at = clock(unit).due(at, max(promised - case.city_minutes, 0))
        return Times(minutes, promised_at, promised_at)
    if turn == Turn.APPLICANT:
        return Times(minutes, None, _residents_due(case, published, marking, at, changed=changed))
    if turn == Turn.OUTSIDE:
        return Times(minutes, None, case.turn_due_at if not changed else at + timedelta(days=3))
    return Times(minutes, None, None)


def _residents_due(case: Case, published: Published, marking: frozenset[str], at: datetime, *, changed: bool) -> datetime | None:
    """Until when the residents may act: a step of theirs by its own time, what was asked of them by the SOP's `returns`."""
    steps = flow.active(marking)
    if steps:
        running = {item.step: item.due_at for item in at_hand.open_items(case)} if case.pk is not None else {}
        return min(running.get(s) or step_due(published.sop.step(s), case.unit_id, at) for s in steps)
    if changed or flow.active(case.marking):
        return span_due(Span.parse(published.sop.returns.within), case.unit_id, at)
    return case.turn_due_at


def used_until(case: Case, at: datetime) -> dict[str, int]:
    """Working minutes each side has used up to `at`, the running turn included."""
    used = {
        Turn.CITY: case.city_minutes,
        Turn.APPLICANT: case.applicant_minutes,
        Turn.OUTSIDE: case.outside_minutes,
    }
    if case.turn != Turn.NONE and case.turn_since is not None and at > case.turn_since:
        used[Turn(case.turn)] += clock(case.unit_id).between(case.turn_since, at)
    return {str(k): v for k, v in used.items()}
