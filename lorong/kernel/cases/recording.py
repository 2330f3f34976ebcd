"""The one place where an event is written, with the work items it closes and opens and the jobs it starts.

Everything here runs inside the transaction of an action that holds the lock on the case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from lorong.kernel.audit.action import take_entry
from lorong.kernel.cases import assignment, at_hand, deferring, limits, rows, timing
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import registry
from lorong.kernel.catalog.values import Published
from lorong.lib.actors import Actor, ActorKind, Holding
from lorong.lib.sop import flow

HELD = ("id", "holder_id", "claimed_at", "alarmed_at")
Row = dict[str, Any]


def _in_json(value: Any) -> str:
    assert isinstance(value, datetime), f"{value!r} is not written in an event"
    return value.isoformat()


WRITER = json.JSONEncoder(default=_in_json)


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
    held: WorkItem | None = None,
    born: Row | None = None,
) -> Event:
    """Write one event and all that follows from it; `moved` is None when the marking stays.

    held: an open step whose holder, and whether its time was over, are written along as they stand there.
    born: the rows with which a new case begins (`starting`); `case` is not in the database before.
    The database checks the move again and derives the state of `case`, which is read again; then its service hears of it.
    """
    at, written = _not_before(case, at, dict(data or {}))
    marking = frozenset(case.marking) if moved is None else moved.marking
    times = timing.after(case, published, marking, at)
    columns = {
        "case_id": case.pk,
        "seq": case.last_seq + 1,
        "at": at,
        "kind": kind,
        "step": step,
        "outcome": outcome,
        "key": key[:120],
        "data": written,
        **(_a_resident(actor) if _is_nameless(actor, case, holding) else _who(actor, holding)),
        **vars(times),
    }
    event = rows.made(Event, columns, connection.alias)
    order = {
        "event": columns,
        "closing": _closing(case, event, moved) if moved is not None else [],
        "opening": _opening(case, event, published, moved) if moved is not None else [],
        "held": [{name: getattr(held, name) for name in HELD}] if held is not None else [],
        "jobs": deferring.after_event(case, event, published, moved),
        "born": born,
        "limits": limits.after_event(case, event, published, moved),
    }
    _write(case, event, order)
    registry.heard(published.sop.service, case, event)
    return event


def _who(actor: Actor, holding: Holding | None) -> Row:
    return {
        "actor_kind": actor.kind,
        "account_id": actor.account_id,
        "position_id": holding.position_id if holding else None,
        "actor_name": actor.name[:160],
        "actor_title": (holding.title if holding else "")[:160],
        "channel": actor.channel[:12],
    }


def _is_nameless(actor: Actor, case: Case, holding: Holding | None) -> bool:
    # Who told of a thing in the city, and who says that it is put right, is the service's to know: history stays for ever.
    return case.is_public and holding is None and not actor.is_system and actor.link_id is None


def _a_resident(actor: Actor) -> Row:
    nobody = Actor(kind=ActorKind.RESIDENT, name="Warga", channel=actor.channel)
    return _who(nobody, None)


def already(case: Case, key: str) -> Event | None:
    """The event that was written under this key before: a double click or a retried request gives the first result."""
    return at_hand.recorded(case, key)


def _not_before(case: Case, at: datetime, data: Row) -> tuple[datetime, Row]:
    if case.last_at is None or at >= case.last_at:
        return at, data
    # A clock that was set back must not stop the work: the event takes the last known moment and says so.
    return case.last_at, {**data, "clock_behind_seconds": int((case.last_at - at).total_seconds())}


def _write(case: Case, event: Event, order: dict[str, Any]) -> None:
    """The event and all that follows from it, in one order to the database; `case` is then as the database says."""
    order["entry"] = take_entry()
    with connection.cursor() as cursor:
        cursor.execute("SELECT lorong_case_record(%s)", [WRITER.encode(order)])
        (stands,) = cursor.fetchone()
    rows.renew(case, stands)
    case.along = stands.get("along")
    case.at_hand = None
    case._state.adding, case._state.db = False, connection.alias
    event.case_id = case.pk


def _closing(case: Case, event: Event, moved: flow.Moved) -> list[Row]:
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


def _opening(case: Case, event: Event, published: Published, moved: flow.Moved) -> list[Row]:
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
