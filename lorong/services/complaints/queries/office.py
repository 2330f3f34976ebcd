"""Everything that lies at one office, for whoever looks after complaints there: what is due first, found, narrowed, counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from lorong.kernel.cases import queries as cases
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.wording import in_language
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.lib.paging import Keyset, Page
from lorong.services.complaints import policies
from lorong.services.complaints.checking import SERVICE
from lorong.services.complaints.models import Incident, Report
from lorong.services.complaints.queries.stages import in_stages
from lorong.services.complaints.values import OPEN_STAGES, Stage

OPEN, ENDED = "terbuka", "selesai"
LATE, SOON = "terlambat", "hampir"
REOPENED, STRUCTURAL = "dibuka-lagi", "berulang"
MINE, OURS, FIELD, PARTY, RESIDENTS = "saya", "kami", "lapangan", "pihak", "warga"
NEARLY = timedelta(days=2)  # until a clock of the law runs out: a working day is still left
COUNTED = 5000  # open incidents that are counted: more is "5000+"
LOOKED_BACK = timedelta(days=366)  # for words among what is over
NUMBER = re.compile(r"\d{2}-[0-9A-Za-z-]{1,30}")
DUE, NEWEST = Keyset({"due_at": datetime, "pk": int}), Keyset({"opened_at": datetime, "pk": int}, falling=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed by; empty parts narrow nothing. stage: OPEN, ENDED or one of the stages; due: LATE or SOON, by the
    earlier of the clocks of the law; mark: REOPENED or STRUCTURAL; at: whose turn it is. newest: in the order in which they came."""

    unit: str
    words: str = ""
    stage: str = OPEN
    category: str = ""
    region: str = ""
    due: str = ""
    mark: str = ""
    at: str = ""
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies open at an office, in numbers; `COUNTED` at most."""

    open: int
    late: int
    soon: int
    unchecked: int
    field: int
    party: int
    residents: int
    structural: int


def lying(actor: Actor, wanted: Wanted, *, now: datetime, cursor: str = "", size: int = 50) -> Page[Incident]:
    """A page of the office's incidents, what is due first on top. Who asks was looked at before (`policies.may_oversee`)."""
    order = NEWEST if wanted.newest or wanted.stage == ENDED else DUE
    return order.page(_narrowed(actor, wanted, now), cursor=cursor, size=size)


def everything(actor: Actor, wanted: Wanted, *, now: datetime, most: int) -> Iterator[Incident]:
    """The same, page after page, at most so many."""
    cursor, left = "", most
    while left > 0:
        page = lying(actor, wanted, now=now, cursor=cursor, size=min(left, 500))
        yield from page.rows
        left -= len(page.rows)
        cursor = page.after
        if not cursor:
            return


def counted(actor: Actor, unit: str, *, now: datetime) -> Lying:
    """What the filters say, in one question; the most urgent `COUNTED` are counted, so that a flood does not slow the page."""
    rows = _of(actor, unit).filter(ended="").order_by("due_at", "pk")[:COUNTED]
    found = rows.aggregate(
        open=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=now)),
        soon=Count("pk", filter=_soon(now)),
        unchecked=Count("pk", filter=in_stages([Stage.UNCHECKED])),
        field=Count("pk", filter=_whose(FIELD)),
        party=Count("pk", filter=_whose(PARTY)),
        residents=Count("pk", filter=_whose(RESIDENTS)),
        structural=Count("pk", filter=_MARKS[STRUCTURAL]),
    )
    return Lying(**found)


def chosen(actor: Actor, unit: str, codes: Sequence[str]) -> list[Incident]:
    """Those of the named incidents that lie open at the office, what is due first on top."""
    return list(_of(actor, unit).filter(ended="", code__in=codes).order_by("due_at", "pk"))


def _of(actor: Actor, unit: str) -> QuerySet[Incident]:
    # What one has told as a resident is not one's own to handle (UU 30/2014).
    told = Report.objects.filter(account_id=actor.account_id or 0)
    return Incident.objects.filter(unit=unit).exclude(pk__in=told.values("incident_id"))


def _narrowed(actor: Actor, wanted: Wanted, now: datetime) -> QuerySet[Incident]:
    rows = _of(actor, wanted.unit)
    rows = rows.exclude(ended="") if wanted.stage == ENDED else rows.filter(ended="")
    if wanted.stage not in {OPEN, ENDED}:
        rows = rows.filter(in_stages([Stage(wanted.stage)]))
    rows = rows.filter(category=wanted.category) if wanted.category else rows
    rows = rows.filter(region=wanted.region) if wanted.region else rows
    if wanted.due and wanted.stage != ENDED:
        rows = rows.filter(Q(due_at__lt=now) if wanted.due == LATE else _soon(now))
    rows = rows.filter(_MARKS[wanted.mark]) if wanted.mark else rows
    if wanted.at:
        rows = rows.filter(Q(case_number__in=cases.held_by(actor)) if wanted.at == MINE else _whose(wanted.at))
    if not wanted.words:
        return rows
    if wanted.stage == ENDED and not NUMBER.fullmatch(wanted.words):
        rows = rows.filter(opened_at__gt=now - LOOKED_BACK)
    return rows.filter(_said(wanted.words))


def _soon(now: datetime) -> Q:
    return Q(due_at__gte=now, due_at__lt=now + NEARLY)


_MARKS = {REOPENED: Q(round__gt=1) | Q(contradicted__gt=0), STRUCTURAL: Q(structural_at__isnull=False)}


def _whose(turn: str) -> Q:
    """Whose turn it is: that of who looks after complaints, of the field officers, of another party, of the residents."""
    if turn in {PARTY, RESIDENTS}:
        return Q(ended="", turn="outside" if turn == PARTY else "applicant")
    field = Q(pk__in=[])
    for category, steps in field_steps().items():
        field |= Q(category__in=category, step__in=steps)
    return Q(ended="", turn="city") & (field if turn == FIELD else ~field)


def field_steps() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Categories with the same steps of field officers, and these steps, as the procedures in force say."""
    by_steps: dict[tuple[str, ...], list[str]] = {}
    for found in catalog.current(public=True):
        if found.service == SERVICE:
            steps = tuple(step.id for step in found.sop.steps if step.by == policies.FIELD)
            by_steps.setdefault(steps, []).append(found.slug)
    return {tuple(sorted(slugs)): steps for steps, slugs in by_steps.items() if steps}


def _said(words: str) -> Q:
    """A number, or words of the place, the category, the kelurahan."""
    if NUMBER.fullmatch(words):
        told = Report.objects.filter(number__startswith=words.upper())
        return Q(code__startswith=words.upper()) | Q(pk__in=told.values("incident_id")[:50])
    low = words.lower()
    kinds = [
        found.slug for found in catalog.current(public=True) if low in in_language(found.sop.title, found.sop.title_en).lower()
    ]
    areas = [code for _, names in city.villages() for code, name in names if low in name.lower()]
    return Q(where__icontains=words) | Q(category__in=kinds) | Q(region__in=areas)


def stages_asked() -> list[Stage]:
    """The stages that one may ask for by name."""
    return [stage for stage in Stage if stage in OPEN_STAGES]


def holders(incidents: Sequence[Incident]) -> dict[str, list[Any]]:
    """The open steps of the office or a party, each with its holder, by the number of the case; one question."""
    return cases.open_work([row.case_number for row in incidents if not row.ended])
