"""An officer writes down what somebody at the counter tells: the kind, everything about it on one page, what is near by, a code
for the phone if there is one, and a receipt. Written down as it is told: it lies sealed in the session until it is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from lorong.lib.refusals import Refusal, TooMany
from lorong.portals.door.proof import CodeForm, PhoneField, answer_code, ask_code, asked_phone, forget_phone
from lorong.portals.look.questions import QuestionForm
from lorong.portals.look.said import said
from lorong.services.complaints import actions, policies
from lorong.services.complaints.desk.asking import WRONG, asker, fresh
from lorong.services.complaints.forms import TellForm
from lorong.services.complaints.pages import categories, telling, told
from lorong.services.complaints.pages import draft as drafts
from lorong.services.complaints.pages.categories import Category
from lorong.services.complaints.pages.draft import Draft
from lorong.services.complaints.queries import at_desk

NAME = "aduan-loket"  # another draft than what the officer tells as a resident
FIELDS = telling.FIELDS
LISTED = (policies.FIELD, *policies.LOOKING_AFTER)  # whose own page is another one


class MaybePhone(PhoneField):
    """A mobile number, or none: not everybody who comes has one."""

    def clean(self, value: Any) -> str:
        return str(super().clean(value)) if str(value or "").strip() else ""


class CounterForm(TellForm):
    """As residents have it; the place is shown on the map or said, since the telephone at hand is the officer's. Name and mobile
    number may be left empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, known=False, **kwargs)
        for name in ("akurasi", "dari", "ditulis", "dikirim"):
            del self.fields[name]
        self.fields["jenis"].widget = self.fields["jenis"].hidden_widget()
        self.fields["nama"].label = gettext_lazy("Nama pelapor")
        self.fields["hp"] = MaybePhone(
            label=gettext_lazy("Nomor HP pelapor"),
            help_text=gettext_lazy(
                "Kami kirim kode ke nomor ini; pelapor membacakannya. Tanpa kode yang benar nomornya tidak disimpan."
            ),
            required=False,
        )


def page(request: HttpRequest) -> HttpResponse:
    """Which kind it is; then its page."""
    kind = categories.category((request.POST if request.method == "POST" else request.GET).get("jenis", "")[:80])
    if kind is None:
        drafts.forget(request, NAME)
        context = {"nav": "complaints", "kinds": categories.groups(), "has_list": asker(request).has_role(*LISTED)}
        return render(request, "complaints/desk/counter_kind.html", context)
    if request.method == "POST":
        return _sent(request, kind)
    draft = drafts.kept(request, NAME) if "lanjut" in request.GET else None
    if draft is None or draft.category != kind.slug:
        drafts.forget(request, NAME)
        draft = Draft(key=fresh()["kunci"], category=kind.slug)
    form = CounterForm(initial=TellForm.shown(draft), held=len(draft.photos))
    return _shown(request, kind, draft, form, telling.questions(draft))


def _sent(request: HttpRequest, kind: Category) -> HttpResponse:
    """Everything that was typed is kept, the pictures too, before anything is said about it."""
    draft = drafts.kept(request, NAME)
    key = request.POST.get("kunci", "")[:64]
    if draft is None or draft.key != key:
        drafts.forget(request, NAME)
        draft = Draft(key=key)
    held = sum(photo.name != request.POST.get("buang", "") for photo in draft.photos)
    form = CounterForm(request.POST, request.FILES, held=held)
    form.full_clean()
    try:
        draft = telling.taken(request, draft, form)
    except TooMany as refusal:
        form.add_error("galeri", said(refusal))
    drafts.keep(request, draft, NAME)
    form.with_held(len(draft.photos))
    asked = telling.questions(draft, request.POST)
    if {"lagi", "buang"} & set(request.POST):
        return redirect(f"{request.path}?jenis={kind.slug}&lanjut=1")
    if asked is not None and asked.is_valid():
        draft = replace(draft, answers=asked.typed, asked=kind.slug)
        drafts.keep(request, draft, NAME)
    if form.errors or (asked is not None and asked.errors):
        return _shown(request, kind, draft, form, asked)
    return onward(request, draft)


def _shown(request: HttpRequest, kind: Category, draft: Draft, form: CounterForm, asked: QuestionForm | None) -> HttpResponse:
    wrong = form.is_bound and bool(form.errors or (asked is not None and asked.errors))
    context = {"nav": "complaints", "kind": kind, "form": form, "asked": asked, "draft": draft}
    return render(request, "complaints/desk/counter.html", context, status=WRONG if wrong else 200)


