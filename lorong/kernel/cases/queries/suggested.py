"""What residents said could be better, for those who can change it: where and in which month, never who or in which case.

A place is named once enough cases ended there within the year; below that its kecamatan stands for it, and below that the
city. Whoever answers for one such place alone reads nothing of it until then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lorong.kernel.cases.models import Survey
from lorong.kernel.cases.queries import measures
from lorong.kernel.cases.queries.late import units_overseen
from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Unit
from lorong.lib.actors import Actor
from lorong.lib.paging import Keyset, Page

YEAR = timedelta(days=365)
NEWEST = Keyset({"at": datetime, "pk": int}, falling=True)


@dataclass(frozen=True)
class Suggestion:
    """at: tell the month of it and no more."""

    at: datetime
    place: str
    slug: str
    text: str


def suggestions(actor: Actor, *, now: datetime, cursor: str = "", size: int = 30) -> Page[Suggestion]:
    """Those of a year about the offices that the actor answers for, newest first."""
    since, overseen = now - YEAR, units_overseen(actor)
    ended = {tally.unit: tally.volume for tally in measures.tallies(since, now)}
    named = {unit for unit, volume in ended.items() if volume >= measures.SMALLEST}
    rows = Survey.objects.filter(at__gte=since, at__lt=now).exclude(suggestion="").select_related("unit__parent")
    if overseen is not None:
        enough = sum(ended.get(unit, 0) for unit in overseen) >= measures.SMALLEST
        rows = rows.filter(unit__in=overseen if enough else ())
    found = NEWEST.page(rows, cursor=cursor, size=size)
    told = [Suggestion(row.at, _place(row.unit, named), row.slug, row.suggestion) for row in found.rows]
    return Page(told, found.after, is_first=found.is_first)


def _place(unit: Unit, named: set[str]) -> str:
    if unit.pk in named:
        return unit.name
    above = unit.parent
    return above.name if above is not None and above.kind == "kecamatan" else city.this_city().name
