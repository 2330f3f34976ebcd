"""The process that decodes a stranger's picture: file in, clean JPEG out. Started by `uploads.run_child` only.

Stands alone: it imports nothing of the house.
"""

from __future__ import annotations

import io
import json
import sys

from PIL import Image, ImageOps

MAX_PIXELS = 50_000_000
LONG_SIDE = 2400
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")
Image.MAX_IMAGE_PIXELS = None  # our own limit, below


class Refused(Exception):
    """`why` is a key of `uploads.SENTENCES`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def clean(content: bytes) -> tuple[dict[str, int], bytes]:
    """Upright JPEG without metadata, at most LONG_SIDE pixels long. The size is asked of the header, before decoding."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused("image-huge")
            picture.draft("RGB", (LONG_SIDE, LONG_SIDE))  # JPEG only: decodes at a fraction of the size
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused("image-broken") from error
    upright.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    _on_white(upright).save(out, "JPEG", quality=QUALITY, optimize=True)
    return {"width": upright.width, "height": upright.height}, out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    return picture.convert("RGB")


def main() -> None:
    try:
        head, body = clean(sys.stdin.buffer.read())
        answer: dict[str, int | str] = dict(head)
    except Refused as refused:
        answer, body = {"refused": refused.why}, b""
    except MemoryError:
        answer, body = {"refused": "image-huge"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
