"""The one place where an event is written, with the work items it closes and opens and the jobs it starts.

Everything here runs inside the transaction of an action that holds the lock on the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lorong.kernel.cases import assignment, deferring, timing
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog.values import Published
from lorong.lib.actors import Actor, Holding
from lorong.lib.sop import flow


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
    event.save(force_insert=True)
    case.refresh_from_db()
    if moved is not None:
        _close(case, event, moved)
        _open(case, event, published, moved)
    deferring.after_event(case, event, published, moved)
    return event


def already(case: Case, key: str) -> Event | None:
    """The event that was written under this key before: a double click or a retried request gives the first result."""
    return Event.objects.filter(case_id=case.pk, key=key[:120]).first()


def _close(case: Case, event: Event, moved: flow.Moved) -> None:
    for item in WorkItem.objects.filter(case=case, done_at=None, step__in=moved.closed):
        item.done_at = event.at
        item.done_seq = event.seq
        item.outcome = event.outcome if item.step == event.step else ""
        item.minutes = timing.clock(item.unit_id).between(item.opened_at, event.at)
        item.late = event.at > item.due_at
        if item.holder_id is None and item.step == event.step and event.account_id:
            item.holder_id = event.account_id
            item.claimed_at = event.at
        item.save(update_fields=["done_at", "done_seq", "outcome", "minutes", "late", "holder", "claimed_at"])


def _open(case: Case, event: Event, published: Published, moved: flow.Moved) -> None:
    items = []
    for step_id in sorted(moved.opened):
        step = published.sop.step(step_id)
        unit = assignment.unit_of_step(case, step)
        holder = assignment.choose(case, step, unit, event.at)
        items.append(
            WorkItem(
                case=case,
                step=step.id,
                role=step.by,
                unit_id=unit,
                side=step.side,
                machine=step.is_machine,
                blind=step.assign == "blind",
                assigned=step.assign,
                holder_id=holder,
                claimed_at=event.at if holder else None,
                opened_at=event.at,
                opened_seq=event.seq,
                due_at=timing.step_due(step, unit, event.at),
            )
        )
    WorkItem.objects.bulk_create(items)
