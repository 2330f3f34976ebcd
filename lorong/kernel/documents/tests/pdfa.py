"""What in a PDF is against PDF/A-2b (ISO 19005-2), as far as its structure shows it. No validator: see the README.

Each rule stands with its clause. `LORONG_VERAPDF` names a veraPDF to ask as well, where one is installed.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

NO_ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition"}
NO_ACTIONS |= {"/Trans", "/GoTo3DView", "/GoToR", "/GoToE", "/SubmitForm"}
INVISIBLE, HIDDEN, PRINT, NO_VIEW, TOGGLE = 1, 2, 4, 32, 256
FORBIDDEN_KEYS = ("/AA", "/JS", "/XFA", "/EmbeddedFiles", "/OCProperties", "/Ref", "/OPI", "/PS", "/Alternates", "/TR", "/HTP")


def problems(pdf: bytes) -> list[str]:
    """Sentences, each with the clause; none is good."""
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    objects = list(_objects(reader))
    found = [*_file(pdf, reader), *_metadata(reader), *_colours(reader, objects), *_fonts(objects), *_forbidden(objects)]
    found += [*_annotations(reader), *_signatures(objects)]
    return found


def asked_of_verapdf(pdf: bytes, folder: Path) -> str:
    """What veraPDF says against the file; "" when it says nothing, or is not installed."""
    program = os.environ.get("LORONG_VERAPDF")
    if not program:
        return ""
    file = folder / "surat.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(
        [program, "--flavour", "2b", "--format", "text", str(file)], capture_output=True, text=True, check=False
    )
    return "" if done.stdout.startswith("PASS") else done.stdout + done.stderr


def _file(pdf: bytes, reader: PdfReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\s+%[\x80-\xff]{4}", pdf):
        yield "6.1.2: a header of version 1 with four high bytes in a comment"
    if not re.search(rb"%%EOF\r?\n?$", pdf):
        yield "6.1.3: nothing follows the last end-of-file mark"
    if "/ID" not in reader.trailer:
        yield "6.1.3: the trailer has an ID"
    if "/Encrypt" in reader.trailer:
        yield "6.1.3: no encryption"
    if str(reader.trailer["/Root"].get("/Version", "/1.7")) > "/1.7":
        yield "6.1.2: the catalogue raises the version"


def _metadata(reader: PdfReader) -> Iterator[str]:
    root = reader.trailer["/Root"]
    stream = root.get("/Metadata")
    text = stream.get_object().get_data().decode() if stream is not None else ""
    for name, value in (("part", "2"), ("conformance", "B")):
        if not re.search(rf'pdfaid:{name}(="{value}"|>{value}<)', text):
            yield f"6.6.4: the metadata say {name} {value}"
    if stream is not None and "/Filter" in stream.get_object():
        yield "6.6.2: metadata are plain, so that any program finds them"
    if not str(root.get("/Lang", "")).startswith("id"):
        yield "the language is Indonesian"


def _colours(reader: PdfReader, objects: list[Any]) -> Iterator[str]:
    intents = [i.get_object() for i in reader.trailer["/Root"].get("/OutputIntents", ArrayObject())]
    profiles = [
        i["/DestOutputProfile"].get_object() for i in intents if i.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in i
    ]
    if len(profiles) != 1 or profiles[0].get_data()[36:40] != b"acsp":
        yield "6.2.3: one output intent with an ICC profile"
        return
    if profiles[0]["/N"] != 3 or profiles[0].get_data()[16:20] != b"RGB ":
        yield "6.2.4.3: the intent is RGB, since the letters are"
    if any("/DeviceCMYK" in _values(o) for o in objects):
        yield "6.2.4.3: CMYK without a CMYK intent"
    blended = {"/DeviceRGB", "/DeviceGray", None}
    for group in (o["/Group"].get_object() for o in objects if isinstance(o, DictionaryObject) and "/Group" in o):
        space = group.get("/CS")
        if not (space in blended or (isinstance(space, ArrayObject) and space[0] in {"/ICCBased", "/CalRGB", "/CalGray"})):
            yield f"6.2.10: a transparency group blends in {space}"


def _fonts(objects: list[Any]) -> Iterator[str]:
    for font in (o for o in objects if isinstance(o, DictionaryObject) and o.get("/Type") == "/Font"):
        if font.get("/Subtype") in {"/Type0", "/Type3"}:
            if font.get("/Subtype") == "/Type0" and "/ToUnicode" not in font:
                yield f"text of {font.get('/BaseFont')} cannot be copied"
            continue
        descriptor = font.get("/FontDescriptor", DictionaryObject()).get_object()
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
            yield f"6.2.11.4: {font.get('/BaseFont')} is not embedded"


def _forbidden(objects: list[Any]) -> Iterator[str]:
    for one in (o for o in objects if isinstance(o, DictionaryObject)):
        for key in FORBIDDEN_KEYS:
            if key in one:
                yield f"6.1 to 6.5: {key} in {one.get('/Type', one.get('/S', ''))}"
        if one.get("/S") in NO_ACTIONS and one.get("/Type") in {"/Action", None}:
            yield f"6.5.1: the action {one['/S']}"
        if isinstance(one, StreamObject) and ("/F" in one or "/LZWDecode" in _values(one)):
            yield "6.1.7: a stream elsewhere, or packed with LZW"
        if one.get("/NeedAppearances"):
            yield "6.4.1: a form that viewers draw themselves"


def _annotations(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for note in (n.get_object() for n in page.get("/Annots", ArrayObject())):
            kind, flags = note["/Subtype"], int(note.get("/F", 0))
            if kind not in {"/Widget", "/Link"}:
                yield f"6.3.1: an annotation {kind}"
            if flags & (INVISIBLE | HIDDEN | NO_VIEW | TOGGLE) or not flags & PRINT:
                yield f"6.3.2: {kind} with flags {flags} is not seen and printed"
            box = [float(n) for n in note["/Rect"]]
            if kind == "/Widget" and (box[0] != box[2] or box[1] != box[3]):
                drawn = note.get("/AP", DictionaryObject()).get_object()
                if set(drawn) != {"/N"} or not isinstance(drawn["/N"].get_object(), StreamObject):
                    yield f"6.3.3: the field {note.get('/T')} has one normal appearance"
            if "/A" in note and kind == "/Widget":
                yield "6.4.1: a field with an action"


def _signatures(objects: list[Any]) -> Iterator[str]:
    for reference in (o for o in objects if isinstance(o, DictionaryObject) and o.get("/TransformMethod")):
        if {"/DigestLocation", "/DigestMethod", "/DigestValue"} & set(reference):
            yield "6.1.12: a signature reference with a digest of its own"


def _values(one: Any) -> set[str]:
    if isinstance(one, DictionaryObject):
        return {str(v) for v in one.values() if not isinstance(v, IndirectObject)} | {
            str(part) for v in one.values() if isinstance(v, ArrayObject) for part in v
        }
    return {str(part) for part in one} if isinstance(one, ArrayObject) else set()


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Everything that can be reached from the trailer, once, direct objects too."""
    seen: set[int] = set()
    ahead: list[Any] = [reader.trailer]
    while ahead:
        one = ahead.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            ahead += list(one.raw_get(key) for key in one)
        elif isinstance(one, ArrayObject):
            yield one
            ahead += list(one)
