"""The part of the city's map that is worth drawing: without far islands that would make everything else small.

Pure functions beside `charts.py`, which draws what comes out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Protocol

WIDTH = 428  # units of the drawing; marks and their numbers are as large as text at this width
TALLEST = 1.15  # times the width
EDGE = 10  # units around the outlines, for marks near the border
_POINT = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


class Region(Protocol):
    """What a region needs to be drawn: path data and the place of its mark."""

    @property
    def code(self) -> str: ...
    @property
    def outline(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...


@dataclass(frozen=True)
class Framed:
    """Outlines and centres by region code in units of `view_box`; `far`: codes of regions that were left out.

    A point (x, y) of the regions is drawn at (x * `scale` + `left`, y * `scale` + `top`).
    """

    view_box: str
    outlines: Mapping[str, str]
    centres: Mapping[str, Point]
    far: frozenset[str]
    scale: float
    left: float
    top: float


@dataclass(frozen=True)
class _Ring:
    code: str
    points: tuple[Point, ...]
    box: Box


def framed(regions: Iterable[Region], *, fineness: int = 1) -> Framed:
    """The land that hangs together with its largest piece, scaled to `WIDTH` times `fineness`. Needs one region with an outline."""
    return _framed(tuple((r.code, r.outline, r.x, r.y) for r in regions if r.outline), fineness)


@lru_cache(maxsize=8)
def _framed(regions: tuple[tuple[str, str, float, float], ...], fineness: int) -> Framed:
    rings = _together([ring for code, outline, _, _ in regions for ring in _rings(code, outline)])
    left, top, right, bottom = _around([ring.box for ring in rings])
    edge = EDGE * fineness
    scale = (WIDTH * fineness - 2 * edge) / max(right - left, (bottom - top) / TALLEST)
    drawn: dict[str, str] = {}
    for ring in rings:
        points = [(round((x - left) * scale + edge), round((y - top) * scale + edge)) for x, y in ring.points]
        drawn[ring.code] = drawn.get(ring.code, "") + _path(points)
    width, height = (right - left) * scale + 2 * edge, (bottom - top) * scale + 2 * edge
    return Framed(
        view_box=f"0 0 {width:.0f} {height:.0f}",
        outlines={code: path for code, path in drawn.items() if path},
        centres={c: (round((x - left) * scale + edge), round((y - top) * scale + edge)) for c, _, x, y in regions if c in drawn},
        far=frozenset(code for code, _, _, _ in regions) - drawn.keys(),
        scale=scale,
        left=edge - left * scale,
        top=edge - top * scale,
    )


def _rings(code: str, outline: str) -> Iterable[_Ring]:
    for part in outline.split("M")[1:]:
        points = tuple((float(x), float(y)) for x, y in _POINT.findall(part))
        if len(points) > 2:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            yield _Ring(code, points, (min(xs), min(ys), max(xs), max(ys)))


def _together(rings: Sequence[_Ring]) -> list[_Ring]:
    """The largest ring and all that lie, one beside the other, within a usual ring's size of it."""
    assert rings, "a map shows something"
    gap = median(max(b[2] - b[0], b[3] - b[1]) for b in (ring.box for ring in rings)) / 2
    largest = max(rings, key=lambda r: (r.box[2] - r.box[0]) * (r.box[3] - r.box[1]))
    kept, waiting = [largest], [largest]
    left = [ring for ring in rings if ring is not largest]
    while waiting:
        at = waiting.pop().box
        near = [ring for ring in left if _touch(at, ring.box, gap)]
        left = [ring for ring in left if not _touch(at, ring.box, gap)]
        kept += near
        waiting += near
    return kept


def _touch(a: Box, b: Box, gap: float) -> bool:
    return a[0] - gap <= b[2] and b[0] <= a[2] + gap and a[1] - gap <= b[3] and b[1] <= a[3] + gap


def _around(boxes: Sequence[Box]) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _path(points: Sequence[tuple[int, int]]) -> str:
    """Path data in whole units and small steps, which is a third of the size; a ring shrunk to a point is nothing."""
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points) if (ax, ay) != (bx, by)]
    if len(steps) < 2:
        return ""
    return f"M{points[0][0]} {points[0][1]}l" + " ".join(f"{dx} {dy}" for dx, dy in steps) + "z"
