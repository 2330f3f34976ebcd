"""Ended cases as an event log: pseudonyms for cases, roles and offices for officers, nothing about a person.

Read in stretches of cases by id, so that memory stays the same for ten cases and ten million events. The history of an ended
case does not change: the same period gives the same log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.people.fields import blind_index
from lorong.lib.bpmn.naming import APPLY, LAPSED, MERGED, WITHDRAWN, answer_name, move_names, step_names
from lorong.lib.eventlog import LogCase, LogEvent
from lorong.lib.sop.schema import RESIDENTS_ROLE, SYSTEM_ROLE

STRETCH = 1000  # cases read at once
MOVES = (Kind.SUBMITTED, Kind.DONE, Kind.RESUBMITTED, Kind.LAPSED, Kind.WITHDRAWN, Kind.MERGED)
APPLICANT_ROLE, OFFICE_ROLE = "pemohon", "petugas"

_CASES = """
    SELECT id, number, procedure_id, slug, unit_id, channel, ended, promised_minutes, city_minutes, applicant_minutes,
        outside_minutes, returns
    FROM cases_case
    WHERE id > %(after)s AND ended <> '' AND ended_at >= %(since)s AND ended_at < %(until)s AND (%(slug)s = '' OR slug = %(slug)s)
    ORDER BY id LIMIT %(most)s
"""
# The cases are named on both sides: from one alone PostgreSQL does not conclude which steps to read, and may read all there are.
# Moments come as milliseconds since 1970, which is as fine as the standards write them and much quicker to read than text.
_EVENTS = """
    SELECT e.case_id, e.seq, floor(extract(epoch FROM e.at) * 1000)::bigint, e.kind, e.step, e.outcome, e.minutes,
        floor(extract(epoch FROM i.opened_at) * 1000)::bigint, i.role, i.unit_id
    FROM cases_event e LEFT JOIN cases_work_item i
        ON i.case_id = e.case_id AND i.done_seq = e.seq AND i.step = e.step AND i.case_id = ANY(%(cases)s)
    WHERE e.case_id = ANY(%(cases)s) AND e.kind = ANY(%(kinds)s) ORDER BY e.case_id, e.seq
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Period:
    """Cases that ended from `since` on and before `until`, of one service or of all ("")."""

    since: datetime
    until: datetime
    slug: str = ""


def logged_cases(period: Period) -> Iterator[LogCase]:
    """Every ended case of the period in the order of their ids, a stretch at a time."""
    after, sops = 0, dict[int, _Sop]()
    while rows := _fetch(_CASES, {"after": after, "most": STRETCH, **vars(period)}):
        after = rows[-1][0]
        events: dict[int, list[tuple[Any, ...]]] = {row[0]: [] for row in rows}
        for event in _fetch(_EVENTS, {"cases": list(events), "kinds": list(MOVES)}):
            events[event[0]].append(event)
        for row in rows:
            if row[2] not in sops:
                sops[row[2]] = _Sop(catalog.procedure(row[2]))
            yield _case(row, events[row[0]], sops[row[2]])


def log_size(period: Period) -> int:
    """How many cases `logged_cases` will give."""
    count = "SELECT count(*) FROM (" + _CASES.replace("LIMIT %(most)s", "") + ") found"  # noqa: S608
    return int(_fetch(count, {"after": 0, **vars(period)})[0][0])


def pseudonym(number: str) -> str:
    """A case's name in logs: the same in every export of this installation, and no way back without its key."""
    return blind_index(number, context="eventlog.case").hex()[:20]


class _Sop:
    """What an event of a case under one version of its SOP is called."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self._names, self._moves = step_names(published.sop), move_names(published.sop)
        self._signing = {(s.id, name) for s in published.sop.steps for name, o in s.outcomes.items() if o.signs}
        self._resident = RESIDENTS_ROLE if published.is_public else APPLICANT_ROLE
        self._told: dict[tuple[str, str, str], tuple[str, str, bool, str | None]] = {}

    def told(self, kind: str, step: str, outcome: str) -> tuple[str, str, bool, str | None]:
        """(activity, move, whether the product was signed, who acted: None for the role of the step)."""
        key = (kind, step, outcome)
        if key not in self._told:
            name = self._names.get(step, step)
            activity, who = {
                Kind.SUBMITTED: (APPLY, self._resident),
                Kind.RESUBMITTED: (answer_name(name), self._resident),
                Kind.LAPSED: (LAPSED, SYSTEM_ROLE),
                Kind.WITHDRAWN: (WITHDRAWN, self._resident),
                Kind.MERGED: (MERGED, OFFICE_ROLE),
            }.get(Kind(kind), (name, None))
            self._told[key] = (activity, self._moves.get((step, outcome), activity), (step, outcome) in self._signing, who)
        return self._told[key]


def _case(row: Sequence[Any], events: Sequence[Sequence[Any]], sop: _Sop) -> LogCase:
    _, number, _, slug, unit, channel, ended, promised, city, applicant, outside, returns = row
    name = pseudonym(number)
    return LogCase(
        id=name, service=slug, title=sop.published.title, version=sop.published.version, unit=unit, channel=channel, ended=ended,
        promised_minutes=promised, city_minutes=city, applicant_minutes=applicant, outside_minutes=outside, returns=returns,
        events=tuple(_event(name, sop, unit, e) for e in events),
    )  # fmt: skip


def _event(case: str, sop: _Sop, unit: str, row: Sequence[Any]) -> LogEvent:
    _, seq, at, kind, step, outcome, minutes, begun, role, work_unit = row
    activity, move, signs, who = sop.told(kind, step, outcome)
    where = (work_unit or unit) if who is None and role != RESIDENTS_ROLE else ""
    opened = None if begun is None else _moment(begun)
    return LogEvent(
        f"{case}-{seq}", activity, move, _moment(at), opened, (role or "") if who is None else who, where, step, outcome,
        minutes, signs,
    )  # fmt: skip


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _fetch(sql: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
