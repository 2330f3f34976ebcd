"""Places: in which region a point lies, how far two points are apart, and a region as an SVG path."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from shapely import STRtree, make_valid
from shapely.affinity import scale
from shapely.geometry import Point, Polygon, shape
from shapely.ops import nearest_points, unary_union

EARTH_RADIUS = 6_371_008.8  # metres, the mean radius (IUGG)
TRIES = 60  # points that are drawn before a region that hardly fills its frame is answered with its middle


class Spot(NamedTuple):
    """A point on the earth, in degrees (WGS 84)."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Region:
    """One region with its boundary. `level` counts the parts of the code: 2 city, 3 kecamatan, 4 kelurahan."""

    code: str
    name: str
    level: int
    geometry: Any  # a shapely Polygon or MultiPolygon, x is longitude


@dataclass(frozen=True, slots=True)
class Frame:
    """A piece of the earth laid flat into a drawing of `width` by `height` units, north up.

    Equirectangular, with longitudes shortened by the cosine of the middle latitude: true in shape over a city.
    """

    west: float
    north: float
    scale: float  # drawing units per degree of latitude
    shrink: float  # length of a degree of longitude, in degrees of latitude
    width: float
    height: float

    @classmethod
    def around(cls, west: float, south: float, east: float, north: float, *, width: float) -> Frame:
        """The frame that shows exactly these degrees. Raises ValueError when they enclose nothing."""
        if not (west < east and south < north):
            raise ValueError("a frame needs some ground between west and east, south and north")
        shrink = math.cos(math.radians((south + north) / 2))
        scale = width / ((east - west) * shrink)
        return cls(west, north, scale, shrink, width, (north - south) * scale)

    def xy(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point lies in the drawing; y grows downwards."""
        return (lon - self.west) * self.shrink * self.scale, (self.north - lat) * self.scale

    def spot(self, x: float, y: float) -> Spot:
        """What lies at a point of the drawing: `xy` backwards."""
        return Spot(self.north - y / self.scale, self.west + x / (self.shrink * self.scale))

    @property
    def view_box(self) -> str:
        """The viewBox attribute of the SVG."""
        return f"0 0 {_number(self.width, 2)} {_number(self.height, 2)}"


class Regions:
    """The regions of a city, held in memory and indexed."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self._regions = sorted(regions, key=lambda region: region.code)
        self._by_code = {region.code: region for region in self._regions}
        self._tree = STRtree([region.geometry for region in self._regions])

    @classmethod
    def load(cls, collection: Mapping[str, Any]) -> Regions:
        """Build from a GeoJSON FeatureCollection of polygons whose properties hold `code` and `name`.

        Raises ValueError, naming the code, for a boundary that is no sound polygon.
        """
        return cls(_read_feature(feature) for feature in collection["features"])

    @classmethod
    def drawn(cls, outlines: Iterable[tuple[str, str, str]], frame: Frame) -> Regions:
        """Build from (code, name, path) as `path` drew them in `frame`: true to the precision they were drawn with."""
        return cls(Region(code, name, code.count(".") + 1, _read_path(path, frame)) for code, name, path in outlines)

    def nearest(self, lat: float, lon: float, *, level: int) -> tuple[str, float]:
        """The region of `level` that lies nearest to a point, and the metres to it; 0 inside. The lowest code of several.

        Raises ValueError off the earth, and when there is no region of that level.
        """
        _check_point(lat, lon)
        shrink = math.cos(math.radians(lat))
        found = [region for region in self._regions if region.level == level]
        if not found:
            raise ValueError(f"there is no region of level {level}")
        here = Point(lon, lat)
        by_metres = []
        for region in found:
            # A degree of longitude is shorter than one of latitude: the ground is laid flat before the nearest point is sought.
            flat = scale(region.geometry, xfact=shrink, yfact=1, origin=(lon, lat))
            near, _ = nearest_points(flat, here)
            by_metres.append((distance(lat, lon, near.y, lon + (near.x - lon) / shrink), region.code))
        metres, code = min(by_metres)
        return code, metres

    def __iter__(self) -> Iterator[Region]:
        return iter(self._regions)

    def __len__(self) -> int:
        return len(self._regions)

    def __getitem__(self, code: str) -> Region:
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def at(self, lat: float, lon: float, *, level: int | None = None) -> str | None:
        """The code of the region a point lies in, of one level or else the deepest; None outside all.

        On a shared border the lowest code wins, so that the answer is always the same.
        Raises ValueError when latitude or longitude is not on the earth.
        """
        _check_point(lat, lon)
        hits = (self._regions[index] for index in self._tree.query(Point(lon, lat), predicate="intersects"))
        found = [region for region in hits if level is None or region.level == level]
        return min(found, key=lambda region: (-region.level, region.code)).code if found else None

    def somewhere(self, code: str, chance: Random) -> Spot:
        """A point inside the region, anywhere with equal probability. Raises KeyError for an unknown code."""
        geometry = self._by_code[code].geometry
        west, south, east, north = geometry.bounds
        for _ in range(TRIES):
            point = Point(chance.uniform(west, east), chance.uniform(south, north))
            if geometry.contains(point):
                return Spot(point.y, point.x)
        point = geometry.representative_point()
        return Spot(point.y, point.x)

    def frame(self, codes: Iterable[str], *, width: float = 1000.0) -> Frame:
        """The frame that just holds these regions. Raises KeyError for an unknown code, ValueError for none."""
        bounds = [self._by_code[code].geometry.bounds for code in codes]
        if not bounds:
            raise ValueError("a frame needs at least one region")
        west, south, east, north = zip(*bounds, strict=True)
        return Frame.around(min(west), min(south), max(east), max(north), width=width)

    def path(self, code: str, frame: Frame, *, decimals: int = 1) -> str:
        """The boundary as the `d` of an SVG path; draw it with fill-rule evenodd, for the holes.

        Points that fall together at this precision are drawn once, rings that shrink to a line are left out
        unless nothing else would remain.
        """
        geometry = self._by_code[code].geometry
        polygons = getattr(geometry, "geoms", [geometry])
        rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
        drawn = [_ring(ring.coords, frame, decimals) for ring in rings]
        visible = [points for points in drawn if len(points) > 2] or [max(drawn, key=len)]
        return "".join(f"M{'L'.join(points)}Z" for points in visible)


def distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres between two points along the surface of the earth (haversine). Raises ValueError off the earth."""
    _check_point(lat, lon)
    _check_point(other_lat, other_lon)
    half_lat = math.radians(other_lat - lat) / 2
    half_lon = math.radians(other_lon - lon) / 2
    across = math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(math.sin(half_lat) ** 2 + across)))


def _check_point(lat: float, lon: float) -> None:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # also refuses NaN, which compares false
        raise ValueError(f"latitude is -90 to 90 and longitude -180 to 180, not {lat}, {lon}")


def _read_feature(feature: Mapping[str, Any]) -> Region:
    code = str(feature["properties"]["code"])
    geometry = shape(feature["geometry"])
    if geometry.geom_type not in {"Polygon", "MultiPolygon"} or geometry.is_empty or not geometry.is_valid:
        raise ValueError(f"the boundary of {code} is no sound polygon")
    return Region(code, str(feature["properties"]["name"]), code.count(".") + 1, geometry)


def _read_path(path: str, frame: Frame) -> Any:
    rings = []
    for ring in path.split("Z"):
        points = [point.split(",") for point in ring.removeprefix("M").split("L") if point]
        corners = [frame.spot(float(x), float(y)) for x, y in points]
        if len(corners) > 2:
            rings.append(make_valid(Polygon([(spot.lon, spot.lat) for spot in corners])))
    # Drawn with evenodd: a ring inside a ring is a hole. Rings of one drawing never cross.
    whole: Any = Polygon()
    for ring in sorted(rings, key=lambda drawn: -drawn.area):
        whole = whole.difference(ring) if whole.contains(ring.representative_point()) else unary_union([whole, ring])
    return whole


def _ring(coordinates: Iterable[tuple[float, ...]], frame: Frame, decimals: int) -> list[str]:
    points: list[str] = []
    for lon, lat, *_ in coordinates:
        x, y = frame.xy(lat, lon)
        point = f"{_number(x, decimals)},{_number(y, decimals)}"
        if not points or points[-1] != point:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:  # Z closes the ring
        points.pop()
    return points


def _number(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
