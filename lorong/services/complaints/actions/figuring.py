"""Figures of the last days, added up by a job into one row for the city, each kelurahan and each unit."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from lorong.kernel.audit.action import action
from lorong.lib.actors import Actor
from lorong.services.complaints import policies

SPANS = (30, 90, 365)  # days
_DAY = 86400.0
# One walk over what was opened or ended in the span; `grouping sets` add it up three ways. An end by the residents' own doing
# (taken back, deemed to be, merged) is volume and nothing else.
_ADD_UP = """
    WITH span AS (
        SELECT region, unit, round, claims, contradicted, kept,
            opened_at > %(since)s AS new,
            ended_at > %(since)s AND ended NOT IN ('withdrawn', 'lapsed', 'merged') AS done,
            extract(epoch FROM ended_at - opened_at) / %(day)s AS days
        FROM complaints_incident
        WHERE (opened_at > %(since)s OR ended_at > %(since)s) AND merged_into_id IS NULL
    )
    SELECT CASE WHEN grouping(region) = 0 THEN 'region' WHEN grouping(unit) = 0 THEN 'unit' ELSE 'city' END,
        coalesce(CASE WHEN grouping(region) = 0 THEN region WHEN grouping(unit) = 0 THEN unit END, ''),
        count(*) FILTER (WHERE new), count(*) FILTER (WHERE done),
        count(kept) FILTER (WHERE done), count(*) FILTER (WHERE done AND kept),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE done),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY days) FILTER (WHERE done),
        coalesce(sum(claims), 0), coalesce(sum(contradicted), 0), coalesce(sum(round - 1), 0)
    FROM span GROUP BY GROUPING SETS ((), (region), (unit))"""
NAMES = ("volume", "ended", "judged", "on_time", "p50", "p90", "claims", "false", "reopened")
_WRITE = """
    INSERT INTO complaints_figure (kind, code, days, at, numbers)
    SELECT x.kind, x.code, %(days)s, %(at)s, x.numbers
    FROM jsonb_to_recordset(%(rows)s) AS x (kind text, code text, numbers jsonb)
    ON CONFLICT (kind, code, days) DO UPDATE SET at = excluded.at, numbers = excluded.numbers"""


@action("complaint.add_up", allow=policies.may_work_for_all)
def add_up(*, actor: Actor, at: datetime) -> int:
    """Write the figures of the last 30, 90 and 365 days anew; gives how many rows. What had none left is emptied."""
    written = 0
    with connection.cursor() as cursor:
        for days in SPANS:
            cursor.execute(_ADD_UP, {"since": at - timedelta(days=days), "day": _DAY})
            rows = [_row(*row) for row in cursor.fetchall()]
            cursor.execute("DELETE FROM complaints_figure WHERE days = %s", [days])
            cursor.execute(_WRITE, {"days": days, "at": at, "rows": json.dumps(rows)})
            written += len(rows)
    return written


def _row(kind: str, code: str, *numbers: Any) -> dict[str, Any]:
    found = dict(zip(NAMES, numbers, strict=True))
    for name in ("p50", "p90"):
        found[name] = None if found[name] is None else round(float(found[name]), 2)
    return {"kind": kind, "code": code, "numbers": {n: v if n in {"p50", "p90"} else int(v) for n, v in found.items()}}
