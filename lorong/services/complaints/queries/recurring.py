"""How often something happened at one place within a year: the evidence that it is a structural problem.

A time ends with the end of the last incident there: what is told while another one is still open is the same time, so that neither
merging, splitting nor one more neighbour makes it happen more often. What was taken back, put away or merged is no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from lorong.lib.places import EARTH_RADIUS, Spot
from lorong.services.complaints import checking, values
from lorong.services.complaints.models import Incident, Round

NO_TIMES = ("withdrawn", "lapsed", "archived", "merged")
NEVER, EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_THERE = """i.place IS NOT NULL AND lorong_kind_place(i.category, i.place) <@ box(
                lorong_kind_place(%(category)s, point(%(lon)s - %(wide)s, %(lat)s - %(high)s)),
                lorong_kind_place(%(category)s, point(%(lon)s + %(wide)s, %(lat)s + %(high)s)))"""
_MARKED = f"""
    SELECT i.id FROM complaints_incident i
    WHERE i.category = %(category)s AND i.merged_into_id IS NULL AND {_THERE} AND i.structural_at IS NOT NULL AND i.id <> %(id)s"""  # noqa: S608
# Rounds of one incident are times of their own: its case came to an end in between.
_TIMES = f"""
    WITH near AS (
        SELECT i.id, i.code, i.in_public AND i.checked_at IS NOT NULL AS in_public, coalesce(i.begun_at, i.opened_at) AS begun_at,
            i.ended, i.ended_at
        FROM complaints_incident i
        WHERE i.category = %(category)s AND i.merged_into_id IS NULL AND coalesce(i.ended_at, %(at)s) > %(since)s
            AND {_THERE}
            AND 2 * {EARTH_RADIUS} * asin(least(1, sqrt(sin(radians(i.place[1] - %(lat)s) / 2) ^ 2
                + cos(radians(%(lat)s)) * cos(radians(i.place[1])) * sin(radians(i.place[0] - %(lon)s) / 2) ^ 2))) <= %(metres)s
    ), there AS (
        SELECT id, code, in_public, id AS of FROM near
        UNION ALL SELECT n.id, n.code, n.in_public, m.id FROM near n JOIN complaints_incident m ON m.merged_into_id = n.id
    )
    SELECT code, begun_at, ended_at, in_public FROM (
        SELECT id, code, begun_at, ended_at, in_public, ended FROM near
        UNION ALL
        SELECT t.id, t.code, r.begun_at, r.ended_at, t.in_public, r.ended FROM there t JOIN complaints_round r ON r.incident_id = t.of
    ) AS time
    WHERE ended <> ALL (%(no_times)s) AND begun_at > %(since)s AND begun_at <= %(at)s
    ORDER BY begun_at, id LIMIT 100"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Time:
    """An incident, or a round of one, and which time that it happened it belongs to: 1 is the first. in_public: it has a page that
    everybody sees."""

    code: str
    opened_at: datetime
    ended_at: datetime | None
    in_public: bool
    number: int = 0


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`times` that it happened at one place within a year, oldest first; `count` of them."""

    times: Sequence[Time]
    count: int


@dataclass(frozen=True, slots=True)
class RoundOf:
    """A round of an incident, with the promise that was told when it began."""

    number: int
    begun_at: datetime
    promised_from: datetime | None
    promised_until: datetime | None
    ended: str
    ended_at: datetime | None


def recurrence(incident: Incident) -> Recurrence | None:
    """Why an incident counts as a structural problem; None when it does not, or no longer does."""
    if incident.structural_at is None:
        return None
    times = evidence(incident)
    count = which_time(incident, times)
    return Recurrence(times, count) if count >= values.RECURS else None


def evidence(incident: Incident, *, at: datetime | None = None) -> Sequence[Time]:
    """What happened within the category's `near` metres in the year before `at`, this one included, oldest first.

    at: when the incident, or its present round, began, unless said: what is flagged then stays explained.
    """
    if incident.place is None:
        return ()
    until = at or incident.begun_at or incident.opened_at
    asked = {
        **_around(incident, incident.place), "since": until - values.RECURRENCE, "at": until, "no_times": list(NO_TIMES),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, asked)
        return numbered(Time(*row) for row in cursor.fetchall())


def _around(incident: Incident, place: Spot) -> dict[str, Any]:
    near = checking.report_of(incident.category).near
    high = near / EARTH_RADIUS * 180 / 3.14159
    # the Indonesian archipelago lies within eleven degrees of the equator
    return {
        "category": incident.category, "lat": place.lat, "lon": place.lon, "high": high, "wide": high * 1.2, "metres": near,
    }  # fmt: skip


def numbered(times: Iterable[Time]) -> Sequence[Time]:
    """The same, oldest first, each with which time it was: a new one begins when all before it had ended. Pure."""
    found: list[Time] = []
    number, until = 0, NEVER
    for time in sorted(times, key=lambda t: t.opened_at):
        number += time.opened_at > until
        until = max(until, time.ended_at or EVER)
        found.append(replace(time, number=number))
    return found


def flagged_around(incident: Incident) -> Sequence[Incident]:
    """Other incidents of its kind at this place that are marked as a structural problem."""
    if incident.place is None:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_MARKED, {**_around(incident, incident.place), "id": incident.pk})
        found = [pk for (pk,) in cursor.fetchall()]
    return list(Incident.objects.filter(pk__in=found).order_by("pk"))


def which_time(incident: Incident, times: Sequence[Time]) -> int:
    """Which time of them its present round is; 0 when it is none itself. Pure."""
    return max((time.number for time in times if time.code == incident.code), default=0)


def recurs(incident: Incident) -> bool:
    """Whether it is at least the third time at its place within a year: a structural problem."""
    return which_time(incident, evidence(incident)) >= values.RECURS


def rounds(incident: Incident) -> Sequence[RoundOf]:
    """Every round of an incident, the present one last."""
    names = ("number", "begun_at", "promised_from", "promised_until", "ended", "ended_at")
    over = Round.objects.filter(incident=incident).order_by("number").values_list(*names)
    now = RoundOf(
        incident.round, incident.begun_at or incident.opened_at, incident.promised_from, incident.promised_until, incident.ended,
        incident.ended_at,
    )  # fmt: skip
    return [*(RoundOf(*row) for row in over), now]
