"""The one place where an event is written, with the work items it closes and opens and the jobs it starts.

Everything here runs inside the transaction of an action that holds the lock on the case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lorong.kernel.cases import assignment, at_hand, deferring, timing
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog.values import Published
from lorong.lib.actors import Actor, Holding
from lorong.lib.sop import flow

GIVEN = ("position", "prev_hash", "hash")  # by the database


def record(
    *,
    actor: Actor,
    case: Case,
    published: Published,
    kind: Kind,
    key: str,
    at: datetime,
    step: str = "",
    outcome: str = "",
    moved: flow.Moved | None = None,
    data: Mapping[str, Any] | None = None,
    holding: Holding | None = None,
) -> Event:
    """Write one event and all that follows from it; `moved` is None when the marking stays.

    The database checks the move again and derives the case's state; `case` is read again afterwards.
    """
    if case.last_at is not None and at < case.last_at:
        # A clock that was set back must not stop the work: the event takes the last known moment and says so.
        data = {**(data or {}), "clock_behind_seconds": int((case.last_at - at).total_seconds())}
        at = case.last_at
    marking = frozenset(case.marking) if moved is None else moved.marking
    times = timing.after(case, published, marking, at)
    event = Event(
        case_id=case.pk,
        seq=case.last_seq + 1,
        at=at,
        kind=kind,
        step=step,
        outcome=outcome,
        actor_kind=actor.kind,
        account_id=actor.account_id,
        position_id=holding.position_id if holding else None,
        actor_name=actor.name[:160],
        actor_title=(holding.title if holding else "")[:160],
        channel=actor.channel[:12],
        key=key[:120],
        minutes=times.minutes,
        promised_at=times.promised_at,
        turn_due_at=times.turn_due_at,
        data=dict(data or {}),
    )
    closing = _closing(case, event, moved) if moved is not None else []
    opening = _opening(case, event, published, moved) if moved is not None else []
    _write(case, event, closing, opening)
    deferring.after_event(case, event, published, moved)
    return event


def already(case: Case, key: str) -> Event | None:
    """The event that was written under this key before: a double click or a retried request gives the first result."""
    return at_hand.recorded(case, key)


def _write(case: Case, event: Event, closing: list[dict[str, Any]], opening: list[dict[str, Any]]) -> None:
    """The event, the steps it closes and opens, in one order to the database; `case` is then as the database says."""
    row = {f.attname: getattr(event, f.attname) for f in event._meta.concrete_fields if f.attname not in GIVEN}
    values = [json.dumps(part, default=_in_json) for part in (row, closing, opening)]
    (written,) = Case.objects.raw("SELECT * FROM lorong_case_record(%s, %s, %s)", values)
    for field in case._meta.concrete_fields:
        now = getattr(written, field.attname)
        if field.is_relation and getattr(case, field.attname) != now:
            case._state.fields_cache.pop(field.name, None)
        setattr(case, field.attname, now)
    case.at_hand = None
    event._state.adding = False


def _in_json(value: Any) -> str:
    assert isinstance(value, datetime), f"{value!r} is not written in an event"
    return value.isoformat()


def _closing(case: Case, event: Event, moved: flow.Moved) -> list[dict[str, Any]]:
    found = []
    for item in at_hand.open_items(case) if moved.closed else ():
        if item.step not in moved.closed:
            continue
        decided = item.step == event.step
        takes = item.holder_id is None and decided and bool(event.account_id)
        found.append(
            {
                "id": item.pk,
                "done_at": event.at,
                "done_seq": event.seq,
                "outcome": event.outcome if decided else "",
                "minutes": timing.clock(item.unit_id).between(item.opened_at, event.at),
                "late": event.at > item.due_at,
                "holder_id": event.account_id if takes else item.holder_id,
                "claimed_at": event.at if takes else item.claimed_at,
            }
        )
    return found


def _opening(case: Case, event: Event, published: Published, moved: flow.Moved) -> list[dict[str, Any]]:
    found = []
    for step_id in sorted(moved.opened):
        step = published.sop.step(step_id)
        unit = assignment.unit_of_step(case, step)
        holder = assignment.choose(case, step, unit, event.at)
        found.append(
            {
                "step": step.id,
                "role": step.by,
                "unit_id": unit,
                "side": step.side,
                "machine": step.is_machine,
                "blind": step.assign == "blind",
                "assigned": step.assign,
                "holder_id": holder,
                "claimed_at": event.at if holder else None,
                "opened_at": event.at,
                "opened_seq": event.seq,
                "due_at": timing.step_due(step, unit, event.at),
            }
        )
    return found
