"""The rows of an invented history: what a planned happening is as an event, and the work it closes and opens.

An extra room: `actions/simulate.py` writes them past the guards, `actions/flood.py` in bulk for measurements. `world` and
`story` are theirs.
"""

from __future__ import annotations

from typing import Any

from lorong.kernel.cases import timing
from lorong.kernel.cases.models import Event, WorkItem
from lorong.kernel.cases.simulating import Happened
from lorong.kernel.cases.values import Kind
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM, ActorKind
from lorong.lib.sop.schema import RESIDENTS_ROLE


def event_of(world: Any, story: Any, happened: Happened, seq: int) -> Event:
    """The event that a planned happening is; `story.row` stands as before it."""
    case = story.row
    who = _who(world, story, happened)
    before = story.unit
    if happened.unit:  # whoever sends it on has it until then
        story.unit = case.unit_id = happened.unit
    times = timing.after(case, story.published, happened.moved.marking, happened.at)
    data: dict[str, Any] = {"synthetic": True}
    if happened.kind == Kind.SUBMITTED:
        day = world.once("clock", story.unit, lambda: timing.clock(story.unit)).calendar.week.normal_day_minutes
        about = {"about": "self"} if story.person is not None else {}
        data |= {**about, "answers": story.answers, "promised_minutes": story.published.promised_minutes(day)}
    elif happened.kind == Kind.TRANSFERRED:
        to = world.once("name", story.unit, lambda: city.unit(story.unit).name)
        data |= {"unit": story.unit, "from_unit": before, "to": to, "reason": happened.reason}
    elif happened.kind == Kind.DONE:
        outcome = story.published.sop.step(happened.step).outcomes[happened.outcome]
        data |= {"reasons": list(outcome.reasons[:1])} if outcome.reasons else {}
        data |= {"reason": happened.reason} if happened.reason else {}
        data |= {"default": True} if happened.by_itself else {}
    return Event(
        case_id=case.pk,
        seq=seq,
        at=happened.at,
        kind=happened.kind,
        step=happened.step if happened.kind != Kind.TRANSFERRED else "",
        outcome=happened.outcome,
        key="submit" if seq == 1 else f"synthetic:{seq}",
        minutes=times.minutes,
        promised_at=times.promised_at,
        turn_due_at=times.turn_due_at,
        data=data,
        **who,
    )


def _who(world: Any, story: Any, happened: Happened) -> dict[str, Any]:
    if happened.kind == Kind.LAPSED or happened.by_itself:
        return _system()
    step = story.published.sop.step(happened.step) if happened.kind in {Kind.DONE, Kind.TRANSFERRED} else None
    if step is None or step.by == RESIDENTS_ROLE:
        name = story.person.name if story.person is not None else "Warga"
        return {"actor_kind": ActorKind.RESIDENT, "actor_name": name, "channel": story.channel}
    if step.is_machine:
        return _system()
    if step.party is not None:
        return {"actor_kind": ActorKind.OUTSIDE, "actor_name": step.party.name, "channel": "link"}
    holder = world.holder(step.by, world.above(story.unit, step.at))
    if holder is None:
        return {"actor_kind": ActorKind.OFFICER, "actor_name": step.by, "channel": "web"}
    return {
        "actor_kind": ActorKind.OFFICER,
        "actor_name": holder.name[:160],
        "actor_title": holder.title[:160],
        "account_id": world.accounts.get(holder.person_id),
        "position_id": holder.position_id,
        "channel": "web",
    }


def _system() -> dict[str, Any]:
    return {"actor_kind": SISTEM.kind, "actor_name": SISTEM.name, "channel": SISTEM.channel}


def closing_of(world: Any, story: Any, happened: Happened, event: Event) -> list[dict[str, Any]]:
    """What ends the work items that the happening closes; they leave `story.items`."""
    found = []
    for step in sorted(happened.moved.closed):
        item = story.items.pop(step)
        clock = world.once("clock", item.unit_id, lambda item=item: timing.clock(item.unit_id))
        did = step == happened.step and happened.kind == Kind.DONE
        found.append(
            {
                "id": item.pk,
                "done_at": event.at.isoformat(),
                "done_seq": event.seq,
                "outcome": happened.outcome if did else "",
                "minutes": clock.between(item.opened_at, event.at),
                "holder": event.account_id if did else None,
            }
        )
    return found


def opening_of(world: Any, story: Any, happened: Happened, seq: int) -> list[tuple[Any, WorkItem]]:
    """The work items that the happening opens, not yet written."""
    found = []
    for step_id in sorted(happened.moved.opened):
        step = story.published.sop.step(step_id)
        unit = world.above(story.unit, step.at)
        item = WorkItem(
            case_id=story.row.pk,
            step=step.id,
            role=step.by,
            unit_id=unit,
            side=step.side,
            machine=step.is_machine,
            blind=step.assign == "blind",
            assigned=step.assign,
            opened_at=happened.at,
            opened_seq=seq,
            due_at=timing.step_due(step, unit, happened.at),
        )
        if story.person is None and item.due_at < world.now:
            item.alarmed_at = item.due_at  # nobody is told about an invented past
        found.append((story, item))
    return found
