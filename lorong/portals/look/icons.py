"""The names of the icons in the sprite."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

SPRITE = Path(__file__).parent / "static" / "look" / "icons.svg"
UNKNOWN = "file-text"


@cache
def names() -> frozenset[str]:
    """The icons that can be drawn."""
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text(encoding="utf-8")))


def known(name: str) -> str:
    """`name` when the sprite has it, else a sheet of paper: a picture from data must not break a page."""
    return name if name in names() else UNKNOWN
