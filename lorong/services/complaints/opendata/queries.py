"""What was told, row by row, with place, kind and time made so coarse that nobody stands alone. In bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models.functions import MD5

from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.services.complaints.checking import SERVICE
from lorong.services.complaints.models import Incident
from lorong.services.complaints.opendata.cells import DECIMALS, EVERYTHING, Cell, K, merged
from lorong.services.complaints.queries import stage_of

PIECE = 500  # rows fetched at once
_FROM = "FROM complaints_incident WHERE in_public AND opened_at >= %(since)s AND opened_at < %(until)s"
_MONTH = "to_char(opened_at AT TIME ZONE %(zone)s, 'YYYY-MM')"
_CELLS = f"SELECT region, category, {_MONTH}, count(*) {_FROM} GROUP BY 1, 2, 3"  # our own words only
_SQUARE = f"round(place[1]::numeric, {DECIMALS}), round(place[0]::numeric, {DECIMALS})"
_SQUARES = f"SELECT {_SQUARE} {_FROM} AND place IS NOT NULL GROUP BY 1, 2 HAVING count(*) >= %(k)s"


@dataclass(frozen=True, slots=True)
class Open:
    """One incident as open data. lat, lon: the middle of a square of some 110 metres, in which at least `cells.K` lie.

    days: from the telling to the end, None while it is open. reporters: "1", "2-4" or "5+".
    """

    cell: Cell
    lat: float | None
    lon: float | None
    stage: str
    days: int | None
    reporters: str
    claims: int
    contradicted: int


def months(today: date, year: int | None) -> tuple[date, date]:
    """The first day and the day after the last: a year's months that are over, or the last twelve."""
    ends = today.replace(day=1)
    if year is None:
        return ends.replace(year=ends.year - 1), ends
    return date(year, 1, 1), max(date(year, 1, 1), min(date(year + 1, 1, 1), ends))


def rows(first: date, after: date) -> Iterator[Open]:
    """Every public incident told in these days, in the city's time. Those that would stand alone are merged or left out.

    Two small tables are held (cells, and squares of the grid); the rows pass through. One moment is seen from first to last.
    """
    zone = ZoneInfo(city.this_city().zone)
    since, until = (datetime.combine(day, time(), zone) for day in (first, after))
    values = {"since": since, "until": until, "zone": str(zone), "k": K}
    with _one_moment():
        into, squares = _merged(values), _squares(values)
        told = Incident.objects.filter(in_public=True, opened_at__gte=since, opened_at__lt=until)
        # Shuffled, and the same way every time: the order in which things were told would tell more than the month.
        for one in told.order_by(MD5("code")).iterator(chunk_size=PIECE):
            here = Cell(one.region, one.category, f"{one.opened_at.astimezone(zone):%Y-%m}")
            cell = into.get(here)
            if cell is not None:
                yield _open(one, cell, squares)


def groups() -> Mapping[str, str]:
    """Category to its group, of those in force; of others nothing is known."""
    ours = [found for found in catalog.current(public=True) if found.service == SERVICE]
    return {found.slug: found.sop.report.group for found in ours if found.sop.report is not None}


def _merged(values: Mapping[str, Any]) -> Mapping[Cell, Cell | None]:
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, values)
        return merged({Cell(*where): count for *where, count in cursor.fetchall()}, groups())


def _squares(values: Mapping[str, Any]) -> frozenset[tuple[float, float]]:
    with connection.cursor() as cursor:
        cursor.execute(_SQUARES, values)
        return frozenset((float(lat), float(lon)) for lat, lon in cursor.fetchall())


def _open(one: Incident, cell: Cell, squares: frozenset[tuple[float, float]]) -> Open:
    square = (round(one.place.lat, DECIMALS), round(one.place.lon, DECIMALS)) if one.place else None
    shown = square if square in squares and cell.category != EVERYTHING else None
    stage = stage_of(turn=one.turn, step=one.step, checked_at=one.checked_at, ended=one.ended, merged_into_id=one.merged_into_id)
    return Open(
        cell=cell,
        lat=shown[0] if shown else None,
        lon=shown[1] if shown else None,
        stage=str(stage),
        days=(one.ended_at - one.opened_at).days if one.ended_at else None,
        reporters="1" if one.reporters <= 1 else "2-4" if one.reporters < K else f"{K}+",
        claims=one.claims,
        contradicted=one.contradicted,
    )


@contextmanager
def _one_moment() -> Iterator[None]:
    # What is counted and what is told must be the same rows. Inside somebody's transaction it is theirs to say what they see.
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
