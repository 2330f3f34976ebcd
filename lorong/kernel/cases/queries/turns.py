"""Whose turn it was at every moment, and how far each step has come: what the line and the ribbon are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lorong.kernel.cases import timing
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog.values import Published
from lorong.lib.sop import flow


@dataclass(frozen=True)
class Stretch:
    """A time during which the turn stayed on one side: city, applicant or outside."""

    side: str
    begin: datetime
    end: datetime


def turns(case: Case, events: Sequence[Event], published: Published, *, now: datetime) -> list[Stretch]:
    """Whose turn it was, in order, up to `now` or the end of the case. `events`: oldest first."""
    found: list[Stretch] = []
    side, since = "", events[0].at if events else now
    marking: frozenset[str] = frozenset()
    for event in events:
        marking = _after(published, marking, event)
        turn = flow.turn(published.flow, marking)
        if turn == side:
            continue
        if side and side != "none":
            found.append(Stretch(side, since, event.at))
        side, since = turn, event.at
    if side and side != "none" and not case.is_done:
        found.append(Stretch(side, since, max(now, since)))
    return found


def used(case: Case, *, at: datetime) -> dict[str, int]:
    """Working minutes each side (city, applicant, outside) has used up to `at`, the running turn included."""
    return timing.used_until(case, at)


def _after(published: Published, marking: frozenset[str], event: Event) -> frozenset[str]:
    rules = published.flow
    try:
        match event.kind:
            case Kind.SUBMITTED:
                return flow.begin(rules).marking
            case Kind.DONE:
                return flow.fire(rules, marking, event.step, event.outcome).marking
            case Kind.RESUBMITTED:
                return flow.answer(rules, marking, event.step).marking
            case Kind.LAPSED | Kind.WITHDRAWN | Kind.MERGED:
                return frozenset()
    except flow.FlowError:
        # Before a move to another version the case followed rules that this version does not have.
        return marking
    return marking
