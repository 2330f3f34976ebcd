"""Very many invented cases, for measurements: a few thousand planned histories, each lived by many people.

An extra room: it makes the text that COPY reads. What the triggers would have derived is derived here by the same
rules, chained hashes included, and `manage.py verify` finds nothing wrong with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lorong.kernel.cases.inventing import closing_of, event_of, opening_of
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.values import Kind
from lorong.lib.actors import ActorKind
from lorong.lib.sop import flow

EVENTS = 10  # of an ended case, on average and at least
CASE_COLUMNS = (
    "id", "number", "key", "procedure_id", "slug", "unit_id", "applicant_id", "subject_id", "account_id", "parent_number",
    "channel", "answers", "marking", "turn", "ended", "last_seq", "last_hash", "last_at", "turn_since", "opened_at",
    "ended_at", "promised_minutes", "promised_at", "turn_due_at", "city_minutes", "applicant_minutes", "outside_minutes",
    "returns",
)  # fmt: skip
EVENT_COLUMNS = (
    "case_id", "seq", "at", "kind", "step", "outcome", "actor_kind", "account_id", "position_id", "actor_name",
    "actor_title", "channel", "key", "minutes", "promised_at", "turn_due_at", "data", "prev_hash", "hash", "position",
)  # fmt: skip
ITEM_COLUMNS = (
    "case_id", "step", "role", "unit_id", "side", "machine", "blind", "assigned", "holder_id", "claimed_at", "opened_at",
    "opened_seq", "due_at", "done_at", "done_seq", "outcome", "minutes", "late",
)  # fmt: skip
NAME = "\x00"  # where the resident's name goes


@dataclass
class Mould:
    """One planned history as text: only who lives it, the case's numbers and the hashes are still to come."""

    place: str
    begin: datetime
    ended: bool
    case: tuple[str, str]  # the columns before and after last_hash
    events: list[tuple[str, str]] = field(default_factory=list)  # what is hashed after the case's id; the row after it
    items: list[str] = field(default_factory=list)


def mould(world: Any, story: Any) -> Mould:
    """The history of a planned case as text."""
    case = Case(
        id=0, procedure_id=story.published.id, slug=story.published.slug, unit_id=story.unit, channel=story.channel, marking=[],
        last_seq=0,
    )  # fmt: skip
    story.row = case
    events: list[Event] = []
    items: list[WorkItem] = []
    story.items = {}
    for happened in story.events:
        if happened.kind == Kind.DONE and not story.published.sop.step(happened.step).is_machine:
            events += _claimed(world, story, happened, len(events))
        if happened is story.events[-1] and events:
            events += [_noted(events[-1], len(events) + n + 1) for n in range(EVENTS - 1 - len(events))]
        event = event_of(world, story, happened, len(events) + 1)
        _apply(case, event, story.published.flow, happened)
        for closed in closing_of(world, story, happened, event):
            _close(items, closed, event)
        for _, item in opening_of(world, story, happened, event.seq):
            item.pk = len(items)
            items.append(item)
            story.items[item.step] = item
        events.append(event)
    case.last_seq, case.last_at = len(events), events[-1].at
    made = Mould(story.person.household.region, story.events[0].at, case.is_done, _case_text(case))
    made.events = [_event_text(event) for event in events]
    made.items = [_row(getattr(item, name) for name in ITEM_COLUMNS[1:]) for item in items]
    return made


def cast_in(
    made: Mould, case_id: int, number: str, key: str, person: str, name: str, place: int
) -> tuple[str, list[str], list[str]]:
    """The rows of one case that a person lives: (case, events, work items). place: of its first event in all history."""
    hashed, shown = json.dumps(name, ensure_ascii=False)[1:-1], _escaped(name)
    before = b""
    events = []
    for of_all, (text, row) in enumerate(made.events, place):
        digest = hashlib.sha256(before + f"[{case_id}, {text.replace(NAME, hashed)}".encode()).digest()
        events.append(f"{case_id}\t{row.replace(NAME, shown)}\t\\\\x{before.hex()}\t\\\\x{digest.hex()}\t{of_all}\n")
        before = digest
    head, tail = made.case
    case = f"{case_id}\t{number}\t{key}\t{head.replace(NAME, person)}\t\\\\x{before.hex()}\t{tail}\n"
    return case, events, [f"{case_id}\t{item}\n" for item in made.items]


