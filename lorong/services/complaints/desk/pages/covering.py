"""Hiding and blurring: what is meant, what will happen, and then that it happened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from lorong.lib.refusals import Refusal
from lorong.lib.uploads import Box
from lorong.portals.look.said import said
from lorong.services.complaints import actions, policies
from lorong.services.complaints.desk.asking import WRONG, asker, fresh
from lorong.services.complaints.desk.forms import MOST_BOXES, BlurForm, ReasonForm
from lorong.services.complaints.desk.pages.moving import about, allowed
from lorong.services.complaints.errors import not_here
from lorong.services.complaints.models import Incident, Photo, Report
from lorong.services.complaints.queries import at_desk

WHOLE = 1000  # in thousandths of a side
BOX = re.compile(r"(\d{1,4})-(\d{1,4})-(\d{1,4})-(\d{1,4})")


@dataclass(frozen=True)
class Meant:
    """What is to be hidden or shown again. words: as one says it."""

    report: Report | None
    photo: Photo | None
    hidden: bool
    words: str


def meant(request: HttpRequest, incident: Incident) -> Meant:
    """What the address of the page speaks of. Raises NotFound for what belongs to another incident."""
    actor, photo, number = asker(request), request.GET.get("foto", ""), request.GET.get("laporan", "")[:40]
    if photo.isdigit():
        picture = at_desk.photo_at_desk(actor, int(photo))
        words = gettext("foto %(n)s dari %(number)s") % {"n": picture.ordinal, "number": picture.report.number}
        return _of(incident, picture.report, Meant(None, picture, picture.hidden, words))
    if number:
        report = at_desk.report_at_desk(actor, number)
        return _of(incident, report, Meant(report, None, report.hidden, gettext("kata-kata %(number)s") % {"number": number}))
    return Meant(None, None, incident.hidden, gettext("seluruh aduan"))


def _of(incident: Incident, report: Report, found: Meant) -> Meant:
    if report.incident_id != incident.pk:
        raise not_here()
    return found


def hide(request: HttpRequest, incident: Incident, what: Meant) -> HttpResponse:
    """The question, and the doing."""
    actor = asker(request)
    allowed(policies.may_moderate(actor=actor, incident=incident))
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm(initial=fresh())
    if request.method == "POST" and form.is_valid() and _turned(actor, incident, what, form):
        shown = gettext("Ditampilkan lagi untuk umum.")
        messages.success(request, shown if what.hidden else gettext("Disembunyikan dari umum. Alasan Anda tersimpan."))
        return redirect("complaints_desk:incident", code=incident.code)
    context = {**about(incident), "what": what, "form": form}
    return render(request, "complaints/desk/hide.html", context, status=WRONG if form.errors else 200)


def _turned(actor: Any, incident: Incident, what: Meant, form: ReasonForm) -> bool:
    act = actions.show_again if what.hidden else actions.hide
    try:
        act(actor=actor, incident=incident, because=form.cleaned_data["alasan"], report=what.report, photo=what.photo)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        form.add_error("alasan" if refusal.field == "because" else None, said(refusal))
    return not form.errors


def blur(request: HttpRequest, photo: Photo) -> HttpResponse:
    """The picture, the boxes over it, and the doing."""
    actor = asker(request)
    allowed(policies.may_blur(actor=actor, photo=photo))
    if photo.file_id is None:
        raise not_here()
    start = {**fresh(), "alasan": gettext("Ada wajah atau pelat nomor")}
    form = BlurForm(request.POST) if request.method == "POST" else BlurForm(initial=start)
    good = request.method == "POST" and form.is_valid()
    if good and form.was_seen:
        made = actions.pixelated(photo=photo, boxes=form.cleaned_data["boxes"])
        actions.blur(actor=actor, photo=photo, found=made, because=form.cleaned_data["alasan"])
        messages.success(request, gettext("Foto sudah disamarkan. Umum hanya melihat yang disamarkan."))
        return redirect("complaints_desk:incident", code=photo.report.incident.code)
    seen = good and "ubah" not in request.POST
    context = {**about(photo.report.incident), "photo": photo, "form": form, "boxes": _address(form) if seen else ""}
    return render(request, "complaints/desk/blur.html", context, status=WRONG if form.errors else 200)


def _address(form: BlurForm) -> str:
    """The boxes as a part of an address: what the picture would look like with them."""
    return urlencode({"kotak": ["-".join(str(number) for number in box) for box in form.cleaned_data["boxes"]]}, doseq=True)


def preview(request: HttpRequest, photo: Photo) -> HttpResponse:
    """What the public would see with the boxes of the address; kept nowhere. Raises NotFound for what is no box."""
    allowed(policies.may_blur(actor=asker(request), photo=photo))
    found = [BOX.fullmatch(text) for text in request.GET.getlist("kotak")[:MOST_BOXES]]
    boxes = [Box(*map(int, one.groups())) for one in found if one is not None]
    if not boxes or len(boxes) != len(found) or not all(_is_box(one) for one in boxes):
        raise not_here()
    response = HttpResponse(actions.pixelated(photo=photo, boxes=boxes).large.content, content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response


def _is_box(box: Box) -> bool:
    return box.left < WHOLE and box.top < WHOLE and 0 < box.width <= WHOLE and 0 < box.height <= WHOLE


def unblur(request: HttpRequest, photo: Photo) -> HttpResponse:
    """The question why the public is to see everything again, and the doing."""
    actor = asker(request)
    allowed(policies.may_blur(actor=actor, photo=photo))
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm(initial=fresh())
    if request.method == "POST" and form.is_valid():
        actions.unblur(actor=actor, photo=photo, because=form.cleaned_data["alasan"])
        messages.success(request, gettext("Penyamaran dibatalkan. Umum melihat foto aslinya."))
        return redirect("complaints_desk:incident", code=photo.report.incident.code)
    context = {**about(photo.report.incident), "photo": photo, "form": form}
    return render(request, "complaints/desk/unblur.html", context, status=WRONG if form.errors else 200)
