"""How complaints went: read from the rows that a job adds up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from lorong.services.complaints.models import Figure, Incident
from lorong.services.complaints.values import NOW_DAYS, Course, Figures, MonthOf

CITY, REGION, UNIT = "city", "region", "unit"


@dataclass(frozen=True)
class Sheet:
    """What is known of one kelurahan or unit, or of the city. at: when it was added up; None while it never was."""

    at: datetime | None
    here: Figures
    city: Figures
    course: Course


@dataclass(frozen=True)
class Overview:
    """The same of all: figures by (kind, code)."""

    at: datetime | None
    of: Mapping[tuple[str, str], Figures]


def figures(*, kind: str = CITY, code: str = "", days: int = 90) -> Figures:
    """Of the city, a kelurahan ("region") or a unit, over the last 30, 90 or 365 days; all zero where nothing happened."""
    row = Figure.objects.filter(kind=kind, code=code, days=days).first()
    return Figures(**row.numbers) if row is not None else Figures()


def figures_of_all(*, kind: str, days: int = 90) -> Mapping[str, Figures]:
    """The same of every kelurahan or unit that had anything, by its code."""
    rows = Figure.objects.filter(kind=kind, days=days).order_by("code").values_list("code", "numbers")
    return {code: Figures(**numbers) for code, numbers in rows}


def sheet(*, kind: str = CITY, code: str = "", days: int = 90) -> Sheet:
    """Everything of one, beside the city's figures: one question."""
    city, mine = Q(kind=CITY, code="", days=days), Q(kind=kind, code=code, days__in=(days, NOW_DAYS))
    found = {(row.kind, row.code, row.days): row for row in Figure.objects.filter(city | mine)}
    here, course, whole = (found.get(key) for key in ((kind, code, days), (kind, code, NOW_DAYS), (CITY, "", days)))
    return Sheet(
        at=whole.at if whole else None,
        here=Figures(**here.numbers) if here else Figures(),
        city=Figures(**whole.numbers) if whole else Figures(),
        course=_course(course.numbers) if course else Course(),
    )


def overview(*, days: int = 90) -> Overview:
    """The figures of every kelurahan and unit that had anything, and of the city: one question."""
    rows = Figure.objects.filter(days=days).values_list("kind", "code", "at", "numbers")
    found = {(kind, code): (at, Figures(**numbers)) for kind, code, at, numbers in rows}
    return Overview(max((at for at, _ in found.values()), default=None), {key: figures for key, (_, figures) in found.items()})


def places_of(course: Course) -> list[Incident]:
    """The structural problems that everybody may see now, the newest first."""
    rows = Incident.objects.filter(code__in=course.places, in_public=True).exclude(structural_at=None)
    return list(rows.order_by("-structural_at", "id")) if course.places else []


def _course(numbers: Mapping[str, Any]) -> Course:
    year, month, _ = (int(part) for part in numbers["first"].split("-"))
    months = [
        MonthOf(date(year + (month - 1 + later) // 12, (month - 1 + later) % 12 + 1, 1), *counts)
        for later, counts in enumerate(numbers["months"])
    ]
    return Course(
        open=numbers["open"],
        late=numbers["late"],
        flagged=numbers["flagged"],
        places=tuple(numbers["places"]),
        months=tuple(months),
        kinds=tuple((category, count) for category, count in numbers["kinds"]),
    )
