"""How complaints went: read from the rows that a job adds up."""

from __future__ import annotations

from collections.abc import Mapping

from lorong.services.complaints.models import Figure
from lorong.services.complaints.values import Figures

CITY, REGION, UNIT = "city", "region", "unit"


def figures(*, kind: str = CITY, code: str = "", days: int = 90) -> Figures:
    """Of the city, a kelurahan ("region") or a unit, over the last 30, 90 or 365 days; all zero where nothing happened."""
    row = Figure.objects.filter(kind=kind, code=code, days=days).first()
    return Figures(**row.numbers) if row is not None else Figures()


def figures_of_all(*, kind: str, days: int = 90) -> Mapping[str, Figures]:
    """The same of every kelurahan or unit that had anything, by its code."""
    rows = Figure.objects.filter(kind=kind, days=days).order_by("code").values_list("code", "numbers")
    return {code: Figures(**numbers) for code, numbers in rows}
