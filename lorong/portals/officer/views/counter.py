"""The counter: for somebody who came in person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lorong.lib.refusals import Refusal
from lorong.portals.applying.forms import SubjectForm
from lorong.portals.door import Who, entrance
from lorong.portals.look.said import said
from lorong.portals.officer import counter as desk
from lorong.portals.officer import receiving
from lorong.portals.officer.asker import asker, key_in, new_key
from lorong.portals.officer.cockpit import desk_of, look
from lorong.portals.officer.forms import VisitorForm


@entrance(Who.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """Who stands here, and what they came for."""
    actor = asker(request)
    desk.must_serve(actor)
    form = VisitorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            desk.greet(request, actor, form.cleaned_data["nik"])
            return redirect("officer:counter")
        except Refusal as refusal:
            form.add_error("nik", said(refusal))
    person = None if form.is_bound else desk.visitor(request)
    words = request.GET.get("cari", "").strip()[:80]
    more = desk.counter_context(actor, person, words) if person else {}
    return render(request, "officer/counter.html", {"nav": "counter", "form": form, **more}, status=422 if form.errors else 200)


@entrance(Who.OFFICER)
@require_POST
def part(request: HttpRequest) -> HttpResponse:
    """The next one, please."""
    desk.part(request)
    messages.success(request, gettext("Selesai. Loket siap untuk orang berikutnya."))
    return redirect("officer:counter")


@entrance(Who.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """For whom; then the same pages that residents fill in."""
    actor, person, published = asker(request), desk.visitor(request), desk.service(slug)
    desk.must_serve(actor)
    if person is None:
        return redirect("officer:counter")
    offered = desk.for_whom(published, person)
    form = SubjectForm(request.POST or None, choices=offered)
    if request.method == "POST" and form.is_valid():
        draft = desk.begin(actor, published, person, form.cleaned_data["siapa"])
        return redirect("applying:resume", pk=draft.pk)
    context = {"nav": "counter", "form": form, "person": person, "sop": published.sop}
    return render(request, "officer/for_whom.html", context, status=422 if form.errors else 200)


@entrance(Who.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, number: str) -> HttpResponse:
    """Papers that were asked for, brought to the counter by somebody without a phone."""
    at = desk_of(asker(request), number)
    form = receiving.form_of(at, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            receiving.receive(at, form.cleaned_data, key=key_in(request))
            messages.success(request, gettext("Diterima. Waktu kantor berjalan lagi dan petugas diberi giliran."))
            return redirect("officer:case", number=number)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))
    look(at, fields=("nama", "berkas yang diminta"))
    context = {"nav": "inbox", "desk": at, "case": at.case, "form": form, "kunci": new_key(), **receiving.asked(at)}
    return render(request, "officer/receive.html", context, status=422 if form.errors else 200)
