"""What is late, where, and who can move it: for those who answer for several offices.

How much there is was counted at most a few minutes ago by a job (`stocktaking.py`); without that it is counted now.
The steps themselves are always those of now, found by their due time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet

from lorong.kernel.cases.models import Case, Stock, WorkItem
from lorong.kernel.cases.policies import OVERSIGHT
from lorong.kernel.cases.queries.inbox import URGENT
from lorong.kernel.cases.values import Turn
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.lib.paging import Page

FRESH = timedelta(minutes=10)  # older than this, what was counted says that the job stands still
IN_CHARGE = ("kepala-unit", "camat")
# What a list of late steps tells. Whoever holds one is known by name: what is sealed of them is not even opened.
_SHOWN = (
    "due_at", "step", "role", "unit__name", "unit__parent", "case__number", "case__procedure", "holder__person__name",
)  # fmt: skip


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


class Heap(NamedTuple):
    """What runs of one service at one unit. open, late: steps that lie there, `oldest` as of a pile.

    running, broken, applicant, outside: cases of that unit, as of a pressure.
    """

    unit: str
    slug: str
    open: int = 0
    late: int = 0
    oldest: datetime | None = None
    running: int = 0
    broken: int = 0
    applicant: int = 0
    outside: int = 0


@dataclass(frozen=True)
class Standing:
    """What runs, as of `at`."""

    at: datetime
    heaps: Sequence[Heap]


def units_overseen(actor: Actor) -> frozenset[str] | None:
    """The units whose work the actor answers for: their own and all below; None for the whole city."""
    if actor.is_system or actor.has_role(*OVERSIGHT):
        return None
    heads = [h.unit for h in actor.holdings if not h.roles.isdisjoint(IN_CHARGE)]
    return frozenset(u.pk for head in heads for u in city.units_under(head))


def standing(actor: Actor, *, now: datetime) -> Standing:
    """All that runs of what the actor answers for: as it was counted last, or counted now when that is too long ago."""
    kept = Stock.objects.filter(at__gt=now - FRESH, at__lte=now).first()
    if kept is None:
        return Standing(now, counted(actor, now=now))
    overseen = units_overseen(actor)
    return Standing(kept.at, [_heap(row) for row in kept.heaps if overseen is None or row[0] in overseen])


def counted(actor: Actor, *, now: datetime) -> list[Heap]:
    """All that runs of what the actor answers for, counted now, by unit and service."""
    late = Q(due_at__lt=now)
    work = _open(actor, "", "").values_list("unit", "case__slug").order_by()
    steps = work.annotate(open=Count("pk"), late=Count("pk", filter=late), oldest=Min("due_at", filter=late))
    found = {(unit, slug): Heap(unit, slug, *rest) for unit, slug, *rest in steps}
    cases = _of_unit(Case.objects.filter(ended=""), actor, "").values_list("unit", "slug").order_by()
    cases = cases.annotate(
        running=Count("pk"),
        broken=Count("pk", filter=Q(promised_at__lt=now)),
        applicant=Count("pk", filter=Q(turn=Turn.APPLICANT)),
        outside=Count("pk", filter=Q(turn=Turn.OUTSIDE)),
    )
    for unit, slug, running, broken, applicant, outside in cases:
        heap = found.get((unit, slug)) or Heap(unit, slug)
        found[unit, slug] = heap._replace(running=running, broken=broken, applicant=applicant, outside=outside)
    return [found[key] for key in sorted(found)]


def pressure(actor: Actor, *, now: datetime, unit: str = "", slug: str = "", heaps: Sequence[Heap] | None = None) -> Pressure:
    """How much runs and how much of it is late, among what the actor answers for. `heaps`: of `standing`, already asked."""
    found = _wanted(actor, now, unit, slug, heaps)
    return Pressure(*(sum(getattr(heap, field.name) for heap in found) for field in fields(Pressure)))


def piles_by_unit(actor: Actor, *, now: datetime, slug: str = "", heaps: Sequence[Heap] | None = None) -> list[Pile]:
    """Open work by unit, the most late first; units without open work are left out."""
    return _piles((h.unit, h) for h in _wanted(actor, now, "", slug, heaps))


def piles_by_service(actor: Actor, *, now: datetime, unit: str = "", heaps: Sequence[Heap] | None = None) -> list[Pile]:
    """Open work by service, the most late first."""
    return _piles((h.slug, h) for h in _wanted(actor, now, unit, "", heaps))


def late_items(
    actor: Actor,
    *,
    now: datetime,
    unit: str = "",
    slug: str = "",
    cursor: str = "",
    size: int = 25,
    heaps: Sequence[Heap] | None = None,
) -> Page[WorkItem]:
    """Steps past their time, the oldest first. `heaps`: of `standing`, already asked."""
    rows = _open(actor, unit, slug).filter(due_at__lt=now).select_related("case", "unit", "holder__person").only(*_SHOWN)
    if slug and _is_rare(_wanted(actor, now, unit, "", heaps), slug, size):
        # It always runs. Saying so lets PostgreSQL begin with the running cases of the service.
        rows = rows.filter(case__ended="")
    return URGENT.page(rows, cursor=cursor, size=size)


def _is_rare(heaps: Sequence[Heap], slug: str, size: int) -> bool:
    # Whether by due time one would meet more steps before a page is full than the service has running cases.
    own = [heap for heap in heaps if heap.slug == slug]
    met = size * sum(heap.late for heap in heaps) / max(1, sum(heap.late for heap in own))
    return met > sum(heap.running for heap in own)


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
    found = standing(actor, now=now).heaps if heaps is None else heaps
    return [h for h in found if unit in {"", h.unit} and slug in {"", h.slug}]


def _piles(heaps: Iterable[tuple[str, Heap]]) -> list[Pile]:
    never = datetime.max.replace(tzinfo=UTC)
    piles: dict[str, tuple[int, int, datetime]] = {}
    for key, heap in heaps:
        if heap.open:
            lying, late, oldest = piles.get(key, (0, 0, never))
            piles[key] = (lying + heap.open, late + heap.late, min(oldest, heap.oldest or never))
    found = sorted(piles.items(), key=lambda item: (-item[1][1], item[1][2], -item[1][0], item[0]))
    return [Pile(key, lying, late, None if oldest is never else oldest) for key, (lying, late, oldest) in found]


def _heap(row: Sequence[Any]) -> Heap:
    unit, slug, lying, late, oldest, *cases = row
    return Heap(unit, slug, lying, late, datetime.fromisoformat(oldest) if oldest else None, *cases)
