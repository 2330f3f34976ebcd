"""How long a service may take: the longest normal way through its steps, in working minutes.

Normal means without returns to the applicant and without going round: what is the applicant's fault, or a step done a
second time, is not what the city promises. Parallel steps run at the same time, so the slowest counts. The machine's
steps count; those of an outside party and of residents do not, they are not the city's time (UU 25/2009 art. 21 d).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from lorong.lib.sop.flow import compile_flow
from lorong.lib.sop.known import NORMAL_DAY_MINUTES
from lorong.lib.sop.schema import Limit, Sop, Step
from lorong.lib.span import Span

MOST_RUNS = 20_000


@dataclass(frozen=True)
class Longest:
    """`minutes`: working minutes; `steps`: the ids on the way that takes longest, in order. `whole`: every way was tried."""

    minutes: int
    steps: tuple[str, ...]
    whole: bool = True


def step_minutes(step: Step, day_minutes: int = NORMAL_DAY_MINUTES) -> int:
    """What a step may take of the city's time, in working minutes; 0 for an outside party and for residents."""
    return 0 if step.side != "city" else Span.parse(step.within).working_minutes(day_minutes)


def longest_normal_way(sop: Sop, day_minutes: int = NORMAL_DAY_MINUTES) -> Longest:
    """The longest normal way to any end. 0 minutes and no steps when no end can be reached normally.

    The names in the SOP must be right (`structure.py`).
    """
    flow = compile_flow(sop)
    runs = _Runs(flow, {s.id: step_minutes(s, day_minutes) for s in sop.steps})
    best = Longest(0, ())
    for count, way in enumerate(runs.ways(), 1):
        if way.minutes > best.minutes or not best.steps:
            best = Longest(way.minutes, way.steps)
        if count >= MOST_RUNS:
            return Longest(best.minutes, best.steps, whole=False)
    return best


def longest_under(sop: Sop, limit: Limit, day_minutes: int = NORMAL_DAY_MINUTES) -> Longest:
    """The longest normal way of the city while a limit of the law runs; 0 minutes where it never does."""
    minutes = {s.id: step_minutes(s, day_minutes) for s in sop.steps}
    best = Longest(0, ())
    for way in islice(_Runs(compile_flow(sop), minutes).ways(), MOST_RUNS):
        first = next((i + 1 for i, s in enumerate(way.steps) if s in limit.since), 0 if not limit.since else len(way.steps))
        last = next((i + 1 for i, s in enumerate(way.steps) if i >= first and s in limit.until), len(way.steps))
        under = way.steps[first:last]
        taken = sum(minutes[s] for s in under)
        if taken > best.minutes:
            best = Longest(taken, under)
    return best


@dataclass(frozen=True)
class _Way:
    """How a token came to be: when, and through which steps."""

    minutes: int = 0
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class _State:
    """`open`: steps that are open, `waiting`: (source, join) that have arrived, each with its way; `done`: steps ever opened."""

    open: Mapping[str, _Way]
    waiting: Mapping[tuple[str, str], _Way] = field(default_factory=dict)
    done: frozenset[str] = frozenset()


class _Runs:
    def __init__(self, flow: Mapping[str, object], minutes: Mapping[str, int]) -> None:
        self.steps: Mapping[str, dict[str, object]] = flow["steps"]  # type: ignore[assignment]
        self.minutes = minutes
        first: list[str] = flow["start"]  # type: ignore[assignment]
        self.start = _State({s: _Way() for s in first}, done=frozenset(first))

    def ways(self) -> Iterator[_Way]:
        """The way to the end, of every normal run."""
        pending = [self.start]
        while pending:
            state = pending.pop()
            if not state.open:
                continue
            # Which open step is played first does not change any time, so only its outcomes branch.
            step = next(iter(state.open))
            before = state.open[step]
            way = _Way(before.minutes + self.minutes[step], (*before.steps, step))
            outcomes: Mapping[str, Mapping[str, object]] = self.steps[step]["outcomes"]  # type: ignore[assignment]
            for outcome in outcomes.values():
                if "end" in outcome:
                    yield self._ended(state, way)
                elif "next" in outcome:
                    after = self._after(state, step, way, outcome["next"])  # type: ignore[arg-type]
                    pending.extend([after] if after else [])

    def _ended(self, state: _State, way: _Way) -> _Way:
        # Steps already finished elsewhere do not lengthen a refusal; an ordinary end has none beside it.
        late = max(state.waiting.values(), key=lambda w: w.minutes, default=way)
        return way if way.minutes >= late.minutes else late

    def _after(self, state: _State, step: str, way: _Way, targets: list[str]) -> _State | None:
        opened = {s: w for s, w in state.open.items() if s != step}
        waiting = dict(state.waiting)
        done = set(state.done)
        for target in targets:
            waits: list[str] = self.steps[target]["waits"]  # type: ignore[assignment]
            arrived = way
            if waits:
                if (step, target) in waiting:
                    return None
                waiting[(step, target)] = way
                if not all((w, target) in waiting for w in waits):
                    continue
                ways = [waiting.pop((w, target)) for w in waits]
                arrived = max(ways, key=lambda w: w.minutes)
            if target in done:
                return None
            done.add(target)
            opened[target] = arrived
        return _State(opened, waiting, frozenset(done))
