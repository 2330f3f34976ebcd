"""The list of everything that lies at an office: narrowed, grouped by when it is due, as a table to take along."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.portals.look.said import said
from lorong.services.complaints import policies
from lorong.services.complaints.desk.forms import ListForm
from lorong.services.complaints.models import Incident
from lorong.services.complaints.pages import categories, told
from lorong.services.complaints.queries import office
from lorong.services.complaints.queries.office import Lying, Wanted
from lorong.services.complaints.queries.stages import stage

MOST_ROWS = 5000  # of a table to take along
QUICK = ("keadaan", "batas", "tanda", "di")


@dataclass(frozen=True)
class Row:
    """One incident as a line. holder: who works on it, "" for nobody yet; field: its open step is that of field officers."""

    incident: Incident
    title: str
    place: str
    stage: str
    holder: str
    field: bool
    due: str  # "late", "soon" or ""
    again: bool


@dataclass(frozen=True)
class Group:
    """Lines that belong together by when they are due."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Filter:
    """One quick filter: its words, its number, the address that it leads to."""

    label: str
    count: int
    address: str
    current: bool


def offices(actor: Actor) -> list[Any]:
    """The offices whose complaints the actor looks after, their own first; none for everybody else."""
    found: dict[str, Any] = {}
    for holding in actor.holdings:
        if holding.roles.isdisjoint(policies.LOOKING_AFTER):
            continue
        found[holding.unit] = city.unit(holding.unit)
        below = city.units_under(holding.unit)
        found |= {unit.pk: unit for unit in below if policies.may_oversee(actor=actor, unit=unit.pk)}
    return list(found.values())


def wanted(request: HttpRequest, unit: str) -> Wanted:
    """What the address asks for; what cannot be read narrows nothing."""
    asked = ListForm(request.GET).wanted
    return Wanted(
        unit=unit,
        words=asked.get("q", ""),
        stage=asked.get("keadaan", office.OPEN),
        category=asked.get("jenis", ""),
        region=asked.get("kelurahan", ""),
        due=asked.get("batas", ""),
        mark=asked.get("tanda", ""),
        at=asked.get("di", ""),
        newest=asked.get("urut") == "baru",
    )


def asked_unit(request: HttpRequest, actor: Actor) -> str:
    """The office that the address names, or the actor's own. Whether they may see it is asked of the policy."""
    own = [h.unit for h in actor.holdings if not h.roles.isdisjoint(policies.LOOKING_AFTER)]
    return request.GET.get("kantor", "")[:40] or next(iter(own or sorted(actor.units())), "")


def page(request: HttpRequest, actor: Actor, unit: str) -> dict[str, Any]:
    """Everything on the page of the list."""
    now, asked = timezone.now(), wanted(request, unit)
    found = office.lying(actor, asked, now=now, cursor=request.GET.get("sesudah", "")[:500])
    rows = [*_rows(found.rows, now)]
    counts = office.counted(actor, unit, now=now)
    form = ListForm(request.GET)
    by_due = not asked.newest and asked.stage != office.ENDED
    return {
        "nav": "complaints",
        "unit": city.unit(unit),
        "units": offices(actor),
        "form": form,
        "wanted": asked,
        "words": asked.words,
        "narrowed": asked != Wanted(unit=unit, newest=asked.newest),
        "more_narrowed": bool(asked.category or asked.region or asked.stage not in {office.OPEN, office.ENDED} or asked.newest),
        "filters": filters(asked, counts),
        "counts": counts,
        "groups": groups(rows) if by_due else [Group("", rows)] if rows else [],
        "page": found,
        "query": urlencode({**request.GET.dict(), "kantor": unit}),
        "colleagues": cases.on_duty(policies.FIELD, unit, at=now) if any(row.field for row in rows) else [],
        "kunci": uuid.uuid4().hex,
        "fields": policies.FIELD in {role for held in actor.holdings for role in held.roles},
    }


def _rows(incidents: Sequence[Incident], now: datetime) -> Iterator[Row]:
    held = office.holders(incidents)
    for one in incidents:
        items = held.get(one.case_number, [])
        holder = next((item.holder for item in items if item.holder is not None), None)
        yield Row(
            one,
            categories.title(one.category),
            told.place_words(one.where, one.region),
            said(stage(one).words),
            holder.person.name if holder is not None and holder.person is not None else "",
            any(item.role == policies.FIELD for item in items),
            due_kind(one, now),
            one.round > 1 or one.contradicted > 0,
        )


def due_kind(incident: Incident, now: datetime) -> str:
    """ "late", "soon" or ""; nothing is due any more once it is over."""
    if incident.ended:
        return ""
    return "late" if incident.due_at < now else "soon" if incident.due_at < now + office.NEARLY else ""


def groups(rows: Sequence[Row]) -> list[Group]:
    """Lines under what they have in common, empty groups left out."""
    titles = {"late": gettext("Lewat batas"), "soon": gettext("Batasnya dalam dua hari"), "": gettext("Masih ada waktu")}
    found = [Group(title, [row for row in rows if row.due == kind]) for kind, title in titles.items()]
    return [group for group in found if group.rows]


def filters(asked: Wanted, counts: Lying) -> list[Filter]:
    """What one looks for every morning, with how many there are."""
    every: list[tuple[str, int, dict[str, str]]] = [
        (gettext("Terbuka"), counts.open, {}),
        (gettext("Lewat batas"), counts.late, {"batas": office.LATE}),
        (gettext("Hampir"), counts.soon, {"batas": office.SOON}),
        (gettext("Belum diperiksa"), counts.unchecked, {"keadaan": "unchecked"}),
        (gettext("Di lapangan"), counts.field, {"di": office.FIELD}),
        (gettext("Di pihak lain"), counts.party, {"di": office.PARTY}),
        (gettext("Menunggu warga"), counts.residents, {"di": office.RESIDENTS}),
        (gettext("Berulang"), counts.structural, {"tanda": office.STRUCTURAL}),
    ]
    now = {"keadaan": asked.stage if asked.stage != office.OPEN else "", "batas": asked.due, "tanda": asked.mark, "di": asked.at}
    kept = {name: value for name, value in now.items() if value}
    return [Filter(label, count, "?" + urlencode({"kantor": asked.unit, **to}), kept == to) for label, count, to in every]


def table(actor: Actor, asked: Wanted) -> Iterator[tuple[object, ...]]:
    """The list for a spreadsheet: names, then a line each; never who told it, nor the place that somebody told in secret."""
    now = timezone.now()
    yield (
        "nomor", "jenis", "keadaan", "kelurahan", "tempat", "masuk", "batas", "lewat_batas", "selesai", "pelapor", "dibuka_lagi", "berulang"
    )  # fmt: skip
    for row in office.everything(actor, asked, now=now, most=MOST_ROWS):
        over = row.ended_at.isoformat() if row.ended_at else ""
        yield (
            row.code, categories.title(row.category), said(stage(row).words), city.village_words(row.region),
            row.where if row.in_public else "", row.opened_at.isoformat(), "" if over else row.due_at.isoformat(),
            int(due_kind(row, now) == "late"), over, row.reporters, max(row.round - 1, row.contradicted), int(row.structural_at is not None),
        )  # fmt: skip
