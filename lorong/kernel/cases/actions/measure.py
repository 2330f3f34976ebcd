"""Figures are added up once: every ended case and every survey goes into its cells, and a row says that it did."""

from __future__ import annotations

import json
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
LOOK_BACK = timedelta(days=3)  # what ends is written at once; this much allows for clocks that were wrong

_CASES = """
    INSERT INTO cases_measured (kind, ref) SELECT 'case', c.id FROM cases_case c
    WHERE c.ended <> '' AND c.ended_at >= %s AND NOT EXISTS (SELECT FROM cases_measured m WHERE m.kind = 'case' AND m.ref = c.id)
    ORDER BY c.ended_at LIMIT %s RETURNING ref
"""
_SURVEYS = """
    INSERT INTO cases_measured (kind, ref) SELECT 'survey', s.id FROM cases_survey s
    WHERE s.at >= %s AND NOT EXISTS (SELECT FROM cases_measured m WHERE m.kind = 'survey' AND m.ref = s.id)
    ORDER BY s.at LIMIT %s RETURNING ref
"""


@action("case.measure", allow=policies.may_sweep)
def measure(*, actor: Actor, since: datetime | None = None) -> int:
    """Add what has ended and was not counted yet to the figures; gives how much that was, 0 when all is counted.

    since: only what ended after that moment is looked for (None: everything). Doing it twice, or at once, adds nothing.
    """
    _alone()
    return _add_up(since)


@action("case.measure_anew", allow=policies.may_sweep)
def measure_anew(*, actor: Actor) -> int:
    """Forget all figures and count every case and survey again; readers see the old ones until it is done."""
    _alone()
    MeasureCell.objects.all().delete()
    Measured.objects.all().delete()
    total = 0
    while added := _add_up(None):
        total += added
    return total


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('cases.measure', 0))")


def _add_up(since: datetime | None) -> int:
    begin = since or datetime.min.replace(tzinfo=ZoneInfo("UTC"))
    cells = Cells(ZoneInfo(city.this_city().zone))
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [begin, PORTION])
        cases = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT slug, unit_id, ended, ended_at, city_minutes, applicant_minutes, promised_minutes, returns "
            "FROM cases_case WHERE id = ANY (%s)",
            [cases],
        )
        for row in cursor.fetchall():
            cells.add_case(*row)
        cursor.execute(_SURVEYS, [begin, PORTION])
        answered = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT slug, unit_id, at, answers, asked_to_pay FROM cases_survey WHERE id = ANY (%s)", [answered])
        for slug, unit, at, answers, asked in cursor.fetchall():
            cells.add_survey(slug, unit, at, _answers(answers), asked)
    cells.write()
    return len(cases) + len(answered)


def _answers(value: Any) -> dict[str, int]:
    found: dict[str, int] = json.loads(value) if isinstance(value, str) else value
    return found
