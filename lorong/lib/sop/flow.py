"""The token game of an SOP: which steps are open, and what an outcome makes of them.

The marking of a case is a set of tokens:

* `"periksa"`      the step is open
* `"?periksa"`     the step waits for the applicant, who was asked for something
* `"a>gabung"`     step `a` is done and the joining step `gabung` still waits for others

The same rules stand in the database (`kernel/cases/sql/`), where nothing can go round them; this is the copy that
plans, checks soundness and draws. A hypothesis test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lorong.lib.sop.schema import Sop

Marking = frozenset[str]


class FlowError(ValueError):
    """The move is not one the SOP has."""


@dataclass(frozen=True)
class Moved:
    """`opened`, `closed`: step ids whose work begins or is over; `end`: how the case ended, if it did."""

    marking: Marking
    opened: frozenset[str]
    closed: frozenset[str]
    end: str | None


def compile_flow(sop: Sop) -> dict[str, Any]:
    """The slim form kept beside a published procedure, read by the database's trigger.

    `public`: true when its cases have no applicant; not there otherwise.
    """
    return {
        **({"public": True} if sop.is_public else {}),
        "start": list(sop.first_steps),
        "max_returns": sop.returns.limit,
        "steps": {
            step.id: {
                "side": step.side,
                "waits": sorted(step.waits_for),
                "outcomes": {
                    name: {"end": o.end} if o.end else {"back": o.back_to} if o.back_to else {"next": list(o.next)}
                    for name, o in step.outcomes.items()
                },
            }
            for step in sop.steps
        },
    }


def active(marking: Iterable[str]) -> frozenset[str]:
    """Steps that are open for work."""
    return frozenset(t for t in marking if not t.startswith("?") and ">" not in t)


def waiting_for_applicant(marking: Iterable[str]) -> frozenset[str]:
    """Steps that wait for the applicant."""
    return frozenset(t[1:] for t in marking if t.startswith("?"))


def turn(flow: Mapping[str, Any], marking: Iterable[str]) -> str:
    """Whose turn: `city` while any of its steps is open, else `outside`, else `applicant`; `none` when all is over.

    It is the applicant's turn when something was asked (`?step`) and when a step of the residents is open.
    """
    open_steps = active(marking)
    sides = {flow["steps"][s]["side"] for s in open_steps}
    if "city" in sides:
        return "city"
    if "outside" in sides:
        return "outside"
    return "applicant" if "applicant" in sides or waiting_for_applicant(marking) else "none"


def lapses(flow: Mapping[str, Any], marking: Iterable[str]) -> bool:
    """Whether silence may end the case: something was asked, and no step of the residents is open, whose deadline has its own rule."""
    tokens = frozenset(marking)
    return bool(waiting_for_applicant(tokens)) and all(flow["steps"][s]["side"] != "applicant" for s in active(tokens))


def stands_in(flow: Mapping[str, Any], other: Mapping[str, Any], marking: Iterable[str]) -> bool:
    """Whether every token of `marking` has its place in `other`: the step is there, on the same side, its join waits for the same."""
    if bool(flow.get("public")) != bool(other.get("public")):
        return False
    for token in marking:
        step = token.rpartition(">")[2].lstrip("?")
        here, there = flow["steps"][step], other["steps"].get(step)
        if there is None or there["side"] != here["side"] or (">" in token and there["waits"] != here["waits"]):
            return False
    return True


def begin(flow: Mapping[str, Any]) -> Moved:
    """The marking of a case just submitted."""
    marking: set[str] = set()
    for step in flow["start"]:
        _arrive(flow, marking, None, step)
    return Moved(frozenset(marking), active(marking), frozenset(), None)


def fire(flow: Mapping[str, Any], marking: Marking, step: str, outcome: str) -> Moved:
    """Step `step` ends with `outcome`. Raises FlowError when the step is not open or has no such outcome."""
    if step not in active(marking):
        raise FlowError(f"step {step} is not open")
    way = flow["steps"][step]["outcomes"].get(outcome)
    if way is None:
        raise FlowError(f"step {step} has no outcome {outcome}")
    if "end" in way:
        return Moved(frozenset(), frozenset(), active(marking), way["end"])
    after = set(marking) - {step}
    if "back" in way:
        after.add(f"?{step}")
    else:
        for target in way["next"]:
            _arrive(flow, after, step, target)
    return _moved(marking, frozenset(after), step)


def answer(flow: Mapping[str, Any], marking: Marking, step: str) -> Moved:
    """The applicant has answered what `step` asked: the step opens again. Raises FlowError when nothing was asked."""
    if f"?{step}" not in marking:
        raise FlowError(f"step {step} does not wait for the applicant")
    after = (set(marking) - {f"?{step}"}) | {step}
    return Moved(frozenset(after), frozenset({step}), frozenset(), None)


def _arrive(flow: Mapping[str, Any], marking: set[str], source: str | None, target: str) -> None:
    waits = flow["steps"][target]["waits"]
    if not waits:
        if target in marking or f"?{target}" in marking:
            raise FlowError(f"step {target} would be open twice")
        marking.add(target)
        return
    if source is None:
        raise FlowError(f"step {target} waits for others, so no case can begin with it")
    token = f"{source}>{target}"
    if token in marking:
        raise FlowError(f"step {source} reaches {target} twice")
    marking.add(token)
    needed = {f"{w}>{target}" for w in waits}
    if needed <= marking:
        if target in marking or f"?{target}" in marking:
            raise FlowError(f"step {target} would be open twice")
        marking -= needed
        marking.add(target)


def _moved(before: Marking, after: Marking, done: str) -> Moved:
    # A loop may close a step and open it again in one move (a step that returns to itself).
    opened = active(after) - (active(before) - {done})
    return Moved(after, opened, frozenset({done}), None)
