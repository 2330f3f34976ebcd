"""The officer's inbox: open steps of the actor's roles and units, by due time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from lorong.kernel.cases.models import Case, WorkItem
from lorong.kernel.cases.values import Turn
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import Actor
from lorong.lib.paging import Keyset, Page

ALL, MINE, LATE, SIGN = "semua", "saya", "terlambat", "tanda-tangan"
URGENT = Keyset({"due_at": datetime, "pk": int})


@dataclass(frozen=True)
class Counts:
    """Numbers on the filters."""

    all: int
    mine: int
    late: int
    sign: int


def inbox(
    actor: Actor,
    *,
    now: datetime,
    only: str = ALL,
    words: str = "",
    cursor: str = "",
    size: int = 50,
    role: str = "",
    service: str = "",
) -> Page[WorkItem]:
    """A page of open work that the actor may take or holds, the most urgent first.

    only: ALL, MINE (claimed by me), LATE, SIGN (may be signed in a batch). words: the beginning of a number, or a name.
    role, service: of these alone, when they are named.
    """
    rows = _open_for(actor).select_related("case__applicant", "case__subject", "case__procedure", "holder__person")
    rows = rows.defer("case__procedure__definition", "case__procedure__flow", "case__answers")
    if only == MINE:
        rows = rows.filter(holder_id=actor.account_id)
    elif only == LATE:
        rows = rows.filter(due_at__lt=now)
    elif only == SIGN:
        rows = rows.filter(_signed_in_batch(rows))
    rows = rows.filter(role=role) if role else rows
    rows = rows.filter(case__procedure__service=service) if service else rows
    if words:
        rows = rows.filter(Q(case__number__startswith=words) | Q(case__applicant__name__icontains=words, blind=False))
    return URGENT.page(rows, cursor=cursor, size=size)


def counts(actor: Actor, *, now: datetime) -> Counts:
    """What the filters show; counted up to 1,000 so that a flooded inbox still opens at once."""
    rows = _open_for(actor)
    return Counts(
        all=rows[:1000].count(),
        mine=rows.filter(holder_id=actor.account_id)[:1000].count(),
        late=rows.filter(due_at__lt=now)[:1000].count(),
        sign=rows.filter(_signed_in_batch(rows))[:1000].count() if any(h.may_sign for h in actor.holdings) else 0,
    )


def _signed_in_batch(rows: QuerySet[WorkItem]) -> Q:
    # Which steps sign is written in the published procedures, of which few are open at one desk.
    which = Q(pk__in=[])
    for procedure, step_id in rows.order_by().values_list("case__procedure", "step").distinct():
        step = catalog.procedure(procedure).sop.step(step_id)
        if step.batch and any(o.signs for o in step.outcomes.values()):
            which |= Q(case__procedure=procedure, step=step_id)
    return which


def next_due(actor: Actor) -> WorkItem | None:
    """The first work that will be due, for the sentence of an empty inbox."""
    return _open_for(actor).order_by("due_at").first()


def next_after(actor: Actor, item: WorkItem | None) -> WorkItem | None:
    """The most urgent work of the actor besides `item`."""
    rows = _open_for(actor).select_related("case").order_by("due_at", "pk")
    return (rows.exclude(pk=item.pk) if item else rows).first()


def _open_for(actor: Actor) -> QuerySet[WorkItem]:
    mine = Q(pk__in=[])
    for holding in actor.holdings:
        mine |= Q(unit=holding.unit, role__in=list(holding.roles))
    rows = WorkItem.objects.filter(mine, done_at=None, machine=False, side="city")
    rows = rows.filter(Q(holder=None) | Q(holder_id=actor.account_id))
    if actor.person_id is not None:
        # Found once by their indexes: asked of every case of the heap, it would cost more than all the rest.
        own = Case.objects.filter(Q(applicant_id=actor.person_id) | Q(subject_id=actor.person_id))
        rows = rows.exclude(case_id__in=own.values("pk"))
    return rows


@dataclass(frozen=True)
class BoardRow:
    """One role of a unit: open, late, and when the oldest is due."""

    role: str
    open: int
    late: int
    held: int


def board(unit: str, *, now: datetime) -> list[BoardRow]:
    """Open work of a unit by role, for its head."""
    rows = (
        WorkItem.objects.filter(unit=unit, done_at=None, machine=False)
        .exclude(side=Turn.APPLICANT)
        .values("role")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=now)),
            held=Count("pk", filter=Q(holder__isnull=False)),
        )
        .order_by("-late", "-open")
    )
    return [BoardRow(r["role"], r["open"], r["late"], r["held"]) for r in rows]


def unit_items(unit: str, *, now: datetime, late_only: bool = False, cursor: str = "", size: int = 50) -> Page[WorkItem]:
    """Open work of a unit whoever holds it, by due time: the head's list."""
    rows = WorkItem.objects.filter(unit=unit, done_at=None).exclude(side=Turn.APPLICANT)
    rows = rows.select_related("case__applicant", "case__procedure", "holder__person")
    rows = rows.defer("case__procedure__definition", "case__procedure__flow", "case__answers")
    if late_only:
        rows = rows.filter(due_at__lt=now)
    return URGENT.page(rows, cursor=cursor, size=size)


def done_today(actor: Actor, *, since: datetime) -> int:
    """How many steps the actor finished since `since`."""
    return WorkItem.objects.filter(holder_id=actor.account_id, done_at__gte=since).count()


def earlier_cases(case: Case, *, months: int = 12, most: int = 5) -> list[Case]:
    """Other recent cases of the same applicant, for the officer's eye; none without an applicant."""
    if case.is_public:
        return []
    rows = Case.objects.filter(applicant_id=case.applicant_id).exclude(pk=case.pk).select_related("procedure")
    rows = rows.defer("procedure__definition", "procedure__flow")
    if case.opened_at is not None:
        rows = rows.filter(opened_at__gte=case.opened_at - timedelta(days=30 * months))
    return list(rows.order_by("-pk")[:most])
