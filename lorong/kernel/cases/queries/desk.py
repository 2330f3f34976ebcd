"""What an officer's desk shows around the work itself: colleagues, who holds what, unread lines, cases to be found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q

from lorong.kernel.cases import assignment, policies, timing
from lorong.kernel.cases.models import Case, CaseMessage, WorkItem
from lorong.kernel.cases.queries.found import NEWEST
from lorong.kernel.cases.values import Turn
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.city.values import Holder
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor
from lorong.lib.paging import Page
from lorong.lib.sop import flow

RUNNING, WAITING, ENDED = "berjalan", "menunggu-warga", "selesai"


@dataclass(frozen=True)
class Colleague:
    """Somebody who may be given a step today. `load`: how many open steps they hold."""

    account_id: int
    name: str
    title: str
    load: int


def colleagues(item: WorkItem, *, at: datetime) -> list[Colleague]:
    """Who else may do the step today, the least loaded first; its holder and those it concerns are left out."""
    holders = city.holders_of_role(item.role, item.unit_id, city.local(at).date())
    found = assignment.accounts_of(h for h in holders if not item.case.concerns(h.person_id))
    found.pop(item.holder_id or 0, None)
    return _with_load(found)


def on_duty(role: str, unit: str, *, at: datetime) -> list[Colleague]:
    """Who may do work of `role` at `unit` today, the least loaded first."""
    return _with_load(assignment.accounts_of(city.holders_of_role(role, unit, city.local(at).date())))


def _with_load(found: dict[int, Holder]) -> list[Colleague]:
    rows = WorkItem.objects.filter(holder__in=found, done_at=None).values("holder").annotate(n=Count("pk"))
    load = {row["holder"]: row["n"] for row in rows}
    named = [Colleague(account, h.name, h.title, load.get(account, 0)) for account, h in found.items()]
    return sorted(named, key=lambda c: (c.load, c.name))


@dataclass(frozen=True)
class HeldRow:
    """How much one officer holds at a unit. `account_id` is None for what nobody has taken."""

    account_id: int | None
    name: str
    open: int
    late: int


def held(unit: str, *, now: datetime) -> list[HeldRow]:
    """Open work of a unit by who holds it, the most first."""
    rows = (
        WorkItem.objects.filter(unit=unit, done_at=None, machine=False, side="city")
        .values("holder", "holder__person__name")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
        .order_by("-late", "-open", "holder")
    )
    return [HeldRow(r["holder"], r["holder__person__name"] or "", r["open"], r["late"]) for r in rows]


def newest_open(cases: Iterable[Case]) -> dict[int, WorkItem]:
    """The newest open step of the office or a party, of every case that has one, by the case's id."""
    items = (
        WorkItem.objects.filter(case__in=list(cases), done_at=None)
        .exclude(side=Turn.APPLICANT)
        .select_related("unit")
        .order_by("opened_seq")
    )
    return {item.case_id: item for item in items}


def open_work(numbers: Iterable[str]) -> dict[str, list[WorkItem]]:
    """The open steps of the office or a party in the cases with these numbers, each with its holder, by the case's number."""
    items = WorkItem.objects.filter(case__number__in=list(numbers), done_at=None).exclude(side=Turn.APPLICANT)
    items = items.select_related("holder__person").annotate(number=F("case__number")).order_by("opened_seq", "pk")
    found: dict[str, list[WorkItem]] = {}
    for item in items:
        found.setdefault(item.number, []).append(item)
    return found


def held_by(actor: Actor, *, most: int = 1000) -> list[str]:
    """Numbers of the cases of which the actor holds an open step."""
    items = WorkItem.objects.filter(holder_id=actor.account_id or 0, done_at=None).order_by("due_at", "pk")
    return list(items.values_list("case__number", flat=True)[:most])


def unread(cases: Iterable[Case]) -> dict[int, datetime]:
    """When the applicant last said something that no officer has read yet, by the case's id."""
    lines = CaseMessage.objects.filter(case__in=list(cases), side="applicant", seen_at=None)
    return dict(lines.values_list("case").annotate(last=Max("at")))


def used_by_city(cases: Sequence[Case], *, at: datetime) -> dict[int, int]:
    """Working minutes the city has used up to `at`, by the case's id; one look at the calendars for a whole list."""
    clocks = {unit: timing.clock(unit) for unit in {c.unit_id for c in cases}}
    found = {}
    for case in cases:
        since = case.turn_since if case.turn == Turn.CITY else None
        running = clocks[case.unit_id].between(since, at) if since is not None and at > since else 0
        found[case.pk] = case.city_minutes + running
    return found


def masked_cases(cases: Iterable[Case]) -> frozenset[int]:
    """Ids of the cases that somebody works on without seeing who applies (SOP `assign = "blind"`).

    A case that was returned from a blind step stays masked: it comes back to the same step.
    """
    asked = list(cases)
    open_blind = WorkItem.objects.filter(case__in=asked, done_at=None, blind=True).values_list("case_id", flat=True)
    return frozenset(open_blind) | {case.pk for case in asked if _returned_from_blind(case)}


def _returned_from_blind(case: Case) -> bool:
    steps = flow.waiting_for_applicant(case.marking)
    return bool(steps) and any(catalog.procedure(case.procedure_id).sop.step(s).assign == "blind" for s in steps)


def is_masked(actor: Actor, case: Case) -> bool:
    """Whether `actor` may not see who applies: an officer, while a blind step of the case is open."""
    if not actor.is_officer or actor.has_role(*policies.OVERSIGHT):
        return False
    if case.is_public or case.concerns(actor.person_id):
        return False
    return bool(masked_cases([case]))


def search(actor: Actor, *, only: str = "", words: str = "", cursor: str = "", size: int = 50) -> Page[Case]:
    """Cases of the officer's units, newest first. only: RUNNING, WAITING (for the applicant), ENDED or "" for all.

    words: the beginning of a case number, or a part of a name; a blind case is found by its number alone.
    """
    rows = Case.objects.filter(policies.visible_filter(actor)).select_related("applicant", "unit", "procedure")
    rows = rows.defer("procedure__definition", "procedure__flow", "answers")
    if only == RUNNING:
        rows = rows.filter(ended="")
    elif only == WAITING:
        rows = rows.filter(ended="", turn=Turn.APPLICANT)
    elif only == ENDED:
        rows = rows.exclude(ended="")
    if words:
        blind = WorkItem.objects.filter(done_at=None, blind=True).values("case")
        named = Q(applicant__name__icontains=words) & ~Q(pk__in=blind)
        rows = rows.filter(Q(number__startswith=words) | named)
    return NEWEST.page(rows, cursor=cursor, size=size)


def search_of(actor: Actor, person: Person, *, most: int = 8) -> list[Case]:
    """A person's newest cases that the officer may see, for somebody who stands at the counter."""
    rows = Case.objects.filter(policies.visible_filter(actor)).filter(Q(applicant=person) | Q(subject=person))
    return list(rows.select_related("unit", "applicant").order_by("-pk")[:most])
