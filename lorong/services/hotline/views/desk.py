"""The desk of the head of the city: everything that was written, and what nobody answered."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.portals.door import Who, entrance
from lorong.portals.look.said import said
from lorong.services.hotline import actions, queries
from lorong.services.hotline.forms import ForwardForm, ReplyForm, UniteForm


@entrance(Who.COMMAND)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Everybody who wrote; `?baru=1` only those with something unread."""
    new = request.GET.get("baru") == "1"
    page = queries.inbox(_asker(request), new=new, cursor=request.GET.get("sesudah", "")[:200])
    late = queries.stalled(_asker(request), size=5).rows if page.is_first else []
    context = {"nav": "hotline", "here": "new" if new else "all", "page": page, "rows": page.rows, "late": late}
    return render(request, "hotline/inbox.html", context | queries.counts(_asker(request)))


@entrance(Who.COMMAND)
@require_safe
def stalled(request: HttpRequest) -> HttpResponse:
    """Promises that stand still."""
    page = queries.stalled(_asker(request), cursor=request.GET.get("sesudah", "")[:200])
    context = {"nav": "hotline", "here": "stalled", "page": page, "rows": page.rows}
    return render(request, "hotline/stalled.html", context | queries.counts(_asker(request)))


@entrance(Who.COMMAND)
@require_safe
def thread(request: HttpRequest, number: str) -> HttpResponse:
    """What one person wrote, and what became of it. Opening it reads it."""
    actor = _asker(request)
    context = _thread(actor, number, request.GET.get("sesudah", "")[:200])
    if context["newest"]:
        actions.mark_read(actor=actor, contact=context["contact"], upto=context["newest"])
    return render(request, "hotline/thread.html", context)


@entrance(Who.COMMAND, keeps=True)
@require_http_methods(["GET", "HEAD", "POST"])
def forward(request: HttpRequest, number: str, line_id: int) -> HttpResponse:
    """Pass one message on to an office."""
    actor = _asker(request)
    contact = queries.contact(actor, number)
    line = queries.line_of(actor, contact, line_id)
    form = ForwardForm(request.POST) if request.method == "POST" else ForwardForm(initial=_key())
    if request.method == "POST" and form.is_valid() and _forwarded(actor, line, form):
        return redirect("hotline:thread", number=contact.number)
    context = {"nav": "hotline", "contact": contact, "line": line, "form": form, "enclosures": queries.enclosures_with(line)}
    return render(request, "hotline/forward.html", context, status=422 if form.errors else 200)


@entrance(Who.COMMAND, keeps=True)
@require_POST
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Answer straight away."""
    actor = _asker(request)
    form = ReplyForm(request.POST)
    if form.is_valid():
        text, key = form.cleaned_data["balasan"], form.cleaned_data["kunci"]
        actions.reply(actor=actor, contact=queries.contact(actor, number), text=text, key=key)
        return redirect("hotline:thread", number=number)
    return render(request, "hotline/thread.html", _thread(actor, number, "") | {"form": form}, status=422)


@entrance(Who.COMMAND)
@require_POST
def unite(request: HttpRequest, number: str) -> HttpResponse:
    """This and another number are one person."""
    actor = _asker(request)
    contact, form = queries.contact(actor, number), UniteForm(request.POST)
    if form.is_valid() and _united(actor, contact, form):
        return redirect("hotline:thread", number=number)
    return render(request, "hotline/thread.html", _thread(actor, number, "") | {"unite": form}, status=422)


@entrance(Who.COMMAND)
@require_POST
def part(request: HttpRequest, number: str) -> HttpResponse:
    """They are two after all: `bagian` is the number that stands by itself again."""
    actor = _asker(request)
    root = queries.contact(actor, number)
    wanted = request.POST.get("bagian", "")
    other = next((c for c in queries.contacts_under(root) if c.number == wanted), None)
    if other is not None:
        actions.part(actor=actor, contact=other)
    return redirect("hotline:thread", number=root.number)


def _thread(actor: Actor, number: str, cursor: str) -> dict[str, Any]:
    contact = queries.contact(actor, number)
    page = queries.talk(contact, cursor=cursor)
    return {
        "nav": "hotline",
        "contact": contact,
        "page": page,
        "lines": page.rows,
        "newest": max((line.pk for line in page.rows), default=0),
        "ways": queries.ways_of(contact),
        "matters": {matter.line_id: matter for matter in queries.matters_of(contact)},
        "under": queries.contacts_under(contact),
        "form": ReplyForm(initial=_key()),
        "unite": UniteForm(),
    }


def _forwarded(actor: Actor, line: Any, form: ForwardForm) -> bool:
    told = form.cleaned_data
    try:
        actions.forward(actor=actor, line=line, unit=told["kantor"], note=told["catatan"], headline=told["judul"])
    except Refusal as refusal:
        form.add_error(None, said(refusal))
    return not form.errors


def _united(actor: Actor, contact: Any, form: UniteForm) -> bool:
    try:
        other = queries.contact(actor, form.cleaned_data["nomor"].strip())
        actions.unite(actor=actor, contact=other, into=contact)
    except Refusal as refusal:
        form.add_error("nomor", said(refusal))
    return not form.errors


def _key() -> dict[str, str]:
    return {"kunci": uuid.uuid4().hex}


def _asker(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
