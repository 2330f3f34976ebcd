"""The working calendar of each unit: the city's rules, its own hours, national holidays and local days, as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

from lorong.lib.citypack.schema import CalendarRules, SeasonRule, UnitHours
from lorong.lib.citypack.values import Unit
from lorong.lib.working_time import Calendar, Season, WeekHours, Window


@lru_cache(maxsize=8)
def national_holidays(first_year: int, last_year: int) -> Mapping[date, str]:
    """National holidays and collective leave, day to Indonesian name (the yearly joint decree of three ministers).

    The days of years that are not decreed yet are estimates; a pack's overrides win over them.
    """
    years = range(first_year, last_year + 1)
    found = holidays.country_holidays("ID", years=years, categories=("public", "government"), language="id")
    return MappingProxyType({day: str(found[day]) for day in sorted(found)})


def lineage(code: str, units: Mapping[str, Unit]) -> list[str]:
    """The unit's code and those above it, nearest first."""
    found = [code]
    while (parent := units[found[-1]].parent) is not None:
        found.append(parent)
    return found


class Hours:
    """Gives the calendar of a unit; units with the same hours share one calendar object."""

    def __init__(self, zone: str, rules: CalendarRules, units: Mapping[str, Unit]) -> None:
        self._zone = zone
        self._rules = rules
        self._units = units
        self._weeks = {name: week.hours() for name, week in rules.weeks.items()}
        self._own = {hours.code: hours for hours in rules.units}
        self._made: dict[tuple[str | None, frozenset[str]], Calendar] = {}

    def calendar(self, unit: str) -> Calendar:
        """The working calendar of the unit with this code. Raises KeyError for a unit that is not there."""
        line = lineage(unit, self._units)
        own = next((self._own[code] for code in line if code in self._own), None)
        named = frozenset(code for code in line if code in self._named())
        key = (own.code if own else None, named)
        if key not in self._made:
            self._made[key] = self._calendar(own, named)
        return self._made[key]

    def _named(self) -> frozenset[str]:
        lists = [day.units for day in self._rules.local] + [day.units for day in self._rules.overrides]
        return frozenset(code for units in lists for code in units)

    def _calendar(self, own: UnitHours | None, named: frozenset[str]) -> Calendar:
        rules = self._rules
        week = self._weeks[own.week if own else rules.week]
        closed = dict(national_holidays(rules.first_year, rules.last_year))
        opened: dict[date, tuple[Window, ...]] = {}
        for local in rules.local:
            if local.closed and _concerns(local.units, named):
                closed.update(dict.fromkeys(self._days(local.date, local.every), local.name))
        for override in rules.overrides:
            if not _concerns(override.units, named):
                continue
            closed.pop(override.date, None)
            if override.closed:
                opened.pop(override.date, None)
                closed[override.date] = override.name
            elif override.hours:
                opened[override.date] = tuple(sorted(Window.parse(hours) for hours in override.hours))
        return Calendar(
            zone=self._zone,
            week=week,
            first=date(rules.first_year, 1, 1),
            last=date(rules.last_year, 12, 31),
            seasons=tuple(self._season(season, own) for season in rules.seasons),
            closed=MappingProxyType(closed),
            opened=MappingProxyType(opened),
        )

    def _season(self, season: SeasonRule, own: UnitHours | None) -> Season:
        name = own.season_weeks.get(season.week, season.week) if own else season.week
        week: WeekHours = self._weeks[name]
        return Season(season.first, season.last, week, season.name)

    def _days(self, day: date | None, every: str | None) -> Iterable[date]:
        if day is not None:
            return [day]
        years = range(self._rules.first_year, self._rules.last_year + 1)
        # 29 February comes only in some years.
        return [date.fromisoformat(f"{year}-{every}") for year in years if every != "02-29" or year % 4 == 0]


def _concerns(units: tuple[str, ...], named: frozenset[str]) -> bool:
    return not units or not named.isdisjoint(units)
