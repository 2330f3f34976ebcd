import math
import re
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.places import EARTH_RADIUS, Frame, Regions, distance

Coordinates = list[list[float]]


def square(west: float, south: float, size: float) -> Coordinates:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: str, *rings: Coordinates) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"Wilayah {code}"},
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


#: A made-up city of two kelurahan side by side; the eastern one has a lake in it and an island to the south.
EAST = {
    "type": "Feature",
    "properties": {"code": "73.71.01.1002", "name": "Timur"},
    "geometry": {
        "type": "MultiPolygon",
        "coordinates": [[square(119.5, -5.0, 0.5), square(119.7, -4.8, 0.1)], [square(119.8, -5.2, 0.1)]],
    },
}
CITY = Regions.load(
    {
        "type": "FeatureCollection",
        "features": [
            feature("73.71", square(119.0, -5.2, 1.0)),
            EAST,
            feature("73.71.01.1001", square(119.0, -5.0, 0.5)),
        ],
    }
)


def test_a_point_lies_in_the_deepest_region_that_holds_it():
    assert CITY.at(-4.75, 119.2) == "73.71.01.1001"
    assert CITY.at(-4.9, 119.6) == "73.71.01.1002"
    assert CITY.at(-5.15, 119.85) == "73.71.01.1002"
    assert CITY.at(-5.15, 119.2) == "73.71"
    assert CITY.at(-4.9, 119.6, level=2) == "73.71"
    assert CITY.at(-5.15, 119.2, level=4) is None


def test_a_lake_does_not_belong_to_the_region_around_it():
    assert CITY.at(-4.75, 119.75, level=4) is None


def test_a_point_outside_lies_nowhere():
    assert CITY.at(-6.2, 106.8) is None


def test_on_a_shared_border_the_lowest_code_wins():
    assert CITY.at(-4.75, 119.5) == "73.71.01.1001"


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 181), (math.nan, 119), (-5, math.inf)])
def test_a_point_that_is_not_on_the_earth_is_refused(lat, lon):
    with pytest.raises(ValueError, match="latitude is"):
        CITY.at(lat, lon)
    with pytest.raises(ValueError, match="latitude is"):
        distance(lat, lon, 0, 0)


@given(st.floats(119.0, 119.999), st.floats(-5.0, -4.501))
def test_every_point_of_land_lies_in_the_half_it_is_in(lon, lat):
    if 119.7 <= lon <= 119.8 and -4.8 <= lat <= -4.7:
        return  # the lake
    assert CITY.at(lat, lon, level=4) == ("73.71.01.1001" if lon <= 119.5 else "73.71.01.1002")


@given(st.integers())
def test_somewhere_in_a_region_is_inside_it_and_not_in_its_lake(seed):
    place = CITY.somewhere("73.71.01.1002", Random(seed))
    assert CITY.at(place.lat, place.lon, level=4) == "73.71.01.1002"


def test_nowhere_is_not_in_the_city():
    with pytest.raises(KeyError):
        CITY.somewhere("99.99", Random(1))


def test_regions_are_listed_by_code_and_found_by_it():
    assert [region.code for region in CITY] == ["73.71", "73.71.01.1001", "73.71.01.1002"]
    assert len(CITY) == 3
    assert "73.71" in CITY
    assert "73.72" not in CITY
    assert CITY["73.71.01.1002"].name == "Timur"
    assert CITY["73.71.01.1002"].level == 4


def test_a_boundary_that_crosses_itself_is_refused_by_name():
    bow = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    with pytest.raises(ValueError, match=r"73\.71\.99"):
        Regions.load({"features": [feature("73.71.99", bow)]})


def test_a_frame_shows_north_up_and_true_in_shape():
    frame = CITY.frame(["73.71"], width=400)
    assert frame.xy(-4.2, 119.0) == pytest.approx((0, 0))
    assert frame.xy(-5.2, 120.0) == pytest.approx((400, frame.height))
    assert frame.height == pytest.approx(400 / math.cos(math.radians(-4.7)))
    assert frame.view_box == f"0 0 400 {round(frame.height, 2):g}"


@given(st.floats(-10, 5), st.floats(96, 140), st.floats(0.01, 0.2), st.floats(0.01, 0.2))
def test_lengths_in_a_frame_are_lengths_on_the_ground(lat, lon, south, east):
    frame = Frame.around(lon - 0.3, lat - 0.3, lon + 0.3, lat + 0.3, width=1000)
    metres_per_unit = math.radians(1 / frame.scale) * EARTH_RADIUS
    (x, y), (other_x, other_y) = frame.xy(lat, lon), frame.xy(lat - south, lon + east)
    drawn = math.hypot(other_x - x, other_y - y) * metres_per_unit
    assert drawn == pytest.approx(distance(lat, lon, lat - south, lon + east), rel=0.002)


def test_a_frame_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        CITY.frame([])
    with pytest.raises(ValueError, match="some ground"):
        Frame.around(119, -5, 119, -4, width=100)
    with pytest.raises(KeyError):
        CITY.frame(["99.99"])


def test_a_path_draws_every_ring_once_and_closes_it():
    frame = Frame.around(119.0, -5.0, 120.0, -4.5, width=100)
    path = CITY.path("73.71.01.1001", frame, decimals=0)
    assert path == f"M0,{frame.height:.0f}L50,{frame.height:.0f}L50,0L0,0Z"
    assert CITY.path("73.71.01.1002", frame).count("M") == 3


def test_a_path_has_no_more_decimals_than_asked_and_no_trailing_noughts():
    path = CITY.path("73.71.01.1002", CITY.frame(["73.71"], width=333), decimals=2)
    numbers = re.findall(r"-?[0-9.]+", path)
    assert numbers
    assert all(re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]?[1-9])?", number) for number in numbers)
    assert "-0," not in path


def test_what_is_too_small_to_see_is_left_out_but_never_everything():
    island = CITY.frame(["73.71"], width=5)
    assert CITY.path("73.71.01.1002", island, decimals=0).count("M") == 1
    speck = Frame.around(90.0, -45.0, 180.0, 45.0, width=10)
    assert CITY.path("73.71.01.1001", speck, decimals=0).startswith("M")


def test_a_degree_of_latitude_is_about_a_hundred_and_eleven_kilometres():
    assert distance(-5, 119, -4, 119) == pytest.approx(111_195, abs=1)
    assert distance(-5, 119, -5, 119) == 0
    # Makassar to Padang
    assert distance(-5.1477, 119.4327, -0.9471, 100.4172) == pytest.approx(2_156_000, rel=0.005)


points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(points, points, points)
def test_the_straight_way_is_never_longer_than_a_detour(a, b, c):
    assert distance(*a, *b) == pytest.approx(distance(*b, *a))
    assert 0 <= distance(*a, *b) <= math.pi * EARTH_RADIUS + 1
    assert distance(*a, *c) <= distance(*a, *b) + distance(*b, *c) + 1
