"""Figures of the last days, added up by a job into rows for the city, each kelurahan and each unit.

Four rows of each: three of the last days, and one (`values.NOW_DAYS`) of how it stands now and went month by month.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from lorong.kernel.audit.action import action
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.services.complaints import policies
from lorong.services.complaints.values import NOW_DAYS

SPANS = (30, 90, 365)  # days
MONTHS = 12  # the present one is the last
MOST_KINDS, MOST_PLACES = 8, 10  # of one kelurahan or unit
_DAY = 86400.0
_WHOSE = """CASE WHEN grouping(region) = 0 THEN 'region' WHEN grouping(unit) = 0 THEN 'unit' ELSE 'city' END,
        coalesce(CASE WHEN grouping(region) = 0 THEN region WHEN grouping(unit) = 0 THEN unit END, '')"""
# One walk over what was opened or ended in the span; `grouping sets` add it up three ways. An end by the residents' own doing
# (taken back, deemed to be, merged) is volume and nothing else.
_ADD_UP = f"""
    WITH span AS (
        SELECT region, unit, round, claims, contradicted, kept,
            opened_at > %(since)s AS new,
            ended_at > %(since)s AND ended NOT IN ('withdrawn', 'lapsed', 'merged') AS done,
            extract(epoch FROM ended_at - opened_at) / %(day)s AS days
        FROM complaints_incident
        WHERE (opened_at > %(since)s OR ended_at > %(since)s) AND merged_into_id IS NULL
    )
    SELECT {_WHOSE},
        count(*) FILTER (WHERE new), count(*) FILTER (WHERE done),
        count(kept) FILTER (WHERE done), count(*) FILTER (WHERE done AND kept),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE done),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY days) FILTER (WHERE done),
        coalesce(sum(claims), 0), coalesce(sum(contradicted), 0), coalesce(sum(round - 1), 0)
    FROM span GROUP BY GROUPING SETS ((), (region), (unit))"""  # noqa: S608  # our own words only
# What is open now, however old; places that were flagged within the year, the newest first, as far as everybody may see them.
_STANDING = f"""
    SELECT {_WHOSE}, count(*) FILTER (WHERE ended = ''),
        count(*) FILTER (WHERE ended = '' AND turn = 'city' AND promised_until < %(at)s),
        count(*) FILTER (WHERE flagged), (array_agg(code ORDER BY structural_at DESC, id) FILTER (WHERE flagged))[1:%(places)s]
    FROM (
        SELECT *, coalesce(in_public AND structural_at > %(since)s, false) AS flagged FROM complaints_incident
        WHERE (ended = '' OR opened_at > %(since)s OR ended_at > %(since)s) AND merged_into_id IS NULL
    ) AS seen GROUP BY GROUPING SETS ((), (region), (unit))"""  # noqa: S608
# What was told in a month, and what ended in it, each counted in its own month of the city's time.
_BY_MONTH = f"""
    WITH moved AS (
        SELECT region, unit, date_trunc('month', opened_at AT TIME ZONE %(zone)s)::date AS month, 1 AS told, 0 AS done,
            NULL::boolean AS kept, 0 AS claims, 0 AS contradicted
        FROM complaints_incident WHERE opened_at >= %(first)s AND merged_into_id IS NULL
        UNION ALL
        SELECT region, unit, date_trunc('month', ended_at AT TIME ZONE %(zone)s)::date, 0, 1, kept, claims, contradicted
        FROM complaints_incident
        WHERE ended_at >= %(first)s AND ended NOT IN ('', 'withdrawn', 'lapsed', 'merged') AND merged_into_id IS NULL
    )
    SELECT {_WHOSE}, month, sum(told), sum(done), count(kept), count(*) FILTER (WHERE kept), sum(claims), sum(contradicted)
    FROM moved WHERE month < %(after)s GROUP BY GROUPING SETS ((month), (month, region), (month, unit))"""  # noqa: S608
# What everybody may see only: of a secret report the kind and the place together would tell too much.
_KINDS = f"""
    SELECT * FROM (
        SELECT {_WHOSE}, category, count(*) AS count,
            row_number() OVER (PARTITION BY grouping(region), grouping(unit), region, unit ORDER BY count(*) DESC, category) AS place
        FROM complaints_incident WHERE in_public AND opened_at > %(since)s AND merged_into_id IS NULL
        GROUP BY GROUPING SETS ((category), (category, region), (category, unit))
    ) AS counted WHERE place <= %(most)s ORDER BY place"""  # noqa: S608
NAMES = ("volume", "ended", "judged", "on_time", "p50", "p90", "claims", "false", "reopened")
_WRITE = """
    INSERT INTO complaints_figure (kind, code, days, at, numbers)
    SELECT x.kind, x.code, %(days)s, %(at)s, x.numbers
    FROM jsonb_to_recordset(%(rows)s) AS x (kind text, code text, numbers jsonb)
    ON CONFLICT (kind, code, days) DO UPDATE SET at = excluded.at, numbers = excluded.numbers"""


@action("complaint.add_up", allow=policies.may_work_for_all)
def add_up(*, actor: Actor, at: datetime) -> int:
    """Write the figures of the last 30, 90 and 365 days anew, and how it stands; gives how many rows. What had none left is emptied."""
    written = 0
    for days in SPANS:
        rows = [_row(*row) for row in _asked(_ADD_UP, since=at - timedelta(days=days), day=_DAY)]
        written += _write(days, at, rows)
    return written + _write(NOW_DAYS, at, _course(at))


def _write(days: int, at: datetime, rows: list[dict[str, Any]]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM complaints_figure WHERE days = %s", [days])
        cursor.execute(_WRITE, {"days": days, "at": at, "rows": json.dumps(rows)})
    return len(rows)


def _row(kind: str, code: str, *numbers: Any) -> dict[str, Any]:
    found = dict(zip(NAMES, numbers, strict=True))
    for name in ("p50", "p90"):
        found[name] = None if found[name] is None else round(float(found[name]), 2)
    return {"kind": kind, "code": code, "numbers": {n: v if n in {"p50", "p90"} else int(v) for n, v in found.items()}}


def _course(at: datetime) -> list[dict[str, Any]]:
    """How it stands now, month by month, and of what: `values.Course` of everybody who had anything."""
    since, zone = at - timedelta(days=max(SPANS)), ZoneInfo(city.this_city().zone)
    first, after = _months(city.today(at))
    begin = datetime.combine(first, time(), zone)
    found: dict[tuple[str, str], dict[str, Any]] = {}

    def of(kind: str, code: str) -> dict[str, Any]:
        fresh = {
            "open": 0,
            "late": 0,
            "flagged": 0,
            "places": [],
            "first": f"{first}",
            "months": [[0] * 6 for _ in range(MONTHS)],
            "kinds": [],
        }
        return found.setdefault((kind, code), fresh)

    for kind, code, is_open, late, flagged, places in _asked(_STANDING, at=at, since=since, places=MOST_PLACES):
        of(kind, code).update(open=is_open, late=late, flagged=flagged, places=places or [])
    for kind, code, month, *counts in _asked(_BY_MONTH, first=begin, after=after, zone=str(zone)):
        of(kind, code)["months"][(month.year - first.year) * 12 + month.month - first.month] = [int(count) for count in counts]
    for kind, code, category, count, _ in _asked(_KINDS, since=since, most=MOST_KINDS):
        of(kind, code)["kinds"].append([category, count])
    return [{"kind": kind, "code": code, "numbers": numbers} for (kind, code), numbers in found.items()]


def _months(today: date) -> tuple[date, date]:
    """The first day of twelve months of which the present one is the last, and the day after them."""
    year, month = divmod(today.year * 12 + today.month - MONTHS, 12)
    return date(year, month + 1, 1), (today.replace(day=1) + timedelta(days=31)).replace(day=1)


def _asked(sql: str, **values: Any) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()  # type: ignore[no-any-return]
