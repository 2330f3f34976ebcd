"""A letter's PDF from its published template and its data: same input, same bytes (PDF/A-2b, fonts embedded)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import segno
import typst
from django.conf import settings
from segno import consts

SECOND_SIZE = (7.0, 4.0)  # centimetres: the room of the second signature in `_layout/surat.typ`
FIRST_SIZE = (8.2, 2.97)  # centimetres: the seal of the first
# Every pattern can be read; trying all eight takes four fifths of the drawing. The payload looks like chance, so none is
# much better than another: on made-up payloads this one scores 3 per cent above the best of eight, 16 at worst.
MASK = 2
_FOREIGN_PACKAGE = re.compile(r'"@[a-z]')
_SECOND = b"""#import "/letters/_layout/surat.typ": *
#tanda_tangan_kedua(json(bytes(sys.inputs.d)))
"""


class TemplateBroken(Exception):
    """The template does not compile with this data: a fault of the catalogue, not of the person."""


@dataclass(frozen=True)
class Place:
    """Where a signature stands: page from 1, upper left corner in points from the upper left of the page."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Rendered:
    """`places`: 1 is the office's own seal, 2 the room for a second signature where the letter has one."""

    pdf: bytes
    places: Mapping[int, Place]


def render(template: str, data: Mapping[str, Any], *, qr_url: str, payload: str, at: datetime) -> Rendered:
    """Draw the letter. `data` is the contract in `catalog/letters/_layout/README.md`; `at`: the moment of signing.

    The QR holds `qr_url#payload`. Raises TemplateBroken.
    """
    if _FOREIGN_PACKAGE.search(template):
        raise TemplateBroken("a letter only imports the shared layout, nothing from the network")
    full = {**data, "qr": qr_svg(qr_url, payload)}
    try:
        places = _places(template.encode(), full)
        pdf = _compile(template.encode(), full, at)
    except (typst.TypstError, RuntimeError) as error:
        raise TemplateBroken(getattr(error, "diagnostic", "") or str(error)) from error
    assert 1 in places, "the template does not use the shared layout: it has no seal"
    return Rendered(pdf, places)


def render_second(data: Mapping[str, Any], *, at: datetime) -> bytes:
    """What the second signature draws into its room: a PDF page of `SECOND_SIZE`."""
    return _compile(_SECOND, data, at)


def render_second_picture(data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The same as a PNG, for a signer that takes a picture."""
    png = typst.compile(_SECOND, format="png", ppi=300, **_given(data))
    assert isinstance(png, bytes)
    return png


def qr_svg(url: str, payload: str) -> str:
    """The QR as SVG. The payload (capitals and digits) takes a segment of its own, which needs a third less room."""
    parts: list[tuple[str, int]] = [(f"{url}#" if payload else url, consts.MODE_BYTE)]
    if payload:
        parts.append((payload, consts.MODE_ALPHANUMERIC))
    out = io.BytesIO()
    symbol: Any = segno.make  # its annotation forgets that content may come in segments
    symbol(parts, error="m", boost_error=False, mask=MASK).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(settings.CATALOG_DIR / "_fonts")]
    )


def _given(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "root": str(settings.CATALOG_DIR),
        "font_paths": _fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"d": json.dumps(data, ensure_ascii=False, sort_keys=True)},
    }


def _compile(source: bytes, data: Mapping[str, Any], at: datetime) -> bytes:
    moment = int(at.timestamp())
    pdf = typst.compile(source, format="pdf", pdf_standards="a-2b", timestamp=moment, **_given(data))
    assert isinstance(pdf, bytes)
    return pdf


def _places(source: bytes, data: Mapping[str, Any]) -> dict[int, Place]:
    found = json.loads(typst.query(source, "<ttd>", field="value", **_given(data)))
    return {int(at["nomor"]): Place(page=int(at["page"]), x=float(at["x"]), y=float(at["y"])) for at in found}
