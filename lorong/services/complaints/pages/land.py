"""The city's land as a drawing that needs no tiles: outlines of the kelurahan, and where a place on the earth lies in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lorong.kernel.city import queries as city
from lorong.kernel.city.values import MapRegion
from lorong.lib.places import Frame, Spot
from lorong.portals.look.framing import Framed, framed

KELURAHAN = 4  # level of a region
ROOM = 1.15  # a region is shown with a little around it
FINENESS = 3  # times as fine as the city's small maps: true to some twenty metres
SMALLEST = 36.0  # units of the drawing: nothing is shown larger than that


@dataclass(frozen=True)
class Area:
    """One kelurahan as drawn."""

    code: str
    name: str
    path: str


@dataclass(frozen=True)
class Piece:
    """A part of the drawing: its view box, what lies in it, and how large a mark is there."""

    view_box: str
    areas: tuple[Area, ...]
    mark: float


@dataclass(frozen=True)
class Land:
    """The drawing. x = `east` * longitude + `left`; y = `south` * latitude + `top`, in units of the view box."""

    width: float
    height: float
    east: float
    left: float
    south: float
    top: float
    areas: tuple[Area, ...]
    boxes: Mapping[str, tuple[float, float, float, float]]  # code -> x, y, width, height

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width:g} {self.height:g}"

    def xy(self, spot: Spot) -> tuple[float, float]:
        """Where a place lies in the drawing."""
        return round(self.east * spot.lon + self.left, 1), round(self.south * spot.lat + self.top, 1)

    def near(self, code: str) -> Piece | None:
        """One kelurahan with what lies around it; None for one that is not drawn."""
        found = self.boxes.get(code)
        if found is None:
            return None
        x, y, width, height = found
        size = max(width, height, SMALLEST) * ROOM
        left, top = x + width / 2 - size / 2, y + height / 2 - size / 2
        shown = [a for a in self.areas if _touch(self.boxes[a.code], (left, top, size, size))]
        return Piece(f"{left:.1f} {top:.1f} {size:.1f} {size:.1f}", tuple(shown), round(size / 40, 1))


def land() -> Land | None:
    """The city of this installation; None while none is loaded, or it has no outlines."""
    frame = city.map_frame()
    regions = tuple(r for r in city.regions_for_map() if r.level == KELURAHAN and r.outline)
    return _land(regions, frame) if frame is not None and regions else None


@lru_cache(maxsize=4)
def _land(regions: tuple[MapRegion, ...], frame: Frame) -> Land:
    drawn = framed(regions, fineness=FINENESS)
    _, _, width, height = (float(part) for part in drawn.view_box.split())
    per_degree = frame.scale * drawn.scale
    return Land(
        width=width,
        height=height,
        east=per_degree * frame.shrink,
        left=drawn.left - per_degree * frame.shrink * frame.west,
        south=-per_degree,
        top=drawn.top + per_degree * frame.north,
        areas=tuple(Area(r.code, r.name, drawn.outlines[r.code]) for r in regions if r.code in drawn.outlines),
        boxes=_boxes(drawn),
    )


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] <= b[0] + b[2] and b[0] <= a[0] + a[2] and a[1] <= b[1] + b[3] and b[1] <= a[1] + a[3]


def _boxes(drawn: Framed) -> dict[str, tuple[float, float, float, float]]:
    found = {}
    for code, path in drawn.outlines.items():
        xs, ys = _corners(path)
        found[code] = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return found


def _corners(path: str) -> tuple[list[float], list[float]]:
    """The points of path data as `framing` writes it: a start and small steps."""
    xs: list[float] = []
    ys: list[float] = []
    for ring in path.split("M")[1:]:
        start, steps = ring.rstrip("z").split("l")
        x, y = (float(part) for part in start.split())
        numbers = [float(part) for part in steps.split()]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            xs.append(x)
            ys.append(y)
            x, y = x + dx, y + dy
        xs.append(x)
        ys.append(y)
    return xs, ys
