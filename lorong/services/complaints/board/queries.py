"""What the board shows: how things stand now, where it gathers, and what this week has more of than usual.

Each is one bounded question: about what is open, or about what was told within five weeks.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from lorong.services.complaints.models import Incident

CELL = 0.008  # degrees of a square on the board's map: about 900 metres
SPOT = 0.002  # degrees of a square in which things gather: about 220 metres
WEEK = timedelta(days=7)
USUAL_WEEKS = 4
FEWEST = 3  # in one square within a week, to be a hot spot
SURPRISING = 2.0  # standard deviations of a Poisson count above or below the usual


@dataclass(frozen=True)
class Standing:
    """How one office stands. late: open past the promise; asked: residents are asked whether it is fixed."""

    unit: str
    open: int
    late: int
    unchecked: int
    asked: int


@dataclass(frozen=True)
class HotSpot:
    """A square in which at least `FEWEST` things were told within a week. number: the case of the latest of them."""

    lat: float
    lon: float
    count: int
    region: str
    categories: tuple[str, ...]
    number: str


@dataclass(frozen=True)
class Change:
    """A category of which this week has more, or less, than four weeks before it would let one expect. usual: a week's mean."""

    category: str
    now: int
    usual: float

    @property
    def is_more(self) -> bool:
        return self.now > self.usual


def newest_change() -> datetime | None:
    """When anything that the board shows moved last; None in a city without complaints."""
    return Incident.objects.order_by("-moved_at").values_list("moved_at", flat=True).first()


def standings(units: Collection[str] | None, *, now: datetime) -> list[Standing]:
    """Every office that has something open, the most overdue first. units: of these only; None for all."""
    rows = _asked(
        """
        SELECT unit, count(*), count(*) FILTER (WHERE turn = 'city' AND promised_until < %(now)s),
               count(*) FILTER (WHERE checked_at IS NULL), count(*) FILTER (WHERE turn = 'applicant' AND step NOT LIKE '?%%')
        FROM complaints_incident WHERE ended = '' AND (%(all)s OR unit = ANY (%(units)s)) GROUP BY unit
        """,
        units,
        now=now,
    )
    return sorted((Standing(*row) for row in rows), key=lambda one: (-one.late, -one.open, one.unit))


def latest(units: Collection[str] | None, *, size: int = 8) -> list[Incident]:
    """What moved last."""
    rows = Incident.objects.order_by("-moved_at", "-id")
    return list((rows if units is None else rows.filter(unit__in=units))[:size])


def hot_spots(units: Collection[str] | None, *, now: datetime, size: int = 8) -> list[HotSpot]:
    """Where most was told within a week."""
    rows = _asked(
        """
        SELECT avg(place[1]), avg(place[0]), count(*), min(region), array_agg(DISTINCT category ORDER BY category),
               (array_agg(case_number ORDER BY opened_at DESC))[1]
        FROM complaints_incident
        WHERE opened_at >= %(since)s AND place IS NOT NULL AND merged_into_id IS NULL
            AND (%(all)s OR unit = ANY (%(units)s))
        GROUP BY floor(place[0] / %(spot)s), floor(place[1] / %(spot)s)
        HAVING count(*) >= %(fewest)s ORDER BY count(*) DESC, min(id) LIMIT %(size)s
        """,
        units,
        since=now - WEEK,
        spot=SPOT,
        fewest=FEWEST,
        size=size,
    )
    return [HotSpot(lat, lon, count, region, tuple(kinds), number) for lat, lon, count, region, kinds, number in rows]


def heaps(units: Collection[str] | None, *, now: datetime) -> list[tuple[float, float, int, int]]:
    """(latitude, longitude, open, late) of every square of the city in which something is open."""
    rows = _asked(
        """
        SELECT avg(place[1]), avg(place[0]), count(*), count(*) FILTER (WHERE turn = 'city' AND promised_until < %(now)s)
        FROM complaints_incident WHERE ended = '' AND place IS NOT NULL AND (%(all)s OR unit = ANY (%(units)s))
        GROUP BY floor(place[0] / %(cell)s), floor(place[1] / %(cell)s)
        """,
        units,
        now=now,
        cell=CELL,
    )
    return [(lat, lon, count, late) for lat, lon, count, late in rows]


def weather(units: Collection[str] | None, *, now: datetime) -> list[Change]:
    """The categories of which this week has clearly more or less than usual, the most surprising first."""
    rows = _asked(
        """
        SELECT category, count(*) FILTER (WHERE opened_at >= %(week)s), count(*) FILTER (WHERE opened_at < %(week)s)
        FROM complaints_incident
        WHERE opened_at >= %(since)s AND opened_at < %(now)s AND (%(all)s OR unit = ANY (%(units)s)) GROUP BY category
        """,
        units,
        week=now - WEEK,
        since=now - WEEK * (USUAL_WEEKS + 1),
        now=now,
    )
    changes = [Change(category, here, before / USUAL_WEEKS) for category, here, before in rows]
    telling = [(surprise(one.now, one.usual), one) for one in changes]
    return [one for how, one in sorted(telling, key=lambda row: (-row[0], row[1].category)) if how >= SURPRISING]


def surprise(count: int, usual: float) -> float:
    """How many standard deviations of a Poisson count `count` lies from `usual`, either way (square roots: Anscombe 1948)."""
    return abs(2 * math.sqrt(count + 3 / 8) - 2 * math.sqrt(usual + 3 / 8))


def _asked(sql: str, units: Collection[str] | None, **values: Any) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "all": units is None, "units": list(units or ())})
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return found
