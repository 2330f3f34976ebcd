"""Ended cases as an event log: pseudonyms for cases, roles and offices for officers, nothing about a person.

Read in stretches of cases by id, so that memory stays the same for ten cases and ten million events. The history of an ended
case does not change: the same period gives the same log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.people.fields import blind_index
from lorong.lib.bpmn.naming import APPLY, LAPSED, WITHDRAWN, answer_name, move_names, step_names
from lorong.lib.eventlog import LogCase, LogEvent

STRETCH = 1000  # cases read at once
MOVES = (Kind.SUBMITTED, Kind.DONE, Kind.RESUBMITTED, Kind.LAPSED, Kind.WITHDRAWN)
APPLICANT_ROLE, SYSTEM_ROLE = "pemohon", "sistem"

_CASES = """
    SELECT id, number, procedure_id, slug, unit_id, channel, ended, promised_minutes, city_minutes, applicant_minutes,
        outside_minutes, returns
    FROM cases_case
    WHERE id > %(after)s AND ended <> '' AND ended_at >= %(since)s AND ended_at < %(until)s AND (%(slug)s = '' OR slug = %(slug)s)
    ORDER BY id LIMIT %(most)s
"""
_EVENTS = """
    SELECT e.case_id, e.seq, e.at, e.kind, e.step, e.outcome, e.minutes, i.opened_at, i.role, i.unit_id
    FROM cases_event e
    LEFT JOIN cases_work_item i ON i.case_id = e.case_id AND i.done_seq = e.seq AND i.step = e.step
    WHERE e.case_id = ANY(%s) AND e.kind = ANY(%s) ORDER BY e.case_id, e.seq
"""


@dataclass(frozen=True)
class Period:
    """Cases that ended from `since` on and before `until`, of one service or of all ("")."""

    since: datetime
    until: datetime
    slug: str = ""


def logged_cases(period: Period) -> Iterator[LogCase]:
    """Every ended case of the period in the order of their ids, a stretch at a time."""
    after = 0
    while rows := _fetch(_CASES, {"after": after, "most": STRETCH, **vars(period)}):
        after = rows[-1][0]
        events = defaultdict(list)
        for row in _fetch(_EVENTS, [[r[0] for r in rows], list(MOVES)]):
            events[row[0]].append(row)
        for row in rows:
            yield _case(row, events[row[0]])


def log_size(period: Period) -> int:
    """How many cases `logged_cases` will give."""
    count = "SELECT count(*) FROM (" + _CASES.replace("LIMIT %(most)s", "") + ") found"  # noqa: S608
    return int(_fetch(count, {"after": 0, **vars(period)})[0][0])


def pseudonym(number: str) -> str:
    """A case's name in logs: the same in every export of this installation, and no way back without its key."""
    return blind_index(number, context="eventlog.case").hex()[:20]


def _case(row: Sequence[Any], events: Sequence[Sequence[Any]]) -> LogCase:
    _, number, procedure_id, slug, unit, channel, ended, promised, city, applicant, outside, returns = row
    published, name = catalog.procedure(procedure_id), pseudonym(number)
    return LogCase(
        id=name, service=slug, title=published.title, version=published.version, unit=unit, channel=channel, ended=ended,
        promised_minutes=promised, city_minutes=city, applicant_minutes=applicant, outside_minutes=outside, returns=returns,
        events=tuple(_event(name, published, unit, e) for e in events),
    )  # fmt: skip


def _event(case: str, published: Published, unit: str, row: Sequence[Any]) -> LogEvent:
    _, seq, at, kind, step, outcome, minutes, begun, role, work_unit = row
    names = _names(published)
    activity, who, where = {
        Kind.SUBMITTED: (APPLY, APPLICANT_ROLE, ""),
        Kind.RESUBMITTED: (answer_name(names.get(step, step)), APPLICANT_ROLE, ""),
        Kind.LAPSED: (LAPSED, SYSTEM_ROLE, ""),
        Kind.WITHDRAWN: (WITHDRAWN, APPLICANT_ROLE, ""),
    }.get(kind, (names.get(step, step), role or "", work_unit or unit))
    return LogEvent(
        id=f"{case}-{seq}", activity=activity, move=_moves(published).get((step, outcome), activity), at=at, begun=begun, role=who, unit=where, step=step, outcome=outcome,
        minutes=minutes, makes_letter=(step, outcome) in _signing(published),
    )  # fmt: skip


@lru_cache(maxsize=512)
def _names(published: Published) -> Mapping[str, str]:
    return step_names(published.sop)


@lru_cache(maxsize=512)
def _moves(published: Published) -> Mapping[tuple[str, str], str]:
    return move_names(published.sop)


@lru_cache(maxsize=512)
def _signing(published: Published) -> frozenset[tuple[str, str]]:
    return frozenset((s.id, name) for s in published.sop.steps for name, o in s.outcomes.items() if o.signs)


def _fetch(sql: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
