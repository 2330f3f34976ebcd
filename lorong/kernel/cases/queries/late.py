"""What is late, where, and who can move it: for those who answer for several offices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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


@dataclass(frozen=True)
class Heap:
    """Open work of one service at one unit; `oldest` as of a pile."""

    unit: str
    slug: str
    open: int
    late: int
    oldest: datetime | None


def units_overseen(actor: Actor) -> frozenset[str] | None:
    """The units whose work the actor answers for: their own and all below; None for the whole city."""
    if actor.is_system or actor.has_role(*OVERSIGHT):
        return None
    heads = [h.unit for h in actor.holdings if not h.roles.isdisjoint(IN_CHARGE)]
    return frozenset(u.pk for head in heads for u in city.units_under(head))


def open_work(actor: Actor, *, now: datetime) -> list[Heap]:
    """Open work of all the actor answers for, by unit and service: one look at it for everything a page says of it."""
    late = Q(due_at__lt=now)
    rows = _open(actor, "", "").values_list("unit", "case__slug").order_by("unit", "case__slug")
    counted = rows.annotate(open=Count("pk"), late=Count("pk", filter=late), oldest=Min("due_at", filter=late))
    return [Heap(*row) for row in counted]


def pressure(actor: Actor, *, now: datetime, unit: str = "", slug: str = "", heaps: Sequence[Heap] | None = None) -> Pressure:
    """How much runs and how much of it is late, among what the actor answers for. `heaps`: `open_work`, already asked."""
    cases = _of_unit(Case.objects.filter(ended=""), actor, unit)
    if slug:
        cases = cases.filter(slug=slug)
    counted = cases.aggregate(
        running=Count("pk"),
        broken=Count("pk", filter=Q(promised_at__lt=now)),
        applicant=Count("pk", filter=Q(turn=Turn.APPLICANT)),
        outside=Count("pk", filter=Q(turn=Turn.OUTSIDE)),
    )
    found = _wanted(actor, now, unit, slug, heaps)
    return Pressure(**counted, open=sum(h.open for h in found), late=sum(h.late for h in found))


def piles_by_unit(actor: Actor, *, now: datetime, slug: str = "", heaps: Sequence[Heap] | None = None) -> list[Pile]:
    """Open work by unit, the most late first; units without open work are left out."""
    return _piles((h.unit, h) for h in _wanted(actor, now, "", slug, heaps))


def piles_by_service(actor: Actor, *, now: datetime, unit: str = "", heaps: Sequence[Heap] | None = None) -> list[Pile]:
    """Open work by service, the most late first."""
    return _piles((h.slug, h) for h in _wanted(actor, now, unit, "", heaps))


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


def _wanted(actor: Actor, now: datetime, unit: str, slug: str, heaps: Sequence[Heap] | None) -> list[Heap]:
    found = open_work(actor, now=now) if heaps is None else heaps
    return [h for h in found if unit in {"", h.unit} and slug in {"", h.slug}]


def _piles(heaps: Iterable[tuple[str, Heap]]) -> list[Pile]:
    piles: dict[str, Pile] = {}
    for key, heap in heaps:
        pile = piles.get(key, Pile(key, 0, 0, None))
        oldest = min((at for at in (pile.oldest, heap.oldest) if at is not None), default=None)
        piles[key] = Pile(key, pile.open + heap.open, pile.late + heap.late, oldest)
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(piles.values(), key=lambda p: (-p.late, p.oldest or never, -p.open, p.key))
