"""A picture from the place comes in, from a form or from a telephone that had no signal: once, and with its own time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.cases.values import Said
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.portals.look.said import said
from lorong.services.complaints import actions
from lorong.services.complaints.desk.forms import VisitForm
from lorong.services.complaints.desk.pages import jobs
from lorong.services.complaints.models import Incident
from lorong.services.complaints.queries import at_desk

FIELDS = {"photo": "foto", "photos": "foto", "why_off": "sebab"}
CREATED, WRONG = 201, 422


def received(request: HttpRequest, actor: Actor, incident: Incident) -> HttpResponse:
    """Take the picture. A script gets JSON: 201 `{url}` when it is in, this time or before; 422 `{sebab, isian, url}`."""
    form = VisitForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _visited(actor, incident, form)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            name = FIELDS.get(refusal.field or "", refusal.field or "")
            form.add_error(name if name in form.fields else None, said(refusal))
    if request.headers.get("Accept") == "application/json":
        return _told(incident, form)
    if form.errors:
        return render(request, "complaints/desk/job.html", jobs.one(actor, incident, form), status=WRONG)
    messages.success(request, _thanks(form))
    return redirect("complaints_desk:job", code=incident.code)


def _visited(actor: Actor, incident: Incident, form: VisitForm) -> None:
    got = form.cleaned_data
    content = got["foto"].read()
    actions.visit(
        actor=actor,
        incident=incident,
        kind=got["jenis"],
        photo=content,
        key=got["kunci"],
        spot=form.spot,
        shot=actions.opened_at_once(photo=content),
        why_off=got["sebab"],
        materials=got["bahan"],
        note=got["catatan"],
        taken_at=got["diambil"],
        sent_at=got["dikirim"],
    )
    if got["beres"]:
        _declared(actor, incident, got)


def _declared(actor: Actor, incident: Incident, got: dict[str, Any]) -> None:
    """It is fixed, said along with the picture. Sent twice it is said once: the key is the picture's."""
    case = found.for_actor(actor, incident.case_number)
    key = f"beres:{got['kunci']}"
    if any(event.key == key for event in found.events(case)):
        return
    item = at_desk.job(actor, incident)
    if item is None:
        raise Refusal(gettext("Fotonya tersimpan, tetapi langkah ini sudah tidak terbuka. Lihat di halaman aduannya."))
    cases.advance(actor=actor, case=case, step=item.step, outcome=got["beres"], key=key, said=Said())


def _told(incident: Incident, form: VisitForm) -> JsonResponse:
    url = reverse("complaints_desk:job", args=[incident.code])
    if not form.errors:
        return JsonResponse({"url": url}, status=CREATED)
    name, errors = next(iter(form.errors.items()))
    return JsonResponse({"url": url, "isian": name, "sebab": str(errors[0])}, status=WRONG)


def _thanks(form: VisitForm) -> str:
    if form.cleaned_data["beres"]:
        return gettext("Foto tersimpan dan dinyatakan beres. Sekarang warga ditanya.")
    return gettext("Foto tersimpan.")
