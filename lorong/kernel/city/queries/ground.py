"""On whose ground a point lies. Read from the outlines of the city's map, true to a few metres."""

from __future__ import annotations

from random import Random

from lorong.kernel.city.models import CitySetting, Region
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.places import Frame, Regions, Spot

VILLAGE = 4  # level of a kelurahan or desa


def village_at(spot: Spot) -> str | None:
    """The region code of the kelurahan or desa a point lies in; None outside the city.

    Raises ValueError when the point is not on the earth.
    """
    return _ground().at(spot.lat, spot.lon, level=VILLAGE)


def nearest_village(spot: Spot) -> tuple[str, float] | None:
    """(region code, metres) of the kelurahan or desa nearest to a point, 0 inside it; None while no city is loaded.

    Raises ValueError when the point is not on the earth.
    """
    ground = _ground()
    return ground.nearest(spot.lat, spot.lon, level=VILLAGE) if len(ground) else None


def somewhere_in(region: str, chance: Random) -> Spot:
    """A point of a kelurahan or desa, for what is invented. Raises KeyError when the city has no such outline."""
    return _ground().somewhere(region, chance)


def _ground() -> Regions:
    return MEMORY.get(("ground",), _read_ground)


def _read_ground() -> Regions:
    setting = CitySetting.objects.first()
    if setting is None:
        return Regions([])
    rows = Region.objects.filter(level=VILLAGE).exclude(outline="").values_list("code", "name", "outline")
    return Regions.drawn(rows, Frame(**setting.data["frame"]))
