"""When a running case will probably be finished: a range from how long such cases took, never from the promise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from lorong.kernel.cases import timing
from lorong.kernel.cases.models import Case

ENOUGH = 20
SAMPLE = 500


@dataclass(frozen=True)
class Forecast:
    """Eight of ten similar cases finish between `first` and `last`; `based_on` cases, of this unit or of all."""

    first: datetime
    last: datetime
    based_on: int
    of_this_unit: bool


def forecast(case: Case, *, now: datetime, step: str = "") -> Forecast | None:
    """The range in which the case will end if the applicant answers now; None when there is too little history.

    Remaining city minutes of ended cases from the moment they reached the same step, the 10th and the 90th percentile.
    """
    if case.is_done:
        return None
    step = step or next(iter(sorted(t.lstrip("?").split(">")[0] for t in case.marking)), "")
    for unit in (case.unit_id, None):
        low, high, count = _remaining(case.slug, step, unit)
        if count >= ENOUGH:
            clock = timing.clock(case.unit_id)
            return Forecast(clock.due(now, low), clock.due(now, high), count, unit is not None)
    return None


def _remaining(slug: str, step: str, unit: str | None) -> tuple[int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT percentile_disc(0.1) WITHIN GROUP (ORDER BY rest), percentile_disc(0.9) WITHIN GROUP (ORDER BY rest), count(*)
            FROM (
                SELECT (SELECT coalesce(sum(i.minutes), 0) FROM cases_work_item i
                        WHERE i.case_id = c.id AND i.side = 'city' AND i.opened_seq >= first.opened_seq) AS rest
                FROM cases_case c
                CROSS JOIN LATERAL (SELECT min(opened_seq) AS opened_seq FROM cases_work_item w
                                    WHERE w.case_id = c.id AND w.step = %s) first
                WHERE c.slug = %s AND c.ended NOT IN ('', 'withdrawn', 'lapsed', 'refused')
                  AND (%s::text IS NULL OR c.unit_id = %s) AND first.opened_seq IS NOT NULL
                ORDER BY c.ended_at DESC LIMIT %s
            ) recent
            """,
            [step, slug, unit, unit, SAMPLE],
        )
        low, high, count = cursor.fetchone()
    return int(low or 0), int(high or 0), int(count)
