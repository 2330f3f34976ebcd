"""The history of a case lived once more: what stood open after every event, under the rules that held then.

An extra room: verifying and the clocks of the law both ask it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.lib.sop import flow

CHANGED = (Kind.MOVED, Kind.RECLASSIFIED)  # by which a case follows the rules of another procedure
ENDED = (Kind.LAPSED, Kind.WITHDRAWN, Kind.MERGED)


def replay(case: Case, events: Sequence[Event]) -> Iterator[tuple[Event, frozenset[str], str, str]]:
    """Each event, oldest first, with the marking, the end ("" while it runs) and the turn that it left.

    Raises FlowError or KeyError when an event is not a move of the rules of its time.
    """
    first = next((e.data["from_procedure_id"] for e in events if e.kind in CHANGED), case.procedure_id)
    rules = catalog.procedure(first).flow
    marking: frozenset[str] = frozenset()
    ended = ""
    for event in events:
        if event.kind == Kind.SUBMITTED:
            marking = flow.begin(rules).marking
        elif event.kind == Kind.DONE:
            moved = flow.fire(rules, marking, event.step, event.outcome)
            marking, ended = moved.marking, moved.end or ""
        elif event.kind == Kind.RESUBMITTED:
            marking = flow.answer(rules, marking, event.step).marking
        elif event.kind in ENDED:
            marking, ended = frozenset(), str(event.kind)
        elif event.kind in CHANGED:
            rules = catalog.procedure(event.data["procedure_id"]).flow
        yield event, marking, ended, flow.turn(rules, marking)
