"""Promise against reality, counted from the history of ended cases and from nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

# A withdrawn or lapsed case ended by the applicant's doing: it counts as volume, not for or against the promise.
BY_APPLICANT = ("withdrawn", "lapsed")
SMALLEST = 10  # below this many cases a share says more about persons than about the office


@dataclass(frozen=True)
class Measure:
    """One row. minutes: working minutes of the city; `on_time` of `judged` cases kept the promise."""

    slug: str
    unit: str
    volume: int
    judged: int
    on_time: int
    p50: int
    p90: int
    applicant_p50: int
    refused: int
    returned: int
    promised: int

    @property
    def share(self) -> float | None:
        """Per cent on time with one decimal; None when nothing was judged."""
        return round(self.on_time * 100 / self.judged, 1) if self.judged else None


_COLUMNS = """
    count(*) AS volume,
    count(*) FILTER (WHERE ended <> ALL (%(by_applicant)s)) AS judged,
    count(*) FILTER (WHERE ended <> ALL (%(by_applicant)s) AND city_minutes <= promised_minutes) AS on_time,
    coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY city_minutes), 0) AS p50,
    coalesce(percentile_disc(0.9) WITHIN GROUP (ORDER BY city_minutes), 0) AS p90,
    coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY applicant_minutes), 0) AS applicant_p50,
    count(*) FILTER (WHERE ended = 'refused') AS refused,
    count(*) FILTER (WHERE returns > 0) AS returned,
    coalesce(max(promised_minutes), 0) AS promised
"""


def by_service(since: datetime, until: datetime) -> list[Measure]:
    """One row per service, by slug."""
    return _measures("slug, '' AS unit", "slug", since, until)


def by_unit(since: datetime, until: datetime, *, slug: str = "") -> list[Measure]:
    """One row per unit, of one service or all."""
    return _measures("'' AS slug, unit_id AS unit", "unit_id", since, until, slug)


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
            LEFT JOIN cases_case c ON c.ended <> '' AND c.ended <> ALL (%(by_applicant)s)
                AND c.ended_at >= m AT TIME ZONE %(zone)s AND c.ended_at < (m + interval '1 month') AT TIME ZONE %(zone)s
                AND (%(slug)s = '' OR c.slug = %(slug)s)
            GROUP BY m ORDER BY m
            """,
            {"first": first, "last": months - 1, "by_applicant": list(BY_APPLICANT), "zone": zone, "slug": slug},
        )
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def histogram(slug: str, since: datetime, until: datetime, *, width: int, bins: int) -> list[int]:
    """How many ended cases took 0..width, width..2*width, ... city minutes; the last bin holds all that took longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT least(city_minutes / %s, %s), count(*) FROM cases_case WHERE slug = %s AND ended <> '' "
            "AND ended <> ALL (%s) AND ended_at >= %s AND ended_at < %s GROUP BY 1",
            [width, bins - 1, slug, list(BY_APPLICANT), since, until],
        )
        counted = dict(cursor.fetchall())
    return [counted.get(i, 0) for i in range(bins)]


def survey_rows(since: datetime, until: datetime, *, slug: str = "", unit: str = "") -> list[dict[str, int]]:
    """The nine answers of every survey of the period, without who gave them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT answers FROM cases_survey WHERE at >= %s AND at < %s AND (%s = '' OR slug = %s) AND (%s = '' OR unit_id = %s)",
            [since, until, slug, slug, unit, unit],
        )
        return [_as_dict(row[0]) for row in cursor.fetchall()]


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
            {"since": since, "until": until, "slug": slug, "by_applicant": list(BY_APPLICANT)},
        )
        return [Measure(*row) for row in cursor.fetchall()]
