"""Adding ended cases and surveys to the cells of their day and month.

An extra room: it holds the sums in memory and writes them at the end, inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from lorong.kernel.cases.models import MeasureCell
from lorong.kernel.cases.queries.rolled import KEPT, LATE, OWN
from lorong.kernel.cases.values import NOT_JUDGED
from lorong.lib import spread
from lorong.lib.sop.schema import NO_ENDS

Key = tuple[bool, date, str, str]
COUNTS = ("volume", "judged", "on_time", "refused", "returned", "answered", "asked_answered", "asked")
FIELDS = (*COUNTS, "promised", "city", "applicant", "sums")
SLICE = 500  # cells read or written at once


@dataclass
class Cells:
    """Cells being added up, in the zone of the city."""

    zone: ZoneInfo
    cells: dict[Key, MeasureCell] = field(default_factory=dict)

    def add_case(
        self, slug: str, unit: str, ended: str, ended_at: datetime, city: int, applicant: int, promised: int, returns: int
    ) -> None:
        """One ended case; minutes are working minutes."""
        own = ended in NOT_JUDGED
        kind = OWN if own else KEPT if city <= promised else LATE
        for cell in self._of(slug, unit, ended_at):
            cell.volume += 1
            cell.judged += not own
            cell.on_time += kind == KEPT
            cell.refused += ended in NO_ENDS
            cell.returned += returns > 0
            cell.promised = max(cell.promised, promised)
            _count(cell.city.setdefault(kind, {}), city)
            _count(cell.applicant, applicant)

    def add_survey(self, slug: str, unit: str, at: datetime, answers: dict[str, int], asked: bool | None) -> None:
        """One answered survey."""
        for cell in self._of(slug, unit, at):
            cell.answered += 1
            cell.asked_answered += asked is not None
            cell.asked += bool(asked)
            for code, answer in answers.items():
                total, count = cell.sums.get(code, (0, 0))
                cell.sums[code] = [total + answer, count + 1]

    def write(self) -> None:
        """Add what was gathered to the cells there are. The caller sees to it that nobody else does so now."""
        keys = list(self.cells)
        for first in range(0, len(keys), SLICE):
            some = keys[first : first + SLICE]
            for before in _present(some):
                _merge(self.cells[before.month, before.day, before.slug, before.unit], before)
            MeasureCell.objects.bulk_create(
                [self.cells[key] for key in some],
                update_conflicts=True,
                unique_fields=["month", "slug", "unit", "day"],
                update_fields=list(FIELDS),
            )

    def _of(self, slug: str, unit: str, at: datetime) -> Iterator[MeasureCell]:
        day = at.astimezone(self.zone).date()
        first = day.replace(day=1)
        for key in (
            (False, day, "", ""), (False, day, slug, ""), (False, day, "", unit),
            (True, first, "", ""), (True, first, slug, ""), (True, first, "", unit), (True, first, slug, unit),
        ):  # fmt: skip
            cell = self.cells.get(key)
            if cell is None:
                month, of_day, of_slug, of_unit = key
                cell = MeasureCell(month=month, day=of_day, slug=of_slug, unit=of_unit, city={}, applicant={}, sums={})
                self.cells[key] = cell
            yield cell


def _count(kept: dict[str, int], number: int) -> None:
    at = str(spread.bucket(number))
    kept[at] = kept.get(at, 0) + 1


def _present(keys: list[Key]) -> list[MeasureCell]:
    wanted = set(keys)
    days, slugs, units = {key[1] for key in keys}, {key[2] for key in keys}, {key[3] for key in keys}
    rows = MeasureCell.objects.filter(day__in=days, slug__in=slugs, unit__in=units)
    return [row for row in rows if (row.month, row.day, row.slug, row.unit) in wanted]


def _merge(cell: MeasureCell, before: MeasureCell) -> None:
    for name in COUNTS:
        setattr(cell, name, getattr(cell, name) + getattr(before, name))
    cell.promised = max(cell.promised, before.promised)
    for kind, counts in before.city.items():
        cell.city[kind] = _added(cell.city.get(kind, {}), counts)
    cell.applicant = _added(cell.applicant, before.applicant)
    for code, (total, count) in before.sums.items():
        now: Any = cell.sums.get(code, (0, 0))
        cell.sums[code] = [now[0] + total, now[1] + count]


def _added(a: dict[str, int], b: dict[str, int]) -> dict[str, int]:
    return {at: a.get(at, 0) + b.get(at, 0) for at in {*a, *b}}
