"""Same-category incidents near by: what somebody is shown before telling of the same thing once more."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from lorong.lib.places import EARTH_RADIUS, Spot, distance
from lorong.services.complaints import checking, values
from lorong.services.complaints.queries.stages import stage_of
from lorong.services.complaints.values import Near

# Metres along the surface, as `lib.places.distance` reckons them, so that the database orders as we do.
_METRES = f"""2 * {EARTH_RADIUS} * asin(least(1, sqrt(
    sin(radians(i.place[1] - %(lat)s) / 2) ^ 2
    + cos(radians(%(lat)s)) * cos(radians(i.place[1])) * sin(radians(i.place[0] - %(lon)s) / 2) ^ 2)))"""
# The picture that may be shown: of a checked incident, told openly, not hidden.
SHOWN_PHOTO = """
    SELECT p.id FROM complaints_photo p JOIN complaints_report r ON r.id = p.report_id
    WHERE r.incident_id = i.id AND i.checked_at IS NOT NULL AND p.small_id IS NOT NULL AND NOT p.hidden
        AND r.withdrawn_at IS NULL AND NOT r.hidden AND r.visibility <> 'secret'
    ORDER BY r.id, p.ordinal LIMIT 1"""
# The box is looked up first and by itself (OFFSET 0 keeps it so): how many things lie in so small a box is guessed by the planner
# as a thousandth of all, and against that guess it would read every incident of the category besides.
_NEAR = f"""
    SELECT i.code, i.category, i.place, i.opened_at, i.reporters, i.turn, i.step, i.checked_at, i.ended, i.merged_into_id,
        i.where, ({SHOWN_PHOTO}) AS photo
    FROM (
        SELECT * FROM complaints_incident
        WHERE lorong_kind_place(category, place) <@ box(
            lorong_kind_place(%(category)s, point(%(west)s, %(south)s)), lorong_kind_place(%(category)s, point(%(east)s, %(north)s)))
            AND place IS NOT NULL AND merged_into_id IS NULL OFFSET 0) i, LATERAL (SELECT {_METRES} AS metres) away
    WHERE i.category = %(category)s AND i.in_public AND (i.ended = '' OR i.ended_at > %(since)s) AND away.metres <= %(most)s
    ORDER BY away.metres, i.id LIMIT %(limit)s"""  # noqa: S608  # made of constants


def nearby(*, category: str, spot: Spot, at: datetime, limit: int = 5) -> list[Near]:
    """What the public may see of this category within its `near` metres of `spot`, open or ended within its `days`; the
    nearest first. One question to the database. Raises NotTold for a category that is not in force.
    """
    report = checking.category_of(category).sop.report
    assert report is not None, "only what is reported is near by"
    rows = around(category, spot, metres=report.near, since=at - timedelta(days=report.days), limit=limit)
    return [_near(row, spot) for row in rows]


def around(category: str, spot: Spot, *, metres: float, since: datetime, limit: int) -> list[dict[str, Any]]:
    """Rows of incidents within `metres`, the nearest first: open ones, and those that ended after `since`."""
    high = math.degrees(metres / EARTH_RADIUS) * 1.000001
    wide = high / max(math.cos(math.radians(min(abs(spot.lat) + high, 89.9))), 1e-6)
    asked: dict[str, str | float | datetime] = {
        "category": category,
        "lat": spot.lat,
        "lon": spot.lon,
        "west": spot.lon - wide,
        "east": spot.lon + wide,
        "south": spot.lat - high,
        "north": spot.lat + high,
        "since": since,
        "most": metres,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, asked)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _near(row: dict[str, Any], spot: Spot) -> Near:
    lon, lat = (float(part) for part in str(row["place"]).strip("()").split(","))
    return Near(
        code=str(row["code"]),
        category=str(row["category"]),
        metres=round(distance(spot.lat, spot.lon, lat, lon)),
        opened_at=row["opened_at"],
        reporters=row["reporters"],
        stage=stage_of(**{name: row[name] for name in ("turn", "step", "checked_at", "ended", "merged_into_id")}),
        photo=row["photo"],
        where=str(row["where"]) if row["checked_at"] is not None else "",
    )


def is_far(spot: Spot | None, other: Spot | None) -> int | None:
    """Whole metres between two places; None when one of them is not known."""
    if spot is None or other is None:
        return None
    return min(round(distance(spot.lat, spot.lon, other.lat, other.lon)), values.FORGED * 10_000)
