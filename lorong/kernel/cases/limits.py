"""The clocks of the law (`[[limits]]` of an SOP): when each begins, until when it runs, what stops it.

An extra room: the recording of events, verifying and the pages ask it. Days of the calendar or working time of the unit,
as the law counts (UU 25/2009 art. 50; PermenPANRB 62/2018): a clock runs on whoever's turn it is. One that a step has stopped
runs on towards its old time when that step opens again: what was not put right was not an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from lorong.kernel.cases import timing
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.replaying import CHANGED, replay
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.lib.sop import flow
from lorong.lib.sop.schema import Limit
from lorong.lib.span import Span

WARNED = (4, 5)  # what of its length has gone by when the earliest clock warns
Standing = tuple[int, int | None]  # the events by which a clock began and stopped; None while it runs
Row = dict[str, Any]


def after_event(case: Case, event: Event, published: Published, moved: flow.Moved | None) -> Row | None:
    """What `lorong_case_record` writes of the clocks: those that begin, that stop (None: all), that run on; None when none does."""
    found = published.sop.limits
    if event.kind in CHANGED:
        return _anew(case, event, published)
    if not found or moved is None:
        return None
    over = moved.end is not None
    ended = _ends(event.kind, event.step, moved.marking)
    begun = (
        [] if over else [_row(limit, case.unit_id, (event.seq, event.at)) for limit in found if _begins(limit, event.kind, ended)]
    )
    met = None if over else [limit.id for limit in found if ended in limit.until]
    opened = _opened(event.kind, frozenset(case.marking), moved.marking)
    again = [limit.id for limit in found if not opened.isdisjoint(limit.until)]
    return {"begun": begun, "met": met, "again": again, "anew": False} if begun or met or again or over else None


def _anew(case: Case, event: Event, published: Published) -> Row | None:
    # Under other rules its whole history is asked once more; a clock that the new rules do not have stops here.
    events = [*Event.objects.filter(case_id=case.pk).order_by("seq"), event]
    at = {one.seq: one.at for one in events}
    standing = _standing(case, events, published.sop.limits)
    by_id = {limit.id: limit for limit in published.sop.limits}
    rows = []
    for name, (begun, met) in standing.items():
        row = _row(by_id[name], case.unit_id, (begun, at[begun]))
        if met is not None:
            row |= {"met_at": at[met], "met_seq": met, "alarm_at": None}
        rows.append(row)
    gone = [name for name in case.limits.values_list("limit", flat=True) if name not in standing]
    return {"begun": rows, "met": gone, "again": [], "anew": True} if rows or gone else None


def agree(case: Case, events: Sequence[Event], kept: Mapping[str, Standing]) -> bool:
    """Whether the clocks that were `kept` (limit id -> its events) are those that the events of the case make."""
    rules = catalog.procedure(case.procedure_id).sop.limits
    if not rules and not kept:
        return True
    here = {limit.id for limit in rules}
    return _standing(case, events, rules) == {name: one for name, one in kept.items() if name in here}


def _standing(case: Case, events: Sequence[Event], rules: Iterable[Limit]) -> dict[str, Standing]:
    """Which clocks of `rules` have begun and stopped, and by which events."""
    found: dict[str, Standing] = {}
    before: frozenset[str] = frozenset()
    for event, marking, end, _ in replay(case, events):
        ended, opened = _ends(event.kind, event.step, marking), _opened(event.kind, before, marking)
        before = marking
        for limit in rules:
            begun, met = found.get(limit.id, (None, None))
            if begun is None and not end and _begins(limit, event.kind, ended):
                found[limit.id] = (event.seq, None)
            elif begun is not None and met is None and (end or ended in limit.until):
                found[limit.id] = (begun, event.seq)
            elif begun is not None and not opened.isdisjoint(limit.until):
                found[limit.id] = (begun, None)
    return found


def _ends(kind: str, step: str, marking: frozenset[str]) -> str:
    # The step that an event ends: not one whose applicant was asked for something, nor one that leads to itself.
    return step if kind == Kind.DONE and marking.isdisjoint({step, f"?{step}"}) else ""


def _opened(kind: str, before: frozenset[str], after: frozenset[str]) -> frozenset[str]:
    return flow.active(after) - flow.active(before) if kind == Kind.DONE else frozenset()


def _begins(limit: Limit, kind: str, ended: str) -> bool:
    return ended in limit.since if limit.since else kind == Kind.SUBMITTED


def _row(limit: Limit, unit: str, begun: tuple[int, datetime]) -> Row:
    seq, at = begun
    due = timing.span_due(Span.parse(limit.within), unit, at)
    part, whole = WARNED
    return {
        "limit": limit.id, "begun_at": at, "begun_seq": seq, "due_at": due, "met_at": None, "met_seq": None,
        "alarm_at": at + (due - at) * part / whole,
    }  # fmt: skip
