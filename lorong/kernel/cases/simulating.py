"""Invented histories for a demonstration: what could have happened to a case, planned before anything is written.

An extra room: it plans with the rules of `lib.sop.flow` and the working clocks, and touches no table. What it plans
is marked as synthetic in every event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from lorong.kernel.cases.values import Kind, Turn
from lorong.kernel.catalog.values import Published
from lorong.lib.sop import flow
from lorong.lib.sop.schema import OUTSIDE_ROLE, Outcome, Step
from lorong.lib.span import Span
from lorong.lib.working_time import WorkClock

RETURNED, REFUSED_SHARE, BACKWARDS, WITHDRAWN, SILENT = 0.13, 0.04, 0.02, 0.015, 0.05
LONGEST = 40  # events; by then every further choice goes forward
NEVER = datetime.max.replace(tzinfo=UTC)
USUAL, SPREAD = -1.25, 0.75  # of ln(time taken / time allowed) for a step: half of all need less than 29 per cent


@dataclass(frozen=True)
class Happened:
    """One event to be written. `moved` is what it does to the marking; `by_itself`: nobody decided it, time ran out; unit: where the
    case goes, when it is sent to another one."""

    kind: Kind
    at: datetime
    moved: flow.Moved
    step: str = ""
    outcome: str = ""
    by_itself: bool = False
    reason: str = ""
    unit: str = ""


@dataclass
class Way:
    """A walk through one procedure. pace: 1 is an ordinary office, 2 one that needs twice the time.

    answer_by: until when an applicant who was asked at a moment may answer.
    """

    published: Published
    answer_by: Callable[[datetime], datetime]
    clock: WorkClock
    day_minutes: int
    pace: float
    chance: Random
    events: list[Happened] = field(default_factory=list)

    def walk(self, start: datetime) -> list[Happened]:
        """Everything that happens from `start` to the end, in order."""
        rules = dict(self.published.flow)
        moved = flow.begin(rules)
        self._note(Happened(Kind.SUBMITTED, start, moved))
        gives_up = self.chance.random() < WITHDRAWN
        due = {step: self._done_at(step, start) for step in sorted(moved.opened)}
        marking, returns, silent = moved.marking, 0, set[str]()
        turn, since = flow.turn(rules, marking), start
        while due:
            token = min(due, key=lambda t: (due[t], t))
            at = due.pop(token)
            if token in silent or gives_up:
                kind = Kind.LAPSED if token in silent else Kind.WITHDRAWN
                self._note(Happened(kind, at, _over(marking, kind)))
                return self.events
            if token.startswith("?"):
                moved = flow.answer(rules, marking, token[1:])
                self._note(Happened(Kind.RESUBMITTED, at, moved, token[1:]))
            else:
                outcome = self._choose(self.published.sop.step(token), returns)
                moved = flow.fire(rules, marking, token, outcome)
                self._note(Happened(Kind.DONE, at, moved, token, outcome))
            marking = moved.marking
            if moved.end:
                return self.events
            due |= {step: self._done_at(step, at) for step in sorted(moved.opened)}
            for step in sorted(flow.waiting_for_applicant(marking)):
                if f"?{step}" not in due:
                    returns += 1
                    due[f"?{step}"], says_nothing = self._answered_at(at)
                    silent |= {f"?{step}"} if says_nothing else set()
            now = flow.turn(rules, marking)
            turn, since = now, since if now == turn else at
            over = self.answer_by(since) + timedelta(minutes=2) if turn == Turn.APPLICANT else NEVER
            due |= dict.fromkeys(silent & due.keys(), over)  # their time runs from when nobody else has to act
        return self.events

    def _note(self, happened: Happened) -> None:
        self.events.append(happened)

    def _choose(self, step: Step, returns: int) -> str:
        steps = [s.id for s in self.published.sop.steps]
        here = steps.index(step.id)
        kinds: dict[str, list[str]] = {"back": [], "refuse": [], "again": [], "on": []}
        for name, outcome in step.outcomes.items():
            kinds[_kind(outcome, here, steps)].append(name)
        chance, tired = self.chance.random(), len(self.events) > LONGEST
        on = kinds["on"] or kinds["refuse"] or list(step.outcomes)
        if tired or chance >= RETURNED + REFUSED_SHARE + BACKWARDS:
            return on[0]
        if chance < REFUSED_SHARE:
            wanted = kinds["refuse"]
        elif chance < REFUSED_SHARE + BACKWARDS:
            wanted = kinds["again"]
        else:
            wanted = kinds["back"] if returns < self.published.sop.returns.limit else []
        return self.chance.choice(wanted or on[:1])

    def _done_at(self, step_id: str, opened: datetime) -> datetime:
        step = self.published.sop.step(step_id)
        if step.is_machine:
            return opened + timedelta(seconds=self.chance.uniform(2, 20))
        if step.by == OUTSIDE_ROLE:
            return opened + timedelta(minutes=self.chance.uniform(20, 36 * 60))
        allowed = Span.parse(step.within).working_minutes(self.day_minutes)
        taken = max(1, round(allowed * self.pace * self.chance.lognormvariate(USUAL, SPREAD)))
        return self.clock.due(opened, taken) + timedelta(seconds=self.chance.uniform(1, 59))

    def _answered_at(self, asked: datetime) -> tuple[datetime, bool]:
        """When the applicant answers; or when the time is over, and True."""
        due = self.answer_by(asked)
        if self.chance.random() < SILENT:
            return due + timedelta(minutes=2), True
        answered = asked + timedelta(minutes=self.chance.lognormvariate(5.4, 1.1))
        return min(answered, due - timedelta(minutes=5)), False


def _kind(outcome: Outcome, here: int, steps: list[str]) -> str:
    if outcome.back_to:
        return "back"
    if outcome.is_refusal:
        return "refuse"
    return "again" if any(steps.index(target) <= here for target in outcome.next) else "on"


def _over(marking: frozenset[str], end: str) -> flow.Moved:
    return flow.Moved(frozenset(), frozenset(), flow.active(marking), str(end))


def start_within(chance: Random, first: datetime, last: datetime, is_working: Callable[[datetime], bool]) -> datetime:
    """A moment at which somebody might apply: mostly while the offices work, sometimes in the evening.

    More towards the end of the time than at its beginning: the service becomes known.
    """
    span = (last - first).total_seconds()
    for _ in range(40):
        at = first + timedelta(seconds=span * chance.random() ** 0.8)
        if is_working(at) or chance.random() < 0.06:
            return at.replace(microsecond=0)
    return at.replace(microsecond=0)
