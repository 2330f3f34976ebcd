"""The ways that cases really took, counted, and held against the SOP once more.

The database refuses a move that the SOP does not have, so every case should follow it. This asks again from the events alone,
with the token game of `lib.sop.flow`, and reads at most the `MOST` last ended cases of a period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from lorong.kernel.cases.queries.eventlog import MOVES
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.lib.sop import flow as rules

MOST = 20_000
BESIDE = (Kind.CLAIMED, Kind.HANDED_OVER, Kind.ESCALATED, Kind.MOVED, Kind.TRANSFERRED, Kind.RECLASSIFIED)

_RECENT = """
    WITH recent AS (
        SELECT id, procedure_id, ended FROM cases_case
        WHERE slug = %(slug)s AND ended <> '' AND ended_at >= %(since)s AND ended_at < %(until)s
        ORDER BY ended_at DESC LIMIT %(most)s
    )
"""
_WAYS = """
    , ways AS (
        SELECT r.procedure_id, r.ended, string_agg(e.kind || ':' || e.step || ':' || e.outcome, '/' ORDER BY e.seq) AS way
        FROM recent r JOIN cases_event e ON e.case_id = r.id
        WHERE e.kind = ANY(%(kinds)s) OR e.kind = 'reclassified' GROUP BY r.id, r.procedure_id, r.ended
        HAVING bool_and(e.kind <> 'reclassified')
    )
    SELECT procedure_id, ended, way, count(*) FROM ways GROUP BY 1, 2, 3 ORDER BY 4 DESC, 3
"""
_BESIDE = """
    SELECT e.kind, count(*), count(DISTINCT e.case_id) FROM recent r JOIN cases_event e ON e.case_id = r.id
    WHERE e.kind = ANY(%(kinds)s) GROUP BY 1
"""
_TIMES = """
    SELECT i.step, i.side, i.role, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY i.minutes),
        percentile_disc(0.9) WITHIN GROUP (ORDER BY i.minutes), sum(i.minutes)
    FROM recent r JOIN cases_work_item i ON i.case_id = r.id WHERE i.minutes IS NOT NULL AND NOT i.machine GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Way:
    """One way from submitting to the end, and how many cases took it. moves: (kind, step, outcome) in order."""

    procedure_id: int
    moves: tuple[tuple[str, str, str], ...]
    ended: str
    count: int


@dataclass(frozen=True)
class StepTime:
    """How long a step lay open, in working minutes of its unit; `total` over all cases."""

    step: str
    side: str
    role: str
    count: int
    p50: int
    p90: int
    total: int


@dataclass(frozen=True)
class Beside:
    """An act beside the SOP's moves: how often, in how many cases."""

    kind: str
    times: int
    cases: int


def ways(slug: str, since: datetime, until: datetime, *, most: int = MOST) -> list[Way]:
    """Every way of the last ended cases of a service, the most travelled first.

    A case that began as another service followed two SOPs, and is left out; `acts_beside` counts it.
    """
    rows = _fetch(_RECENT + _WAYS, slug, since, until, most, MOVES)
    return [Way(procedure, tuple(_move(m) for m in way.split("/")), ended, count) for procedure, ended, way, count in rows]


def acts_beside(slug: str, since: datetime, until: datetime, *, most: int = MOST) -> list[Beside]:
    """Claiming, handing over, escalating, moving to another version, unit or service: allowed, and no move of the SOP."""
    return [Beside(*row) for row in _fetch(_RECENT + _BESIDE, slug, since, until, most, BESIDE)]


def step_times(slug: str, since: datetime, until: datetime, *, most: int = MOST) -> list[StepTime]:
    """How long each step of people lay open, by step and role; machine steps are left out."""
    return [StepTime(*row) for row in _fetch(_RECENT + _TIMES, slug, since, until, most, ())]


def follows(way: Way) -> bool:
    """Whether the SOP, in the version under which the case ended, has every one of these moves in this order."""
    flow = catalog.procedure(way.procedure_id).flow
    marking = rules.begin(flow).marking
    try:
        for kind, step, outcome in way.moves[1:]:
            if kind == Kind.DONE:
                marking = rules.fire(flow, marking, step, outcome).marking
            elif kind == Kind.RESUBMITTED:
                marking = rules.answer(flow, marking, step).marking
            else:
                return (kind, step, outcome) == way.moves[-1]  # the applicant ended it: nothing may follow
    except (rules.FlowError, KeyError):
        return False
    return way.moves[0][0] == Kind.SUBMITTED and not marking


def outcomes_taken(found: Sequence[Way]) -> Mapping[tuple[str, str], int]:
    """(step, outcome) to how often it was taken."""
    counted: Counter[tuple[str, str]] = Counter()
    for way in found:
        for kind, step, outcome in way.moves:
            if kind == Kind.DONE:
                counted[step, outcome] += way.count
    return counted


def _move(text: str) -> tuple[str, str, str]:
    kind, step, outcome = text.split(":")
    return kind, step, outcome


def _fetch(sql: str, slug: str, since: datetime, until: datetime, most: int, kinds: Sequence[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"slug": slug, "since": since, "until": until, "most": most, "kinds": list(kinds)})
        return list(cursor.fetchall())
