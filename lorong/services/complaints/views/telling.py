"""Telling of something that is wrong: one page, what is near by, the questions of its kind, a code, and the number."""

from __future__ import annotations

import re
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lorong.lib.refusals import TooMany
from lorong.portals.door import Who, entrance, reference
from lorong.portals.door.proof import CodeForm, answer_code, asked_phone
from lorong.portals.look.said import said
from lorong.services.complaints.forms import PhoneAskForm
from lorong.services.complaints.pages import draft as drafts
from lorong.services.complaints.pages import queue, telling, told

CODE = re.compile(r"[0-9A-Za-z-]{1,24}")


@entrance(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Photo, place, words, kind. What was typed is kept before anything is said about it."""
    draft = telling.begun(request)
    form = telling.form_of(request, draft)
    if request.method != "POST":
        return telling.show(request, draft, form)
    form.full_clean()
    try:
        draft = telling.taken(request, draft, form)
    except TooMany as refusal:
        form.add_error("foto", said(refusal))
    drafts.keep(request, draft)
    if {"lagi", "buang"} & set(request.POST):
        return redirect("complaints:new")
    if form.errors:
        return telling.show(request, draft, form.with_held(len(draft.photos)))
    return telling.onward(request, draft)


@entrance(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def near(request: HttpRequest) -> HttpResponse:
    """Is it one of these? Join it, follow it, or go on."""
    draft = telling.begun(request)
    if request.method != "POST":
        found = telling.near(draft)
        context = {"near": told.near_rows(found), "draft": draft, "nav": "reports"}
        return render(request, "complaints/near.html", context) if found else telling.onward(request, draft)
    chosen, _, code = request.POST.get("pilih", "").partition(":")
    if chosen in {"ikut", "pantau"} and CODE.fullmatch(code):
        choose = telling.joining if chosen == "ikut" else telling.following
        return telling.onward(request, choose(draft, code))
    return telling.onward(request, telling.something_else(draft))


@entrance(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """The few questions that this kind needs."""
    draft = telling.begun(request)
    form = telling.questions(draft, request.POST if request.method == "POST" else None)
    if form is None:
        return telling.onward(request, draft)
    if request.method == "POST":
        draft = replace(draft, answers=form.typed)
        drafts.keep(request, draft)
        if not form.errors and not form.reveals and not form.rows_changed:
            return telling.onward(request, replace(draft, asked=draft.category))
    context = {"form": form, "draft": draft, "nav": "reports"}
    return render(request, "complaints/details.html", context, status=422 if form.is_bound and form.errors else 200)


@entrance(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Where the news of it goes, for somebody without an account."""
    draft = telling.begun(request)
    form = PhoneAskForm(request.POST if request.method == "POST" else None, initial={"hp": draft.phone})
    if request.method == "POST" and form.is_valid():
        try:
            return telling.onward(request, replace(draft, phone=form.cleaned_data["hp"]))
        except TooMany as refusal:
            form.add_error("hp", said(refusal))
    return render(request, "complaints/phone.html", {"form": form, "nav": "reports"}, status=422 if form.errors else 200)


@entrance(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code from the SMS; then the report is sent."""
    draft, form = telling.begun(request), CodeForm(request.POST if request.method == "POST" else None)
    to = asked_phone(request)
    if not to:
        return redirect("complaints:phone")
    if request.method == "POST" and form.is_valid():
        tried = answer_code(request, form.cleaned_data["code"])
        if tried.right:
            return telling.onward(request, replace(draft, phone=to))
        form.add_error("code", said(tried.sentence))
    return telling.show_code(request, form, to, again="complaints:code_again")


@entrance(Who.ANYONE)
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Another code for the same phone."""
    return telling.again(request, page="complaints:code", without="complaints:phone")


@entrance(Who.ANYONE)
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throw away what was begun."""
    drafts.forget(request)
    return redirect("complaints:list")


@entrance(Who.ANYONE)
@require_safe
@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """The number, who has it, and when such things are usually put right."""
    return render(request, "complaints/sent.html", told.receipt(request, telling.teller(request)))


@entrance(Who.ANYONE)
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """What a telephone kept while there was no network: 201 when it is in, 202 when its owner must still say something."""
    return queue.received(request)


@entrance(Who.ANYONE)
@require_safe
@never_cache
def token(request: HttpRequest) -> JsonResponse:
    """The form token, for a page that was kept on the telephone before there was one; and whose session this is, as `me_ref` says it."""
    return JsonResponse({"token": get_token(request), "me": reference(getattr(request, "actor", None))})


@entrance(Who.ANYONE)
@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """The same page as a browser keeps it for the time without a network: nobody's name is on it."""
    return render(request, "complaints/away.html", queue.away())


@entrance(Who.ANYONE)
@require_safe
@cache_control(max_age=3600)
def begin(request: HttpRequest) -> HttpResponse:
    """What the first page needs once somebody begins to write: its scripts, room for a map, the list of what waits for a signal."""
    return render(request, "complaints/begin.html")


@entrance(Who.ANYONE)
@require_safe
@cache_control(max_age=3600)
def extra(request: HttpRequest) -> HttpResponse:
    """The extra questions of one kind, as a template for the script of the first page."""
    return render(request, "complaints/extra.html", {"kinds": telling.questions_of(request.GET.get("jenis", "")[:80])})


@entrance(Who.ANYONE)
@require_safe
@never_cache
def suggest(request: HttpRequest) -> JsonResponse:
    """The kinds that a few words speak of."""
    found = telling.suggested(request.GET.get("teks", "")[:500])
    return JsonResponse({"jenis": [{"slug": kind.slug, "nama": kind.title} for kind in found]})
