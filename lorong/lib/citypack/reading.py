"""Reading a city pack: all files are read and checked before anything is said, so that one run names every fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from lorong.lib.citypack.checks import check_calendar, check_city, check_offer, check_positions
from lorong.lib.citypack.complaints import ComplaintRules, check_complaints
from lorong.lib.citypack.errors import PackInvalid, Problem
from lorong.lib.citypack.expand import expand_positions, expand_units
from lorong.lib.citypack.hours import Hours
from lorong.lib.citypack.look import warnings
from lorong.lib.citypack.regions import check_boundaries, read_regions
from lorong.lib.citypack.schema import CalendarRules, City, Offer, Positions, Shape, Units
from lorong.lib.citypack.toml_source import TomlSource, read_toml
from lorong.lib.citypack.values import Position, Region, Unit
from lorong.lib.citypack.wording import validated
from lorong.lib.working_time import Calendar

FILES = ("city", "units", "positions", "calendar", "services", "complaints")
ShapeT = TypeVar("ShapeT", bound=Shape)


@dataclass(frozen=True)
class CityPack:
    """One city, complete and checked. The mappings go from code to thing, in file order.

    `warnings`: what is allowed but unwise. `path`: the folder, which also holds the boundaries and the crest.
    """

    path: Path
    city: City
    regions: Mapping[str, Region]
    units: Mapping[str, Unit]
    positions: Mapping[str, Position]
    calendar: CalendarRules
    offer: Offer
    complaints: ComplaintRules
    warnings: tuple[Problem, ...] = field(default=())

    @property
    def slug(self) -> str:
        """The folder's name: "makassar"."""
        return self.city.slug

    @property
    def boundaries(self) -> Path:
        """GeoJSON FeatureCollection of every region; the `id` of a feature is the region's code, degrees WGS 84."""
        return self.path / "regions.geojson"

    @property
    def crest(self) -> Path | None:
        """The city's crest as SVG, if the pack has one."""
        return self.path / self.city.look.crest if self.city.look.crest else None

    @cached_property
    def villages(self) -> tuple[Region, ...]:
        """Every kelurahan and desa."""
        return tuple(region for region in self.regions.values() if region.level == "kelurahan")

    @property
    def demo_kelurahan(self) -> Region:
        """Where the cast of a first run lives and works."""
        return self.regions[self.city.synthetic.demo_kelurahan]

    def positions_of(self, unit: str) -> tuple[Position, ...]:
        """The seats of one unit, in the order of the rules; empty for a unit that is not there."""
        return self._seats.get(unit, ())

    def calendar_of(self, unit: str) -> Calendar:
        """The working calendar of one unit. Units with the same hours share one object. KeyError if not there."""
        return self._hours.calendar(unit)

    @cached_property
    def _seats(self) -> Mapping[str, tuple[Position, ...]]:
        seats: dict[str, tuple[Position, ...]] = {}
        for position in self.positions.values():
            seats[position.unit] = (*seats.get(position.unit, ()), position)
        return seats

    @cached_property
    def _hours(self) -> Hours:
        return Hours(self.city.zone, self.calendar, self.units)


def load(path: Path) -> CityPack:
    """Read the pack in a folder such as `cities/makassar`. Raises PackInvalid naming every fault with file and line."""
    problems: list[Problem] = []
    sources = {name: _source(path / f"{name}.toml", problems) for name in FILES}
    regions = _regions(path, problems)
    city = _shaped(sources["city"], City, problems)
    units = _shaped(sources["units"], Units, problems)
    positions = _shaped(sources["positions"], Positions, problems)
    calendar = _shaped(sources["calendar"], CalendarRules, problems)
    offer = _shaped(sources["services"], Offer, problems)
    complaints = _shaped(sources["complaints"], ComplaintRules, problems)
    if city and sources["city"]:
        problems.extend(check_city(city, regions, sources["city"]))
    if offer and sources["services"]:
        problems.extend(check_offer(offer, sources["services"]))
    if complaints and units and sources["complaints"]:
        offices = [office.code for office in units.offices]
        problems.extend(check_complaints(complaints, offices, regions, sources["complaints"]))
    if problems or not (city and units and positions and calendar and offer and complaints):
        raise PackInvalid(problems)
    return _complete(path, city, regions, units, positions, calendar, offer, complaints, sources)


def _source(path: Path, problems: list[Problem]) -> TomlSource | None:
    try:
        return read_toml(path)
    except PackInvalid as invalid:
        problems.extend(invalid.problems)
        return None


def _shaped(source: TomlSource | None, shape: type[ShapeT], problems: list[Problem]) -> ShapeT | None:
    return validated(source, shape, problems) if source else None


def _regions(path: Path, problems: list[Problem]) -> Mapping[str, Region]:
    try:
        regions = read_regions(path / "regions.csv", problems)
    except PackInvalid as invalid:
        problems.extend(invalid.problems)
        return {}
    check_boundaries(path / "regions.geojson", regions, problems)
    return regions


def _complete(
    path: Path,
    city: City,
    regions: Mapping[str, Region],
    rules: Units,
    positions: Positions,
    calendar: CalendarRules,
    offer: Offer,
    complaints: ComplaintRules,
    sources: Mapping[str, TomlSource | None],
) -> CityPack:
    """What builds on files that each are right. Raises PackInvalid when they do not fit together."""
    problems: list[Problem] = []
    city_at, units_at, positions_at, calendar_at = (sources[name] for name in ("city", "units", "positions", "calendar"))
    assert city_at is not None
    assert units_at is not None
    assert positions_at is not None
    assert calendar_at is not None
    units = expand_units(city, rules, regions, units_at, problems)
    seats = expand_positions(city, positions.positions, units, positions_at, problems)
    problems.extend(check_positions(positions.positions, units, positions_at))
    problems.extend(check_calendar(calendar, units, calendar_at))
    if problems:
        raise PackInvalid(problems)
    notes = tuple(city_at.problem(("look", mode, name), sentence) for mode, name, sentence in warnings(city.look))
    return CityPack(
        path,
        city,
        MappingProxyType(dict(regions)),
        MappingProxyType(units),
        MappingProxyType(seats),
        calendar,
        offer,
        complaints,
        notes,
    )
