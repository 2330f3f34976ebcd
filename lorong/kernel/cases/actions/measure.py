"""Figures are added up once: every ended case and every survey goes into its cells, and a row says that it did."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies
from lorong.kernel.cases.measuring import Cells
from lorong.kernel.cases.models import MeasureCell, Measured
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor

PORTION = 20_000  # cases or surveys in one go
LONG_AGO = datetime.min.replace(tzinfo=ZoneInfo("UTC"))
LOOK_BACK = timedelta(days=3)  # what ends is written at once; this much allows for clocks that were wrong

# Looked up row by row: of a table that was empty when its rows were last counted PostgreSQL thinks little, and would read all of
# it for every case (with NOT EXISTS a million took many minutes).
_CASES = """
    INSERT INTO cases_measured (kind, ref) SELECT 'case', c.id FROM cases_case c
    WHERE c.ended <> '' AND c.ended_at >= %s AND (SELECT m.id FROM cases_measured m WHERE m.kind = 'case' AND m.ref = c.id) IS NULL
    ORDER BY c.ended_at LIMIT %s RETURNING ref
"""
_SURVEYS = """
    INSERT INTO cases_measured (kind, ref) SELECT 'survey', s.id FROM cases_survey s
    WHERE s.at >= %s AND (SELECT m.id FROM cases_measured m WHERE m.kind = 'survey' AND m.ref = s.id) IS NULL
    ORDER BY s.at LIMIT %s RETURNING ref
"""


@dataclass(frozen=True)
class Marks:
    """Up to where was counted: nothing that ended, and no survey, before its moment is looked at again. added: lately."""

    cases: datetime
    surveys: datetime
    added: int = 0


@action("case.measure", allow=policies.may_sweep)
def measure(*, actor: Actor, since: datetime | None = None) -> int:
    """Add what has ended and was not counted yet to the figures; gives how much that was, 0 when all is counted.

    since: only what ended after that moment is looked for (None: everything). Doing it twice, or at once, adds nothing.
    """
    _alone()
    begin = since or LONG_AGO
    return _add_up(Marks(begin, begin)).added


@action("case.measure_anew", allow=policies.may_sweep)
def measure_anew(*, actor: Actor) -> int:
    """Forget all figures and count every case and survey again; readers see the old ones until it is done."""
    _alone()
    MeasureCell.objects.all().delete()
    Measured.objects.all().delete()
    total, marks = 0, Marks(LONG_AGO, LONG_AGO)
    while (marks := _add_up(marks)).added:
        total += marks.added
    return total


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('cases.measure', 0))")


def _add_up(marks: Marks) -> Marks:
    cells, last_case, last_survey = Cells(ZoneInfo(city.this_city().zone)), marks.cases, marks.surveys
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [marks.cases, PORTION])
        cases = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT slug, unit_id, ended, ended_at, city_minutes, applicant_minutes, promised_minutes, returns "
            "FROM cases_case WHERE id = ANY (%s)",
            [cases],
        )
        for row in cursor.fetchall():
            cells.add_case(*row)
            last_case = max(last_case, row[3])
        cursor.execute(_SURVEYS, [marks.surveys, PORTION])
        answered = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT slug, unit_id, at, answers, asked_to_pay FROM cases_survey WHERE id = ANY (%s)", [answered])
        for slug, unit, at, answers, asked in cursor.fetchall():
            cells.add_survey(slug, unit, at, _answers(answers), asked)
            last_survey = max(last_survey, at)
    cells.write()
    return Marks(last_case, last_survey, len(cases) + len(answered))


def _answers(value: Any) -> dict[str, int]:
    found: dict[str, int] = json.loads(value) if isinstance(value, str) else value
    return found
