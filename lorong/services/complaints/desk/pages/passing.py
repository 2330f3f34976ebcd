"""Passing an incident on: to another office, as another kind of thing, or to somebody outside the city."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import policies as case_policies
from lorong.kernel.cases import queries as found
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.portals.look.said import said
from lorong.services.complaints import checking, routing
from lorong.services.complaints.desk.asking import WRONG, asker, fresh
from lorong.services.complaints.desk.forms import KindForm, ReasonForm, TransferForm
from lorong.services.complaints.desk.pages.moving import about, allowed
from lorong.services.complaints.elsewhere import policies
from lorong.services.complaints.elsewhere import queries as elsewhere
from lorong.services.complaints.elsewhere.actions import forward
from lorong.services.complaints.elsewhere.forms import OutsideForm
from lorong.services.complaints.elsewhere.parcel import may_leave
from lorong.services.complaints.models import Incident
from lorong.services.complaints.pages import categories

FIELDS = {"reason": "alasan", "unit": "kantor", "slug": "jenis", "category": "jenis", "to": "ke", "where": "tempat"}


def transfer(request: HttpRequest, incident: Incident) -> HttpResponse:
    """Which office, why, and the doing."""
    case = _may(asker(request), incident)
    units = offices(besides=incident.unit)
    form = TransferForm(request.POST, units=units) if request.method == "POST" else TransferForm(initial=fresh(), units=units)

    def act(got: dict[str, Any]) -> None:
        cases.transfer(actor=asker(request), case=case, unit=got["kantor"], reason=got["alasan"], key=got["kunci"])

    if _did(request, form, act):
        messages.success(request, gettext("Aduan ini sudah dialihkan. Pelapornya dikabari."))
        return redirect("complaints_desk:incident", code=incident.code)
    context = {**about(incident), "form": form, "unit": city.unit(incident.unit).name}
    return render(request, "complaints/desk/transfer.html", context, status=WRONG if form.errors else 200)


def reclassify(request: HttpRequest, incident: Incident) -> HttpResponse:
    """Which kind, why, and the doing: it goes to whoever has such things here."""
    case = _may(asker(request), incident)
    kinds = categories.choices()
    form = KindForm(request.POST, kinds=kinds) if request.method == "POST" else KindForm(initial=fresh(), kinds=kinds)

    def act(got: dict[str, Any]) -> None:
        slug = got["jenis"]
        unit = routing.unit_for(checking.category_of(slug), incident.region, case.answers)
        cases.reclassify(actor=asker(request), case=case, slug=slug, unit=unit, reason=got["alasan"], key=got["kunci"])

    if _did(request, form, act):
        messages.success(request, gettext("Jenisnya sudah dibetulkan. Aduan ini ada di kantor yang menangani jenis itu."))
        return redirect("complaints_desk:incident", code=incident.code)
    context = {**about(incident), "form": form}
    return render(request, "complaints/desk/reclassify.html", context, status=WRONG if form.errors else 200)


def outside(request: HttpRequest, incident: Incident) -> HttpResponse:
    """To whom outside the city, why, and the doing: parties with a link and other cities' installations in one list."""
    allowed(policies.may_forward(actor=asker(request), incident=incident))
    receivers = elsewhere.receivers(incident)
    given = {**fresh(), "ke": next((one.code for one in receivers if one.usual), None)}
    form = (
        OutsideForm(request.POST, receivers=receivers)
        if request.method == "POST"
        else OutsideForm(initial=given, receivers=receivers)
    )

    def act(got: dict[str, Any]) -> None:
        forward(
            actor=asker(request),
            incident=incident,
            to=got["ke"],
            reason=got["alasan"],
            where=got.get("tempat", ""),
            note=got["catatan"],
            key=got["kunci"],
        )

    if _did(request, form, act):
        messages.success(request, gettext("Diteruskan. Pelapornya dikabari, dan jawabannya kembali ke sini."))
        return redirect("complaints_desk:incident", code=incident.code)
    leaves = may_leave(incident)
    closed = said(leaves.refusal) if leaves.refusal is not None else ""
    context = {**about(incident), "form": form, "closed": closed, "not_yet": elsewhere.without_key()}
    return render(request, "complaints/desk/outside.html", context, status=WRONG if form.errors else 200)


def may_pass_on(actor: Actor, incident: Incident) -> bool:
    """Whether the asker may send it to another office."""
    case = found.by_number(incident.case_number)
    return case is not None and not incident.ended and bool(case_policies.may_transfer(actor=actor, case=case))


def offices(*, besides: str) -> list[Any]:
    """Every working office of the city for one control: those of the whole city, then each kecamatan with its kelurahan."""
    rows = [unit for unit in city.units_under(city.this_city().code) if unit.pk != besides]
    above = {unit.pk: city.kecamatan_unit_of(unit) for unit in rows}
    offices = [(unit.pk, unit.name) for unit in rows if above[unit.pk] is None]
    districts: dict[str, list[tuple[str, str]]] = {}
    for unit in rows:
        district = above[unit.pk]
        if district is not None:
            districts.setdefault(district.name, []).append((unit.pk, unit.name))
    return [(gettext("Dinas dan kantor kota"), offices), *districts.items()]


def _may(actor: Actor, incident: Incident) -> Any:
    case = found.for_actor(actor, incident.case_number)
    allowed(case_policies.may_transfer(actor=actor, case=case))
    return case


def _did(request: HttpRequest, form: ReasonForm | OutsideForm, act: Callable[[dict[str, Any]], None]) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        name = FIELDS.get(refusal.field or "", refusal.field or "")
        form.add_error(name if name in form.fields else None, said(refusal))
        return False
    return True
