"""The process that decodes a stranger's file: `uploads_child.py <memory> <seconds> image|pdf`, file in, clean file out.

Started by `uploads.run_child` only. Stands alone: it imports nothing of the house.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zlib
from typing import Any

MAX_PIXELS = 50_000_000
LONG_SIDE = 2400
QUALITY = 85
MAX_PAGES = 30
MAX_OBJECTS = 20_000
MAX_STREAM = 120 * 1024 * 1024  # decoded: an A4 page in colour at 600 dots per inch
MAX_STREAMS = 400 * 1024 * 1024
MAX_OUTPUT = 12 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")
# What a document has no need of: scripts, actions, attachments, forms that fetch, media.
DROPPED = (
    "/AA", "/A", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMedia",
    "/RichMediaContent", "/Names", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/PieceInfo", "/Metadata",
)  # fmt: skip
ACTIVE_NOTES = {"/FileAttachment", "/Screen", "/RichMedia", "/Movie", "/Sound", "/3D", "/Link", "/Widget"}


class Refused(Exception):
    """`why` is a key of `uploads.SENTENCES`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def limit(memory: int, seconds: int) -> None:
    """Bound this process before it reads anything."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def image(content: bytes) -> tuple[dict[str, int], bytes]:
    """Upright JPEG without metadata, at most LONG_SIDE pixels long. The size is asked of the header, before decoding."""
    from PIL import Image, ImageOps  # noqa: PLC0415  (imported under the limits)

    Image.MAX_IMAGE_PIXELS = None  # our own limit, below
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


def _on_white(picture: Any) -> Any:
    from PIL import Image  # noqa: PLC0415

    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    return picture.convert("RGB")


def pdf(content: bytes) -> tuple[dict[str, int], bytes]:
    """The pages alone, written anew: no scripts, actions, attachments, metadata; nothing that unpacks to a bomb."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Refused("pdf-locked")
        if sum(len(found) for found in reader.xref.values()) + len(reader.xref_objStm) > MAX_OBJECTS:
            raise Refused("pdf-huge")
        count = len(reader.pages)
        if count > MAX_PAGES:
            raise Refused("pdf-long")
        if count == 0:
            raise Refused("pdf-broken")
        writer = PdfWriter()
        for page in reader.pages:
            writer.add_page(page)
        writer.metadata = None
        _strip(writer)
        out = io.BytesIO()
        writer.write(out)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Refused("pdf-broken") from error
    if out.tell() > MAX_OUTPUT:
        raise Refused("pdf-huge")
    return {"pages": count}, out.getvalue()


def _strip(writer: Any) -> None:
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject  # noqa: PLC0415

    unpacked = 0
    for thing in writer._objects:
        if isinstance(thing, StreamObject):
            unpacked += _unpacked_size(thing)
            if unpacked > MAX_STREAMS:
                raise Refused("pdf-huge")
        for node in _dictionaries(thing, DictionaryObject, ArrayObject):
            for key in DROPPED:
                node.pop(NameObject(key), None)
            if "/Annots" in node:
                notes = node["/Annots"].get_object() or []
                kept = [n for n in notes if n.get_object().get("/Subtype") not in ACTIVE_NOTES]
                node[NameObject("/Annots")] = ArrayObject(kept)
    # a name that stays reachable through a page would come back: what was dropped is not written at all
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)


def _dictionaries(thing: Any, dictionary: type, array: type, depth: int = 0) -> list[Any]:
    if depth > 40:
        raise Refused("pdf-huge")
    found: list[Any] = []
    if isinstance(thing, dictionary):
        found.append(thing)
        for value in thing.values():
            if isinstance(value, (dictionary, array)):
                found += _dictionaries(value, dictionary, array, depth + 1)
    elif isinstance(thing, array):
        for value in thing:
            if isinstance(value, (dictionary, array)):
                found += _dictionaries(value, dictionary, array, depth + 1)
    return found


def _unpacked_size(stream: Any) -> int:
    """Bytes a reader would unpack. Raises Refused for a bomb, for filters in a row, for a picture of absurd size."""
    filters = stream.get("/Filter", [])
    names = [filters] if isinstance(filters, str) else [str(name) for name in filters.get_object()]
    if len(names) > 2 or names.count("/FlateDecode") > 1 or "/Crypt" in names:
        raise Refused("pdf-huge")
    if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > 2 * MAX_PIXELS:
        raise Refused("pdf-huge")
    raw = stream._data if isinstance(stream._data, bytes) else str(stream._data).encode("latin-1")
    if names == ["/FlateDecode"]:
        return _inflated(raw)
    if "/FlateDecode" in names or "/LZWDecode" in names or "/RunLengthDecode" in names:
        size = len(stream.get_data())  # rare: unpacked by the library, within this process's memory
        if size > MAX_STREAM:
            raise Refused("pdf-huge")
        return size
    return len(raw)


def _inflated(raw: bytes) -> int:
    size, unpacker = 0, zlib.decompressobj()
    rest = raw
    while rest and not unpacker.eof:
        try:
            size += len(unpacker.decompress(rest, 1024 * 1024))
        except zlib.error:
            break  # a damaged end: viewers show what is there
        rest = unpacker.unconsumed_tail
        if size > MAX_STREAM:
            raise Refused("pdf-huge")
    return size


def main() -> None:
    limit(int(sys.argv[1]), int(sys.argv[2]))
    content = sys.stdin.buffer.read()
    try:
        head, body = (image if sys.argv[3] == "image" else pdf)(content)
    except Refused as refused:
        head, body = {"refused": refused.why}, b""  # type: ignore[dict-item]
    except MemoryError:
        head, body = {"refused": "pdf-huge" if sys.argv[3] == "pdf" else "image-huge"}, b""  # type: ignore[dict-item]
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
