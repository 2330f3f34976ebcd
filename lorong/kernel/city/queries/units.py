"""Units and regions."""

from __future__ import annotations

from datetime import date

from lorong.kernel.city.models import CitySetting, Region, Unit
from lorong.kernel.city.queries.here import this_city
from lorong.kernel.city.queries.memory import MEMORY
from lorong.kernel.city.values import MapRegion
from lorong.lib.places import Frame
from lorong.lib.refusals import NotFound


def unit(code: str) -> Unit:
    """The unit with this code, also one that is no longer active. Raises NotFound."""
    found = _units().get(code)
    if found is None:
        raise NotFound("Kantor itu tidak ada di kota ini. Pilih dari daftar kantor.")
    return found


def unit_of_region(region_code: str) -> Unit | None:
    """The active unit that serves this region (city, kecamatan, kelurahan or desa): its own, or who took over from that."""
    return working_unit(region_code)


def working_unit(code: str) -> Unit | None:
    """The unit with this code, or who took over from it; None when there is none that works."""
    found, seen = _units().get(code), {code}
    while found is not None and not found.active and found.successor_id is not None and found.successor_id not in seen:
        seen.add(found.successor_id)
        found = found.successor
    return found if found is not None and found.active else None


def dissolved_units() -> list[Unit]:
    """Units that are no more and whose place another one has taken, by code."""
    return sorted((u for u in _units().values() if not u.active and u.successor_id is not None), key=lambda unit: unit.pk)


def ending_units(on: date) -> bool:
    """Whether a unit whose last day is over on that day still counts as working."""
    return any(u.active and u.dissolved_on is not None and u.dissolved_on <= on for u in _units().values())


def kecamatan_unit_of(unit: Unit) -> Unit | None:
    """The kecamatan a unit belongs to: itself, or the first above it; None for the city and its offices."""
    while unit.kind != "kecamatan":
        if unit.parent is None:
            return None
        unit = unit.parent
    return unit


def city_unit(slug: str = "") -> Unit | None:
    """An office of the city by its slug ("inspektorat"), or the city itself for ""."""
    code = this_city().code
    return working_unit(f"{code}-{slug}" if slug else code)


def units_under(code: str) -> list[Unit]:
    """The active unit with this code and every active unit below it, by code."""
    below: dict[str | None, list[Unit]] = {}
    for unit in _units().values():
        if unit.active:
            below.setdefault(unit.parent_id, []).append(unit)
    found = [unit for unit in (_active(code),) if unit is not None]
    level = [code]
    while level:
        units = [unit for above in level for unit in below.get(above, ())]
        found += units
        level = [unit.pk for unit in units]
    return sorted(found, key=lambda unit: unit.pk)


def _active(code: str) -> Unit | None:
    found = _units().get(code)
    return found if found is not None and found.active else None


def _units() -> dict[str, Unit]:
    """Every unit by its code, linked to those above it; remembered by the process. They are read and never written to."""
    return MEMORY.get(("units",), _read_units)


def _read_units() -> dict[str, Unit]:
    found = {unit.pk: unit for unit in Unit.objects.all()}
    for unit in found.values():
        unit.parent = found[unit.parent_id] if unit.parent_id else None
        unit.successor = found[unit.successor_id] if unit.successor_id else None
    return found


def regions_for_map() -> tuple[MapRegion, ...]:
    """Every region of the city with its outline, remembered by the process. View box: `this_city().map_view_box`."""
    return MEMORY.get(("map",), _read_map)


def map_frame() -> Frame | None:
    """How the outlines of `regions_for_map` lie on the earth, remembered by the process; None while no city is loaded."""
    return MEMORY.get(("frame",), _read_frame)


def _read_frame() -> Frame | None:
    setting = CitySetting.objects.first()
    return None if setting is None else Frame(**setting.data["frame"])


def _read_map() -> tuple[MapRegion, ...]:
    setting = CitySetting.objects.first()
    if setting is None:
        return ()
    frame = Frame(**setting.data["frame"])
    found = []
    for region in Region.objects.order_by("code"):
        x, y = frame.xy(region.lat, region.lon)
        found.append(
            MapRegion(
                code=region.pk,
                name=region.name,
                level=region.level,
                kind=region.kind,
                parent=region.parent_id,
                outline=region.outline,
                x=round(x, 1),
                y=round(y, 1),
            )
        )
    return tuple(found)
