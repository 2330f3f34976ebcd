"""What is late, where, and who can move it: for those who answer for several offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from lorong.kernel.cases.models import Case, WorkItem
from lorong.kernel.cases.policies import OVERSIGHT
from lorong.kernel.cases.values import Turn
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.lib.paging import Page, cut, decode

IN_CHARGE = ("kepala-unit", "camat")


@dataclass(frozen=True)
class Pressure:
    """Running work now. late: steps past their time; broken: cases past what the city promised."""

    running: int
    open: int
    late: int
    broken: int
    applicant: int
    outside: int


@dataclass(frozen=True)
class Pile:
    """Open work of one unit or one service. `oldest`: the earliest deadline that has passed, None when none has."""

    key: str
    open: int
    late: int
    oldest: datetime | None


def units_overseen(actor: Actor) -> frozenset[str] | None:
    """The units whose work the actor answers for: their own and all below; None for the whole city."""
    if actor.is_system or actor.has_role(*OVERSIGHT):
        return None
    heads = [h.unit for h in actor.holdings if not h.roles.isdisjoint(IN_CHARGE)]
    return frozenset(u.pk for head in heads for u in city.units_under(head))


def pressure(actor: Actor, *, now: datetime, unit: str = "", slug: str = "") -> Pressure:
    """How much runs and how much of it is late, among what the actor answers for."""
    cases = _of_unit(Case.objects.filter(ended=""), actor, unit)
    if slug:
        cases = cases.filter(slug=slug)
    counted = cases.aggregate(
        running=Count("pk"),
        broken=Count("pk", filter=Q(promised_at__lt=now)),
        applicant=Count("pk", filter=Q(turn=Turn.APPLICANT)),
        outside=Count("pk", filter=Q(turn=Turn.OUTSIDE)),
    )
    items = _open(actor, unit, slug).aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    return Pressure(**counted, **items)


def piles_by_unit(actor: Actor, *, now: datetime, slug: str = "") -> list[Pile]:
    """Open work by unit, the most late first; units without open work are left out."""
    return _piles(_open(actor, "", slug), "unit", now)


def piles_by_service(actor: Actor, *, now: datetime, unit: str = "") -> list[Pile]:
    """Open work by service, the most late first."""
    return _piles(_open(actor, unit, ""), "case__slug", now)


def late_items(
    actor: Actor, *, now: datetime, unit: str = "", slug: str = "", cursor: str = "", size: int = 25
) -> Page[WorkItem]:
    """Steps past their time, the oldest first."""
    rows = _open(actor, unit, slug).filter(due_at__lt=now).select_related("case__unit", "unit", "holder__person")
    after = decode(cursor, [datetime, int]) if cursor else None
    if after:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    found = list(rows.order_by("due_at", "pk")[: size + 1])
    return cut(found, size, cursor, lambda i: [i.due_at.isoformat(), i.pk])


def _open(actor: Actor, unit: str, slug: str) -> QuerySet[WorkItem]:
    # Steps of outside parties belong to nobody in the office; machine steps that stand still are the operator's.
    rows: QuerySet[WorkItem] = _of_unit(WorkItem.objects.filter(done_at=None, side="city", machine=False), actor, unit)
    return rows.filter(case__slug=slug) if slug else rows


def _of_unit(rows: Any, actor: Actor, unit: str) -> Any:
    overseen = units_overseen(actor)
    if overseen is not None:
        rows = rows.filter(unit__in=overseen)
    return rows.filter(unit=unit) if unit else rows


def _piles(rows: QuerySet[WorkItem], by: str, now: datetime) -> list[Pile]:
    late = Q(due_at__lt=now)
    counted = rows.values(by).annotate(open=Count("pk"), late=Count("pk", filter=late), oldest=Min("due_at", filter=late))
    return [Pile(r[by], r["open"], r["late"], r["oldest"]) for r in counted.order_by("-late", "oldest", "-open", by)]