def portions(rows: Sequence[str], size: int = 2000) -> Iterator[str]:
    """Rows joined for COPY."""
    for first in range(0, len(rows), size):
        yield "".join(rows[first : first + size])


def _claimed(world: Any, story: Any, happened: Any, seq: int) -> list[Event]:
    # An officer takes the step at the moment it is decided: simple, and always inside the turn.
    decided = event_of(world, story, happened, 0)
    if decided.actor_kind != ActorKind.OFFICER:
        return []
    case = story.row
    decided.kind, decided.seq, decided.outcome, decided.key, decided.data = Kind.CLAIMED, seq + 1, "", f"synthetic:{seq + 1}", {}
    decided.minutes, decided.promised_at, decided.turn_due_at = 0, case.promised_at, case.turn_due_at
    return [decided]


def _noted(last: Event, seq: int) -> Event:
    return Event(
        at=last.at, seq=seq, kind=Kind.NOTED, step="", outcome="", actor_kind=ActorKind.SYSTEM, actor_name="Sistem",
        actor_title="", channel="system", key=f"synthetic:{seq}", minutes=0, promised_at=last.promised_at,
        turn_due_at=last.turn_due_at, data={"text": "Dicatat", "synthetic": True},
    )  # fmt: skip


def _apply(case: Case, event: Event, rules: Any, happened: Any) -> None:
    """What the trigger does to a case (sql/cases.sql)."""
    side = flow.turn(rules, happened.moved.marking)
    for turn in ("city", "applicant", "outside"):
        if case.turn == turn:
            setattr(case, f"{turn}_minutes", getattr(case, f"{turn}_minutes") + event.minutes)
    if event.kind == Kind.SUBMITTED:
        case.opened_at, case.promised_minutes = event.at, event.data["promised_minutes"]
    if event.kind == Kind.DONE and any(t.startswith("?") for t in happened.moved.marking - frozenset(case.marking)):
        case.returns += 1
    if side != case.turn:
        case.turn_since = event.at
    case.turn, case.marking = side, sorted(happened.moved.marking)
    case.promised_at, case.turn_due_at, case.last_at = event.promised_at, event.turn_due_at, event.at
    if happened.moved.end:
        case.ended, case.ended_at = happened.moved.end, event.at


def _close(items: list[WorkItem], closed: dict[str, Any], event: Event) -> None:
    item = items[closed["id"]]
    item.done_at, item.done_seq, item.outcome = event.at, event.seq, closed["outcome"]
    item.minutes, item.late = closed["minutes"], event.at > item.due_at
    item.holder_id = closed["holder"]
    item.claimed_at = event.at if closed["holder"] else None


def _case_text(case: Case) -> tuple[str, str]:
    at = CASE_COLUMNS.index("last_hash")
    values = {name: getattr(case, name) for name in CASE_COLUMNS if name not in {"number", "key", "applicant_id", "subject_id"}}
    values |= {"applicant_id": NAME, "subject_id": NAME, "account_id": None, "parent_number": "", "answers": {}}
    return _row(values[n] for n in CASE_COLUMNS[3:at]), _row(values[n] for n in CASE_COLUMNS[at + 1 :])


def _event_text(event: Event) -> tuple[str, str]:
    resident = event.actor_kind == ActorKind.RESIDENT
    name = NAME if resident else event.actor_name
    hashed = [
        event.seq, _utc(event.at), str(event.kind), event.step, event.outcome, str(event.actor_kind), event.account_id,
        event.position_id, name, event.actor_title, event.channel, event.key, event.minutes, _utc(event.promised_at),
        _utc(event.turn_due_at), event.data,
    ]  # fmt: skip
    text = _jsonb(hashed)[1:].replace("\\u0000", NAME)
    row = _row([*(NAME if n == "actor_name" and resident else getattr(event, n) for n in EVENT_COLUMNS[1:-3])])
    return text, row


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") if at else None


def _jsonb(value: Any) -> str:
    """As PostgreSQL writes a jsonb: shorter names first, then by their bytes."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: (len(name.encode()), name.encode()))
        return "{" + ", ".join(f"{json.dumps(n, ensure_ascii=False)}: {_jsonb(value[n])}" for n in names) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_jsonb(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _row(values: Any) -> str:
    return "\t".join(_cell(value) for value in values)


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return _escaped(_jsonb(value))
    if isinstance(value, list):
        return _escaped("{" + ",".join(json.dumps(part) for part in value) + "}")
    return _escaped(str(value))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