def onward(request: HttpRequest, draft: Draft, *, phone: str = "") -> HttpResponse:
    """To what is still needed: a look at what is near by, the code; then it is written down. phone: proved by a code."""
    try:
        if not draft.choice and telling.near(draft):
            return redirect("complaints_desk:counter_near")
        if draft.phone and draft.phone != phone:
            if asked_phone(request) != draft.phone:
                ask_code(request, draft.phone)
            return redirect("complaints_desk:counter_code")
        return _written(request, draft, phone)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        return _refused(request, draft, refusal)


def _written(request: HttpRequest, draft: Draft, phone: str) -> HttpResponse:
    """Written once: the draft has its key."""
    actor, told_now = asker(request), replace(telling.telling_of(draft), phone=phone)
    photos = drafts.pictures(draft)
    report = actions.tell(
        actor=actor, telling=told_now, photos=photos, key=draft.key, channel="counter", by_officer=actor.account_id
    )
    drafts.forget(request, NAME)
    forget_phone(request)  # the next one at the counter is somebody else
    messages.success(request, gettext("Laporan %(number)s tercatat.") % {"number": report.number})
    return redirect("complaints_desk:counter_receipt", number=report.number)


def _refused(request: HttpRequest, draft: Draft, refusal: Refusal) -> HttpResponse:
    kind = categories.category(draft.category)
    if kind is None:
        return redirect("complaints_desk:counter")
    first = {name: "" if value is None else value for name, value in TellForm.shown(draft).items()}
    form = CounterForm(first, held=len(draft.photos))
    form.full_clean()
    name = FIELDS.get(refusal.field or "", refusal.field or "")
    form.add_error(name if name in form.fields else None, said(refusal))
    return _shown(request, kind, draft, form, telling.questions(draft))


def near(request: HttpRequest) -> HttpResponse:
    """The same kind near by: is it one of these? One press joins it."""
    draft = drafts.kept(request, NAME)
    if draft is None:
        return redirect("complaints_desk:counter")
    found = telling.near(draft)
    if request.method != "POST" and found:
        context = {"nav": "complaints", "near": told.near_rows(found), "draft": draft}
        return render(request, "complaints/desk/counter_near.html", context)
    chosen = request.POST.get("pilih", "").removeprefix("ikut:")
    joins = chosen in {one.code for one in found}
    draft = telling.joining(draft, chosen) if joins else telling.something_else(draft)
    drafts.keep(request, draft, NAME)
    return onward(request, draft)


def code(request: HttpRequest) -> HttpResponse:
    """The code that the reporter reads aloud, or none: then the number is not kept."""
    draft = drafts.kept(request, NAME)
    if draft is None or not draft.phone or asked_phone(request) != draft.phone:
        return redirect("complaints_desk:counter")
    if "lewati" in request.POST:
        return onward(request, replace(draft, phone=""))
    form = CodeForm(request.POST if request.method == "POST" and "ulang" not in request.POST else None)
    if "ulang" in request.POST:
        _again(request, draft.phone)
    elif request.method == "POST" and form.is_valid():
        tried = answer_code(request, form.cleaned_data["code"])
        if tried.right:
            return onward(request, draft, phone=draft.phone)
        form.add_error("code", said(tried.sentence))
    context = {"nav": "complaints", "form": form, "draft": draft}
    return render(request, "complaints/desk/counter_code.html", context, status=WRONG if form.errors else 200)


def _again(request: HttpRequest, phone: str) -> None:
    try:
        ask_code(request, phone)
        messages.success(request, gettext("Kode baru sedang dikirim."))
    except TooMany as refusal:
        messages.error(request, said(refusal))


def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What the reporter takes home (UU 25/2009 art. 43): number, what, where, when, who took it. For whoever wrote it, that day."""
    found = at_desk.counter_receipt(asker(request), number)
    incident = found.report.incident
    context = {
        "nav": "complaints",
        "found": found,
        "incident": incident,
        "title": categories.title(incident.category),
        "place": told.place_words(found.report.where, found.report.region),
        "promise": told.promise_words(incident.promised_from, incident.promised_until),
        "me": asker(request),
        "address": settings.PUBLIC_URL + reverse("complaints:incident", args=[incident.code]) if incident.in_public else "",
    }
    response = render(request, "complaints/desk/counter_receipt.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
