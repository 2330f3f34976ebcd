"""Pictures as a phone sends them."""

from __future__ import annotations

import io

from PIL import Image


def photo(words: str = "foto", size: tuple[int, int] = (640, 400)) -> bytes:
    """A JPEG; other words give another colour. size: width and height in pixels."""
    out = io.BytesIO()
    number = sum(words.encode())
    Image.new("RGB", size, (number % 200, number // 7 % 200, 120)).save(out, "JPEG")
    return out.getvalue()
