"""The process that decodes a stranger's picture: file in, clean JPEG out. Started by `uploads.run_child` only.

Without arguments: one JPEG for a document. With two lengths of sides: two JPEG one behind the other, and what the picture said
of when and where it was taken; nothing of that stays inside them. Four numbers more are a box that is made unrecognisable: left,
top, width, height, in thousandths of the upright picture. Stands alone: it imports nothing of the house.
"""

from __future__ import annotations

import io
import json
import math
import struct
import sys
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image, ImageOps

MAX_PIXELS = 50_000_000
LONG_SIDE = 2400
QUALITY = 85
BLOCKS = 6  # along the longer side of a box that is made unrecognisable
FORMATS = ("JPEG", "PNG", "WEBP")
NO_EXIF = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, struct.error,
)  # fmt: skip
Image.MAX_IMAGE_PIXELS = None  # our own limit, below


class Refused(Exception):
    """`why` is a key of `uploads.SENTENCES`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def clean(content: bytes) -> tuple[dict[str, int], bytes]:
    """Upright JPEG without metadata, at most LONG_SIDE pixels long. The size is asked of the header, before decoding."""
    upright = _opened(content, LONG_SIDE)
    upright.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    return {"width": upright.width, "height": upright.height}, _jpeg(upright, QUALITY)


def sizes(content: bytes, longest: int, short: int, *boxes: int) -> tuple[dict[str, Any], bytes]:
    """Two upright JPEG without metadata, at most `longest` and `short` pixels long, and what the picture says of itself.

    boxes: four numbers for each box in which nothing is to be recognised.

    The head holds `width`, `height` and `bytes` of both, and, where the picture says so: `taken_at` ("2026-08-03T08:15:00",
    with an offset when it has one), `lat` and `lon` in degrees.
    """
    upright = _opened(content, longest)
    said = _said(content)
    upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    if boxes:
        upright = _on_white(upright)
    for box in zip(*[iter(boxes)] * 4, strict=True):
        _pixelate(upright, box)
    large = _jpeg(upright, 82)
    little = upright.copy()
    little.thumbnail((short, short), Image.Resampling.LANCZOS)
    small = _jpeg(little, 72)
    head = {
        "width": [upright.width, little.width],
        "height": [upright.height, little.height],
        "bytes": [len(large), len(small)],
        **said,
    }
    return head, large + small


def _pixelate(picture: Image.Image, box: tuple[int, ...]) -> None:
    """Leave of a box its few average colours: too few for a face or a number plate to be guessed from them."""
    left, top, width, height = box
    edges = (
        max(0, picture.width * left // 1000),
        max(0, picture.height * top // 1000),
        min(picture.width, -(-picture.width * (left + width) // 1000)),
        min(picture.height, -(-picture.height * (top + height) // 1000)),
    )
    wide, high = edges[2] - edges[0], edges[3] - edges[1]
    if wide < 1 or high < 1:
        return
    block = max(wide, high) / BLOCKS
    few = picture.crop(edges).resize((max(1, round(wide / block)), max(1, round(high / block))), Image.Resampling.BOX)
    picture.paste(few.resize((wide, high), Image.Resampling.NEAREST), edges[:2])


def _opened(content: bytes, longest: int) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused("image-huge")
            picture.draft("RGB", (longest, longest))  # JPEG only: decodes at a fraction of the size
            picture.load()
            return ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused("image-broken") from error


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    _on_white(picture).save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _said(content: bytes) -> dict[str, Any]:
    """When and where, as far as the picture says so in a way that can be understood; a broken EXIF says nothing."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            exif = picture.getexif()
            times = dict(exif.get_ifd(ExifTags.IFD.Exif))
            place = dict(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except NO_EXIF:
        return {}
    found: dict[str, Any] = {}
    for read, source in ((_time, times), (_place, place)):
        try:
            found.update(read(source))
        except NO_EXIF:
            continue
    return found


def _time(tags: Mapping[int, Any]) -> dict[str, str]:
    text = str(tags[ExifTags.Base.DateTimeOriginal]).strip("\0 ")
    day, _, clock = text.partition(" ")
    year, month, date = (int(part) for part in day.split(":"))
    hour, minute, second = (int(part) for part in clock.split(":"))
    offset = str(tags.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    zone = offset if len(offset) == 6 and offset[0] in "+-" and offset[3] == ":" and (offset[1:3] + offset[4:]).isdigit() else ""
    return {"taken_at": f"{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}{zone}"}


def _place(tags: Mapping[int, Any]) -> dict[str, float]:
    lat = _degrees(tags[ExifTags.GPS.GPSLatitude]) * (-1 if str(tags[ExifTags.GPS.GPSLatitudeRef]).upper()[:1] == "S" else 1)
    lon = _degrees(tags[ExifTags.GPS.GPSLongitude]) * (-1 if str(tags[ExifTags.GPS.GPSLongitudeRef]).upper()[:1] == "W" else 1)
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180) or (lat, lon) == (0, 0):
        return {}
    return {"lat": round(lat, 6), "lon": round(lon, 6)}


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    return picture.convert("RGB")


def main() -> None:
    try:
        content, lengths = sys.stdin.buffer.read(), [int(text) for text in sys.argv[1:]]
        head, body = sizes(content, *lengths) if lengths else clean(content)
        answer: dict[str, Any] = dict(head)
    except Refused as refused:
        answer, body = {"refused": refused.why}, b""
    except MemoryError:
        answer, body = {"refused": "image-huge"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
