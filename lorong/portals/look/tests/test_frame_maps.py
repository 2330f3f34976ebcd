"""The map shows the land that hangs together, as large as it fits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from lorong.portals.look.framing import EDGE, TALLEST, WIDTH, framed


@dataclass(frozen=True)
class Land:
    code: str
    outline: str
    x: float
    y: float


def square(code: str, x: float, y: float, size: float = 10) -> Land:
    ring = f"M{x},{y}L{x + size},{y}L{x + size},{y + size}L{x},{y + size}Z"
    return Land(code, ring, x + size / 2, y + size / 2)


def size_of(view_box: str) -> tuple[float, float]:
    _, _, width, height = (float(n) for n in view_box.split())
    return width, height


def test_a_far_island_is_left_out_and_named():
    found = framed([square("a", 0, 0), square("b", 10, 0), square("c", 20, 0), square("island", 400, 0)])
    assert found.far == {"island"}
    assert set(found.outlines) == {"a", "b", "c"}
    assert "island" not in found.centres


def test_land_that_touches_is_kept_however_long_it_stretches():
    chain = [square(str(i), i * 10, 0) for i in range(200)]
    assert framed(chain).far == frozenset()


def test_a_region_keeps_the_part_that_is_near():
    both = Land("b", square("", 10, 0).outline + square("", 500, 0).outline, 15, 5)
    found = framed([square("a", 0, 0), both])
    assert found.far == frozenset()
    assert found.outlines["b"].count("M") == 1


def test_what_is_drawn_lies_inside_the_frame():
    found = framed([square("a", 3, 4), square("b", 13, 4), square("c", 13, 14)])
    width, height = size_of(found.view_box)
    for path in found.outlines.values():
        x, y = map(int, re.match(r"M(-?\d+) (-?\d+)", path).groups())
        assert EDGE - 1 <= x <= width - EDGE + 1
        assert EDGE - 1 <= y <= height - EDGE + 1


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=30, unique=True),
    st.floats(0.01, 1000),
)
def test_every_map_fits_its_frame_at_every_scale(places, scale):
    regions = [square(str(i), x * 10 * scale, y * 10 * scale, 10 * scale) for i, (x, y) in enumerate(places)]
    found = framed(regions)
    width, height = size_of(found.view_box)
    assert width <= WIDTH + 1
    assert height <= (WIDTH - 2 * EDGE) * TALLEST + 2 * EDGE + 1
    assert found.outlines.keys() | found.far == {r.code for r in regions}
    assert found.outlines
