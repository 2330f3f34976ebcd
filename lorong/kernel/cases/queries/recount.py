"""Promise against reality, counted anew from every ended case: exact, and as slow as there are cases.

What the rolled-up figures are checked against, and what answers until they are made for the first time.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from lorong.kernel.cases.values import NOT_JUDGED, Measure, Tally
from lorong.lib.sop.schema import NO_ENDS

_COLUMNS = """
    count(*) AS volume,
    count(*) FILTER (WHERE ended <> ALL (%(not_judged)s)) AS judged,
    count(*) FILTER (WHERE ended <> ALL (%(not_judged)s) AND city_minutes <= promised_minutes) AS on_time,
    coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY city_minutes), 0) AS p50,
    coalesce(percentile_disc(0.9) WITHIN GROUP (ORDER BY city_minutes), 0) AS p90,
    coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY applicant_minutes), 0) AS applicant_p50,
    count(*) FILTER (WHERE ended = ANY (%(no_ends)s)) AS refused,
    count(*) FILTER (WHERE returns > 0) AS returned,
    coalesce(max(promised_minutes), 0) AS promised
"""


def by_service(since: datetime, until: datetime) -> list[Measure]:
    """One row per service, by slug."""
    return _measures("slug, '' AS unit", "slug", since, until)


def by_unit(since: datetime, until: datetime, *, slug: str = "") -> list[Measure]:
    """One row per unit, of one service or all."""
    return _measures("'' AS slug, unit_id AS unit", "unit_id", since, until, slug)


def tallies(since: datetime, until: datetime, *, slug: str = "") -> list[Tally]:
    """How many ended at every unit, of one service or all."""
    rows = by_unit(since, until, slug=slug)
    return [Tally(m.unit, m.volume, m.judged, m.on_time, m.refused, m.returned) for m in rows]


def by_service_and_unit(since: datetime, until: datetime) -> list[Measure]:
    """Every service at every unit: the open data."""
    return _measures("slug, unit_id AS unit", "slug, unit_id", since, until)


def whole(since: datetime, until: datetime, *, slug: str = "") -> Measure:
    """The city in one row, for one service or all."""
    rows = _measures("'' AS slug, '' AS unit", "", since, until, slug)
    return rows[0]


def by_month(first: date, *, months: int = 12, zone: str, slug: str = "") -> list[tuple[date, int, int]]:
    """(first day of the month, judged, on time) for `months` months from `first`, months without cases included.

    Of one service or all."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT m::date, count(c.id), count(c.id) FILTER (WHERE c.city_minutes <= c.promised_minutes)
            FROM generate_series(%(first)s::timestamp, %(first)s::timestamp + make_interval(months => %(last)s),
                                 interval '1 month') m
            LEFT JOIN cases_case c ON c.ended <> '' AND c.ended <> ALL (%(not_judged)s)
                AND c.ended_at >= m AT TIME ZONE %(zone)s AND c.ended_at < (m + interval '1 month') AT TIME ZONE %(zone)s
                AND (%(slug)s = '' OR c.slug = %(slug)s)
            GROUP BY m ORDER BY m
            """,
            {"first": first, "last": months - 1, "not_judged": list(NOT_JUDGED), "zone": zone, "slug": slug},
        )
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def histogram(slug: str, since: datetime, until: datetime, *, width: int, bins: int) -> list[int]:
    """How many ended cases took up to width, up to 2*width, ... city minutes; the last bin holds all that took longer.

    A length on an edge counts below it: who is done exactly when promised is not late.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT least(greatest(city_minutes - 1, 0) / %s, %s), count(*) FROM cases_case WHERE slug = %s AND ended <> '' "
            "AND ended <> ALL (%s) AND ended_at >= %s AND ended_at < %s GROUP BY 1",
            [width, bins - 1, slug, list(NOT_JUDGED), since, until],
        )
        counted = dict(cursor.fetchall())
    return [counted.get(i, 0) for i in range(bins)]


def surveys(since: datetime, until: datetime, *, slug: str = "") -> tuple[int, dict[str, tuple[int, int]]]:
    """(how many answered, element code -> (sum of its answers, how many answered it)) of one service or all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT answers FROM cases_survey WHERE at >= %s AND at < %s AND (%s = '' OR slug = %s)", [since, until, slug, slug]
        )
        rows = [_as_dict(row[0]) for row in cursor.fetchall()]
    sums: dict[str, tuple[int, int]] = {}
    for code, answer in ((c, a) for row in rows for c, a in row.items()):
        total, count = sums.get(code, (0, 0))
        sums[code] = (total + answer, count + 1)
    return len(rows), sums


def asked_to_pay(since: datetime, until: datetime) -> tuple[int, int]:
    """(how many answered the question, how many said yes), for the whole city."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(asked_to_pay), count(*) FILTER (WHERE asked_to_pay) FROM cases_survey WHERE at >= %s AND at < %s",
            [since, until],
        )
        answered, yes = cursor.fetchone()
    return int(answered), int(yes)


def _as_dict(value: Any) -> dict[str, int]:
    answers: dict[str, int] = json.loads(value) if isinstance(value, str) else value
    return answers


def _measures(select: str, group: str, since: datetime, until: datetime, slug: str = "") -> list[Measure]:
    by = f"GROUP BY {group} ORDER BY {group}" if group else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {select}, {_COLUMNS} FROM cases_case WHERE ended <> '' AND ended_at >= %(since)s "  # noqa: S608
            f"AND ended_at < %(until)s AND (%(slug)s = '' OR slug = %(slug)s) {by}",
            {"since": since, "until": until, "slug": slug, "not_judged": list(NOT_JUDGED), "no_ends": list(NO_ENDS)},
        )
        return [Measure(*row) for row in cursor.fetchall()]


def uncounted(since: datetime | None) -> bool:
    """Whether something that ended at `since` or later (None: at any time) is not in the figures yet."""
    begin = since or datetime.min.replace(tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (SELECT FROM cases_case c WHERE c.ended <> '' AND c.ended_at >= %(begin)s
                           AND NOT EXISTS (SELECT FROM cases_measured m WHERE m.kind = 'case' AND m.ref = c.id))
                OR EXISTS (SELECT FROM cases_survey s WHERE s.at >= %(begin)s
                           AND NOT EXISTS (SELECT FROM cases_measured m WHERE m.kind = 'survey' AND m.ref = s.id))
            """,
            {"begin": begin},
        )
        return bool(cursor.fetchone()[0])
