"""Who was asked to pay: for the inspectorate alone, and never so finely that it points at one person.

A place is named only where at least `measures.SMALLEST` people answered; below that, what was told is counted for the
kecamatan, and below that for the city.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from lorong.kernel.cases.models import Survey
from lorong.kernel.cases.policies import may_see_paid
from lorong.kernel.cases.queries.measures import SMALLEST
from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Unit
from lorong.lib.actors import Actor


@dataclass(frozen=True)
class Asked:
    """One place: how many answered the question, how many said yes."""

    place: str
    answered: int
    yes: int


@dataclass(frozen=True)
class Note:
    """What somebody wrote who was asked to pay. Neither the case nor the officer is known from it."""

    at: datetime
    place: str
    text: str


def asked_by_place(actor: Actor, since: datetime, until: datetime) -> list[Asked]:
    """Places with enough answers, most often asked first. Raises NotAllowed for all but the inspectorate."""
    named = _counted(actor, since, until)
    return sorted(named.values(), key=lambda a: (-a.yes / a.answered, -a.yes, a.place))


def paid_notes(actor: Actor, since: datetime, until: datetime, *, most: int = 200) -> list[Note]:
    """What was written, newest first. Raises NotAllowed for all but the inspectorate."""
    named = _counted(actor, since, until)
    rows = _told(since, until).exclude(paid_note="").select_related("unit__parent").order_by("-at")[:most]
    return [Note(row.at, _place(row.unit, named), row.paid_note) for row in rows]


def _told(since: datetime, until: datetime) -> QuerySet[Survey]:
    return Survey.objects.filter(at__gte=since, at__lt=until, asked_to_pay__isnull=False)


def _counted(actor: Actor, since: datetime, until: datetime) -> dict[str, Asked]:
    """Places with enough answers by unit code: the unit, or its kecamatan for all units that have too few."""
    verdict = may_see_paid(actor=actor)
    if verdict.refusal is not None:
        raise verdict.refusal
    rows = _told(since, until).values("unit", "unit__name", "unit__parent", "unit__parent__name")
    return grouped(rows.annotate(answered=Count("pk"), yes=Count("pk", filter=Q(asked_to_pay=True))))


def grouped(rows: Iterable[Mapping[str, Any]]) -> dict[str, Asked]:
    """Units with enough answers by themselves, all others together with their kecamatan, when that is enough."""
    named: dict[str, Asked] = {}
    above: dict[str, Asked] = {}
    for row in rows:
        if row["answered"] >= SMALLEST:
            named[row["unit"]] = Asked(row["unit__name"], row["answered"], row["yes"])
        elif row["unit__parent"]:
            held = above.get(row["unit__parent"], Asked(row["unit__parent__name"], 0, 0))
            above[row["unit__parent"]] = Asked(held.place, held.answered + row["answered"], held.yes + row["yes"])
    for code, held in above.items():
        own = named.get(code, Asked(held.place, 0, 0))
        if held.answered + own.answered >= SMALLEST:
            named[code] = Asked(held.place, held.answered + own.answered, held.yes + own.yes)
    return named


def _place(unit: Unit, named: Mapping[str, Asked]) -> str:
    known = named.get(unit.pk) or (named.get(unit.parent_id) if unit.parent_id else None)
    return known.place if known else city.this_city().name
