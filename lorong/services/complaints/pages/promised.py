"""How often a promised range of days came true: month by month, and kind by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lorong.services.complaints import promising
from lorong.services.complaints.pages import categories
from lorong.services.complaints.promising import Kept

FAIR = 10  # fewer promises are not given a share


@dataclass(frozen=True)
class Line:
    """A row: what it is about, how many promises, and the per cent of them that was kept by each of the two dates."""

    name: Any
    slug: str
    told: int
    first: float | None
    last: float | None


def page() -> dict[str, Any]:
    """What the page shows."""
    months = promising.kept_promises()
    kinds = sorted(((categories.title(slug), slug, kept) for slug, kept in promising.kept_by_category()), key=lambda row: row[0])
    whole = promising.kept_in_all(months)
    return {
        "months": [_line(month.month, "", month) for month in reversed(months)],
        "kinds": [_line(name, slug, kept) for name, slug, kept in kinds],
        "whole": _line("", "", whole) if whole is not None else None,
        "fair": FAIR,
        "nav": "reports",
    }


def as_json() -> dict[str, Any]:
    """The same for programs: counts, so that anybody can add them up anew."""
    kinds = promising.kept_by_category()
    return {
        "diharapkan": {"tanggal_pertama": 50, "tanggal_kedua": 80},
        "bulan": [{"bulan": f"{kept.month:%Y-%m}", **_counts(kept)} for kept in promising.kept_promises()],
        "jenis": [{"jenis": slug, **_counts(kept)} for slug, kept in kinds],
    }


def _counts(kept: Kept) -> dict[str, int]:
    return {"dijanjikan": kept.told, "beres_tanggal_pertama": kept.by_first, "beres_tanggal_kedua": kept.by_last}


def _line(name: Any, slug: str, kept: Kept) -> Line:
    first, last = (_share(part, kept.told) for part in (kept.by_first, kept.by_last))
    return Line(name, slug, kept.told, first, last)


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole >= FAIR else None
