"""What lies on a piece of the map: open incidents, gathered by the database where many lie close together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lorong.services.complaints.values import Filters

CELL = 44  # pixels: what a finger can tell apart
LARGEST = 4096  # pixels of a screen

_GATHERED = """
SELECT count(*), avg(place[0]), avg(place[1]), min(code), min(category)
FROM complaints_incident
WHERE place <@ box(point(%(west)s, %(south)s), point(%(east)s, %(north)s)) AND in_public AND ended = ''{more}
GROUP BY floor(place[0] / %(cell)s), floor(place[1] / %(cell)s)
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the earth in degrees, shown on so many pixels."""

    west: float
    south: float
    east: float
    north: float
    width: int
    height: int

    @property
    def cell(self) -> float:
        """The side of a square that one finger covers, in degrees."""
        return max((self.east - self.west) / self.width, (self.north - self.south) / self.height) * CELL


@dataclass(frozen=True, slots=True)
class Heap:
    """Incidents that lie close together. `code` and `category`: of the one, where it is only one; "" otherwise."""

    lat: float
    lon: float
    count: int
    code: str
    category: str


def piece(corners: str, width: str, height: str) -> Piece | None:
    """A piece from an address: "west,south,east,north" and pixels; None for what is none."""
    try:
        west, south, east, north = (float(part) for part in corners.split(","))
        across, down = int(width), int(height)
    except ValueError:
        return None
    fits = -180 <= west < east <= 180 and -90 <= south < north <= 90 and 0 < across <= LARGEST and 0 < down <= LARGEST
    return Piece(west, south, east, north, across, down) if fits else None


def heaps(shown: Piece, wanted: Filters) -> list[Heap]:
    """What lies there, one query; at most as many as fingers fit on the screen."""
    values: dict[str, Any] = {
        "west": shown.west, "south": shown.south, "east": shown.east, "north": shown.north, "cell": shown.cell
    }  # fmt: skip
    more = "".join(f" AND {condition}" for condition in _narrowed(wanted, values))
    with connection.cursor() as cursor:
        cursor.execute(_GATHERED.format(more=more), values)
        return [_heap(*row) for row in cursor.fetchall()]


def _narrowed(wanted: Filters, values: dict[str, Any]) -> Iterator[str]:
    if wanted.categories:
        values["categories"] = list(wanted.categories)
        yield "category = ANY(%(categories)s)"
    if wanted.region:
        values["region"] = wanted.region
        yield "(region = %(region)s OR starts_with(region, %(region)s || '.'))"
    if wanted.unit:
        values["unit"] = wanted.unit
        yield "unit = %(unit)s"
    if wanted.since is not None:
        values["since"] = wanted.since
        yield "opened_at >= %(since)s"
    if wanted.until is not None:
        values["until"] = wanted.until
        yield "opened_at < %(until)s"


def _heap(count: int, lon: float, lat: float, code: str, category: str) -> Heap:
    one = count == 1
    return Heap(lat, lon, count, code if one else "", category if one else "")


def counts_by_region() -> dict[str, int]:
    """How many open incidents the public may see lie in each kelurahan."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT region, count(*) FROM complaints_incident WHERE in_public AND ended = '' GROUP BY region")
        return dict(cursor.fetchall())
