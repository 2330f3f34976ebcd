"""For everybody: writing to the head of the city, what was told and what happened, who leads which office."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.portals.door import Who, entrance
from lorong.portals.look.said import said
from lorong.services.hotline import actions, queries
from lorong.services.hotline.forms import SettleForm, WriteForm


@entrance(Who.ANYONE, keeps=True)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """How to reach the head of the city; who is signed in writes from here and sees what became of it."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if request.method == "POST" and actor is not None:
        form = WriteForm(request.POST, request.FILES)
        if form.is_valid() and _written(actor, form):
            return redirect("hotline:write")
        return render(request, "hotline/write.html", _mine(actor) | {"form": form}, status=422)
    return render(request, "hotline/write.html", _mine(actor) | {"form": WriteForm(initial=_key())})


@entrance(Who.SIGNED_IN, keeps=True)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, number: str) -> HttpResponse:
    """Is it answered?"""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    matter = queries.own_matter(actor, number)
    form = SettleForm(request.POST) if request.method == "POST" else SettleForm(initial=_key())
    if request.method == "POST" and form.is_valid() and _settled(actor, matter, form):
        return redirect("hotline:write")
    return render(request, "hotline/settle.html", {"matter": matter, "form": form}, status=422 if form.errors else 200)


@entrance(Who.ANYONE)
@require_safe
def digest(request: HttpRequest) -> HttpResponse:
    """What we were told, what happened: the last whole week."""
    return _week(request, queries.weeks(timezone.now())[0])


@entrance(Who.ANYONE)
@require_safe
def digest_week(request: HttpRequest, year: int, week: int) -> HttpResponse:
    """The same for an earlier week, by its ISO number."""
    known = {tuple(first.isocalendar()[:2]): first for first in queries.weeks(timezone.now())}
    if (year, week) not in known:
        raise Http404
    return _week(request, known[year, week])


@entrance(Who.ANYONE)
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Who leads which office, and its public number; `?cari=` some of them."""
    words = request.GET.get("cari", "").strip()[:80]
    return render(request, "hotline/directory.html", {"offices": queries.directory(words), "words": words})


def _week(request: HttpRequest, first: date) -> HttpResponse:
    known = queries.weeks(timezone.now())
    place = known.index(first)
    context = {
        "week": queries.week(first),
        "told": queries.told(first),
        "others": [_named(other) for other in known[:12]],
        "archive": [_named(other) for other in known[12:]],
        "before": _named(known[place + 1]) if place + 1 < len(known) else None,
        "after": _named(known[place - 1]) if place else None,
    }
    return render(request, "hotline/digest.html", context)


def _named(first: date) -> tuple[date, int, int]:
    return (first, *first.isocalendar()[:2])


def _mine(actor: Actor | None) -> dict[str, Any]:
    contact = queries.own(actor) if actor is not None else None
    if contact is None:
        return {}
    return {"contact": contact, "lines": queries.talk(contact).rows, "matters": queries.matters_of(contact)}


def _written(actor: Actor, form: WriteForm) -> bool:
    told = form.cleaned_data
    try:
        actions.write(actor=actor, text=told["pesan"], key=told["kunci"], files=told["berkas"])
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))
    return not form.errors


def _settled(actor: Actor, matter: Any, form: SettleForm) -> bool:
    told = form.cleaned_data
    agrees = told["jawab"] == "sudah"
    try:
        actions.settle(actor=actor, matter=matter, agrees=agrees, note=told["catatan"], key=told["kunci"])
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))
    return not form.errors


def _key() -> dict[str, str]:
    return {"kunci": uuid.uuid4().hex}
