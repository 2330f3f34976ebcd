"""Cells of (area, category, time) that are too small are merged upwards until nobody stands alone (k-anonymity). Pure.

A row tells in which cell it lies and never more. Upwards means: the kecamatan, the city, the year, the group of categories, all
of them. What is still too small at the top is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

K = 5  # the least number of incidents of which one may say where, what and when
DECIMALS = 3  # of a degree: a grid of some 110 metres
EVERYTHING = ""


class Cell(NamedTuple):
    """area: code of a kelurahan, kecamatan or city. category: a slug, a group with a star before it, or "" for all.
    when: "2026-08" or "2026"."""

    area: str
    category: str
    when: str


def upwards(cell: Cell, group: str) -> Iterator[Cell]:
    """The cell itself, then what it is merged into, step by step. group: that of its category."""
    yield cell
    for parts in (3, 2):
        area = ".".join(cell.area.split(".")[:parts])
        yield Cell(area, cell.category, cell.when)
    year = cell.when[:4]
    yield Cell(area, cell.category, year)
    yield Cell(area, f"*{group}", year)
    yield Cell(area, EVERYTHING, year)


def merged(counts: Mapping[Cell, int], groups: Mapping[str, str], *, k: int = K) -> dict[Cell, Cell | None]:
    """In which cell the rows of each cell are told; None where they are left out. groups: category to its group.

    Every cell that is told holds at least `k` rows.
    """
    found: dict[Cell, Cell | None] = dict.fromkeys(counts)
    left = {cell: list(upwards(cell, groups.get(cell.category, ""))) for cell in counts}
    while left:
        sums: Counter[Cell] = Counter()
        for cell, steps in left.items():
            sums[steps[0]] += counts[cell]
        large = {cell: steps[0] for cell, steps in left.items() if sums[steps[0]] >= k}
        found.update(large)
        left = {cell: steps[1:] for cell, steps in left.items() if cell not in large and len(steps) > 1}
    return found


def on_grid(lat: float, lon: float) -> tuple[float, float]:
    """The middle of the grid's square in which a place lies."""
    return round(lat, DECIMALS), round(lon, DECIMALS)
