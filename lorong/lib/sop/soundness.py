"""Can every case end, properly, whatever happens? The whole state space of an SOP is walked and judged.

The markings and moves are those of `flow.py`. An SOP is *sound* when from every state an end can be reached, no step
is opened twice at once, no step is dead, and an ordinary end leaves nothing open (a refusal ends everything at once).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lorong.lib.sop.flow import FlowError, Marking, active, answer, begin, fire, waiting_for_applicant
from lorong.lib.sop.schema import NO_ENDS

MOST_STATES = 20_000


class Fault(StrEnum):
    """What is not sound about a step."""

    TWICE = "twice"  # it would be open twice at once
    DEAD = "dead"  # nothing ever opens it
    STUCK = "stuck"  # it waits for ever: nobody can act any more
    ENDLESS = "endless"  # one can act for ever, and never end
    LEFT_OPEN = "left open"  # the case ends while it is still open
    TOO_MANY = "too many"  # too many states to judge


@dataclass(frozen=True)
class Finding:
    """A fault at a step, and one way that leads there: (step, outcome) pairs. `other`: the step left open."""

    fault: Fault
    step: str
    outcome: str = ""
    way: tuple[tuple[str, str], ...] = ()
    other: str = ""


Move = tuple[str, str]


def explore(flow: Mapping[str, Any], *, limit: int = MOST_STATES) -> tuple[Finding, ...]:
    """Every fault of the flow (as `compile_flow` gives it), each kind once per step. Empty when it is sound."""
    walk = _Walk(dict(flow), limit)
    walk.run()
    if walk.too_many:
        return (Finding(Fault.TOO_MANY, ""),)
    found = {(f.fault, f.step, f.other): f for f in [*walk.findings, *walk.without_end(), *walk.dead()]}
    return tuple(found.values())


class _Walk:
    def __init__(self, flow: dict[str, Any], limit: int) -> None:
        self.flow, self.limit = flow, limit
        self.way: dict[Marking, tuple[Move, ...]] = {}
        self.before: dict[Marking, set[Marking]] = {}
        self.acted: dict[Marking, bool] = {}
        self.ends: set[Marking] = set()  # markings from which one act ends the case
        self.broken: set[Marking] = set()  # markings with a move that has its own finding
        self.opened: set[str] = set()
        self.findings: list[Finding] = []
        self.too_many = False

    def run(self) -> None:
        try:
            start = begin(self.flow).marking
        except FlowError:
            self.findings.append(Finding(Fault.TWICE, self.flow["start"][0]))
            return
        self.way[start] = ()
        queue = deque([start])
        while queue:
            marking = queue.popleft()
            self.opened |= active(marking)
            for move, after in self._moves(marking):
                self.before.setdefault(after, set()).add(marking)
                if after not in self.way:
                    self.way[after] = (*self.way[marking], move)
                    queue.append(after)
            if len(self.way) > self.limit:
                self.too_many = True
                return

    def _moves(self, marking: Marking) -> Iterator[tuple[Move, Marking]]:
        for step in sorted(waiting_for_applicant(marking)):
            yield (step, "?"), answer(self.flow, marking, step).marking
        for step in sorted(active(marking)):
            for outcome in self.flow["steps"][step]["outcomes"]:
                try:
                    moved = fire(self.flow, marking, step, outcome)
                except FlowError:
                    self.broken.add(marking)
                    self._find(Fault.TWICE, step, outcome, marking)
                    continue
                if moved.end is None:
                    yield (step, outcome), moved.marking
                    continue
                self.ends.add(marking)
                if moved.end not in NO_ENDS and marking != {step}:
                    self._left_open(step, outcome, marking)

    def _left_open(self, step: str, outcome: str, marking: Marking) -> None:
        for token in sorted(marking - {step}):
            self._find(Fault.LEFT_OPEN, step, outcome, marking, other=token.lstrip("?").partition(">")[0])

    def without_end(self) -> Iterator[Finding]:
        """States from which no end can be reached: where nobody can act, and where acting only goes round."""
        good = set(self.ends) | self.broken
        queue = deque(good)
        while queue:
            for marking in self.before.get(queue.popleft(), ()):
                if marking not in good:
                    good.add(marking)
                    queue.append(marking)
        for marking in self.way:
            if marking in good:
                continue
            if not active(marking) and not waiting_for_applicant(marking):
                for token in sorted(marking):
                    yield Finding(Fault.STUCK, token.partition(">")[2], way=self.way[marking], other=token.partition(">")[0])
            else:
                for step in sorted(active(marking) | waiting_for_applicant(marking)):
                    yield Finding(Fault.ENDLESS, step, way=self.way[marking])

    def dead(self) -> Iterator[Finding]:
        for step in self.flow["steps"]:
            if step not in self.opened:
                yield Finding(Fault.DEAD, step)

    def _find(self, fault: Fault, step: str, outcome: str, marking: Marking, other: str = "") -> None:
        self.findings.append(Finding(fault, step, outcome, self.way[marking], other))
