"""The city's mark as a square picture, for a telephone's first screen: drawn here, from the city's two colours."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageDraw

SIZES = (180, 192, 512)  # px: iOS, Android, the picture while it starts
FINER = 4  # drawn larger and made smaller, so that edges are smooth
UNITS = 36  # of the drawing in `templates/look/mark.html`
SCALE = 0.62  # of the tile: a round or cut mask takes away no part of the mark
SAILS = (((17, 5), (17, 21), (7, 21)), ((20.5, 9), (29, 21), (20.5, 21)))
WAVES = (25.0, 30.5)
CREST, STEP = 1.5, 6.5  # how high a wave stands, and how long half of one is

Point = tuple[float, float]


def colours_of(css: str) -> tuple[str, str]:
    """(the city's colour, what stands on it) in its stylesheet for light; the product's own when it has none."""
    found = dict(re.findall(r"--(city|on-city):\s*(#[0-9a-fA-F]{3,6})", css.split("@media")[0]))
    return found.get("city", "#0a5f59"), found.get("on-city", "#ffffff")


@lru_cache(maxsize=16)
def tile(ground: str, ink: str, size: int) -> bytes:
    """A PNG of `size` px: the mark in `ink` on `ground`, which fills it to the edges."""
    canvas = Image.new("RGB", (size * FINER, size * FINER), ground)
    pen = ImageDraw.Draw(canvas)
    unit = size * FINER * SCALE / UNITS
    edge = size * FINER * (1 - SCALE) / 2

    def at(point: Point) -> Point:
        return edge + point[0] * unit, edge + point[1] * unit

    for sail in SAILS:
        pen.polygon([at(point) for point in sail], fill=ink)
    for height in WAVES:
        for start, end in pairwise(_wave(height)):
            pen.line([at(start), at(end)], fill=ink, width=round(2 * unit))
    done = io.BytesIO()
    canvas.resize((size, size), Image.Resampling.LANCZOS).quantize(32).save(done, "PNG", optimize=True)
    return done.getvalue()


def _wave(height: float) -> Iterator[Point]:
    """Four half waves from left to right, as the curves of the drawing run."""
    for half in range(4):
        for part in range(24):
            share = part / 24
            rise = 4 * CREST * share * (1 - share)
            yield 5 + (half + share) * STEP, height + (rise if half % 2 == 0 else -rise)
    yield 5 + 4 * STEP, height
