"""How often something happened at one place within a year: the evidence that it is a structural problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from lorong.lib.places import EARTH_RADIUS
from lorong.services.complaints import checking, values
from lorong.services.complaints.models import Incident

# Rounds of one incident count as times of their own: its case came to an end in between.
_TIMES = f"""
    SELECT i.code, i.opened_at, i.ended_at, i.round
    FROM complaints_incident i
    WHERE i.category = %(category)s AND i.merged_into_id IS NULL AND i.opened_at > %(since)s AND i.opened_at <= %(at)s
        AND i.ended NOT IN ('withdrawn', 'lapsed', 'archived')
        AND lorong_kind_place(i.category, i.place) <@ box(
            lorong_kind_place(%(category)s, point(%(lon)s - %(wide)s, %(lat)s - %(high)s)),
            lorong_kind_place(%(category)s, point(%(lon)s + %(wide)s, %(lat)s + %(high)s)))
        AND 2 * {EARTH_RADIUS} * asin(least(1, sqrt(sin(radians(i.place[1] - %(lat)s) / 2) ^ 2
            + cos(radians(%(lat)s)) * cos(radians(i.place[1])) * sin(radians(i.place[0] - %(lon)s) / 2) ^ 2))) <= %(metres)s
    ORDER BY i.opened_at, i.id LIMIT 100"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Time:
    """One time that it happened. rounds: how often this one was opened."""

    code: str
    opened_at: datetime
    ended_at: datetime | None
    rounds: int


def evidence(incident: Incident, *, at: datetime) -> Sequence[Time]:
    """Every time within the year before `at` and the category's `near` metres, this one included, oldest first."""
    if incident.place is None:
        return ()
    report = checking.report_of(incident.category)
    high = report.near / EARTH_RADIUS * 180 / 3.14159
    asked = {
        "category": incident.category,
        "since": at - values.RECURRENCE,
        "at": at,
        "lat": incident.place.lat,
        "lon": incident.place.lon,
        "high": high,
        "wide": high * 1.2,  # the Indonesian archipelago lies within eleven degrees of the equator
        "metres": report.near,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, asked)
        return [Time(*row) for row in cursor.fetchall()]


def times_here(incident: Incident, *, at: datetime) -> int:
    """How often, rounds counted."""
    return sum(time.rounds for time in evidence(incident, at=at))
