"""The process that reads a stranger's PDF: file in, clean PDF out. Started by `uploads.run_child` only.

Stands alone: it imports nothing of the house.
"""

from __future__ import annotations

import io
import json
import sys
import zlib
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

MAX_PAGES = 30
MAX_PICTURE = 100_000_000  # pixels
MAX_OBJECTS = 20_000
MAX_STREAM = 120 * 1024 * 1024  # decoded: an A4 page in colour at 600 dots per inch
MAX_STREAMS = 400 * 1024 * 1024
MAX_OUTPUT = 12 * 1024 * 1024
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


def clean(content: bytes) -> tuple[dict[str, int], bytes]:
    """The pages alone, written anew: no scripts, actions, attachments, metadata; nothing that unpacks to a bomb."""
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

    unpacked = 0
    for thing in writer._objects:
        if isinstance(thing, StreamObject):
            unpacked += _unpacked_size(thing)
            if unpacked > MAX_STREAMS:
                raise Refused("pdf-huge")
        for node in _dictionaries(thing):
            for key in DROPPED:
                node.pop(NameObject(key), None)
            if "/Annots" in node:
                notes = node["/Annots"].get_object() or []
                kept = [n for n in notes if n.get_object().get("/Subtype") not in ACTIVE_NOTES]
                node[NameObject("/Annots")] = ArrayObject(kept)
    # a name that stays reachable through a page would come back: what was dropped is not written at all
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)


def _dictionaries(thing: Any, depth: int = 0) -> list[Any]:
    if depth > 40:
        raise Refused("pdf-huge")
    found: list[Any] = []
    if isinstance(thing, DictionaryObject):
        found.append(thing)
        for value in thing.values():
            if isinstance(value, DictionaryObject | ArrayObject):
                found += _dictionaries(value, depth + 1)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            if isinstance(value, DictionaryObject | ArrayObject):
                found += _dictionaries(value, depth + 1)
    return found


def _unpacked_size(stream: Any) -> int:
    """Bytes a reader would unpack. Raises Refused for a bomb, for filters in a row, for a picture of absurd size."""
    filters = stream.get("/Filter", [])
    names = [filters] if isinstance(filters, str) else [str(name) for name in filters.get_object()]
    if len(names) > 2 or names.count("/FlateDecode") > 1 or "/Crypt" in names:
        raise Refused("pdf-huge")
    if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MAX_PICTURE:
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
    try:
        head, body = clean(sys.stdin.buffer.read())
        answer: dict[str, int | str] = dict(head)
    except Refused as refused:
        answer, body = {"refused": refused.why}, b""
    except MemoryError:
        answer, body = {"refused": "pdf-huge"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
