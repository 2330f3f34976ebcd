"""The official SOP form (PermenPANRB 35/2012) of a service, drawn from its definition: identity and flowchart, as PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from typing import Any

import typst
from django.conf import settings

from lorong.kernel.catalog.values import Published
from lorong.lib.dates import long_date
from lorong.lib.sop.drawing import HEAD, Sheet, draw
from lorong.lib.sop.matrix import Matrix, matrix_of
from lorong.lib.sop.schema import Sop


@dataclass(frozen=True)
class SheetUnit:
    """Whose form it is. `lines`: the names above it, largest authority first, the unit last; `crest`: SVG or "".

    `titles`: how this unit calls the roles, as (role, title) pairs; `day_minutes`: its working day.
    """

    lines: tuple[str, ...]
    approver_title: str
    approver_name: str
    approver_nip: str = ""
    crest: str = ""
    titles: tuple[tuple[str, str], ...] = ()
    day_minutes: int = 450
    demo: bool = False


@lru_cache(maxsize=128)
def sheet_pdf(published: Published, unit: SheetUnit) -> bytes:
    """The form of a published version for one unit. Drawn once per process, version and unit."""
    return draw_sheet(published.sop, unit)


def draw_sheet(sop: Sop, unit: SheetUnit) -> bytes:
    """The form of an SOP that passed the check: PDF/A-2b, the same bytes for the same input."""
    pdf = typst.compile(
        str(settings.CATALOG_DIR / "_sheet" / "sheet.typ"),
        root=str(settings.CATALOG_DIR),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="a-2b",
        timestamp=0,
        sys_inputs={"d": json.dumps(sheet_data(sop, unit), ensure_ascii=False, sort_keys=True)},
    )
    assert isinstance(pdf, bytes)
    return pdf


def sheet_data(sop: Sop, unit: SheetUnit) -> dict[str, Any]:
    """What `catalog/_sheet/sheet.typ` is given."""
    matrix = matrix_of(sop, titles=dict(unit.titles), day_minutes=unit.day_minutes)
    drawing = draw(matrix)
    identity = sop.sop
    return {
        "lines": list(unit.lines),
        "crest": unit.crest,
        "demo": unit.demo,
        "approver": {"title": unit.approver_title, "name": unit.approver_name, "nip": unit.approver_nip},
        "title": sop.title if sop.product.letter is None else f"Penerbitan {sop.title}",
        "number": identity.number,
        "made": long_date(identity.made),
        "revised": long_date(identity.revised) if identity.revised else "–",
        "effective": long_date(identity.effective),
        "legal_basis": list(sop.legal_basis),
        "qualification": list(identity.qualification),
        "related": list(identity.related),
        "equipment": list(identity.equipment),
        "warning": identity.warning,
        "recording": identity.recording,
        "columns": list(matrix.columns),
        "widths": list(drawing.widths),
        "head": HEAD,
        "total": matrix.total,
        "pages": [_page(matrix, page) for page in drawing.pages],
    }


def _page(matrix: Matrix, page: Sheet) -> Mapping[str, Any]:
    rows = [
        {k: getattr(r, k) for k in ("number", "activity", "needs", "time", "output", "note")}
        for r in matrix.rows[page.first : page.last]
    ]
    return {**asdict(page), "rows": rows}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(settings.CATALOG_DIR / "_fonts")]
    )
