"""One incident as everybody sees it, and what a passer-by can do there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lorong.lib.refusals import Refusal
from lorong.portals.door import Who, entrance
from lorong.portals.door.proof import actor_or_visitor
from lorong.portals.look.said import said
from lorong.services.complaints import actions, queries
from lorong.services.complaints.pages import one, telling


@entrance(Who.ANYONE)
@require_safe
def incident(request: HttpRequest, code: str) -> HttpResponse:
    """What it is, how it stands, who has it, until when."""
    page = queries.public_page(code)
    if page.merged_into:
        return redirect("complaints:incident", code=page.merged_into, permanent=False)
    return render(request, "complaints/incident.html", one.page(request, page))


@entrance(Who.ANYONE)
@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    """It happens to me too: one tap for whoever is known, a phone first for others."""
    return telling.onward(request, one.joining(request, queries.public_page(code)))


@entrance(Who.ANYONE)
@require_POST
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Tell me when something happens."""
    return telling.onward(request, telling.following(one.fresh(), queries.public_page(code).code))


@entrance(Who.ANYONE)
@require_POST
def unfollow(request: HttpRequest, code: str) -> HttpResponse:
    """Tell me no more."""
    who = telling.teller(request)
    if who is not None:
        actions.unfollow(actor=actor_or_visitor(request), incident=queries.incident(code), who=who)
        messages.success(request, gettext("Anda tidak dikabari lagi tentang ini."))
    return redirect("complaints:incident", code=code)


@entrance(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def fixed(request: HttpRequest, code: str) -> HttpResponse:
    """Is it really fixed? Asked of whoever told of it, and of neighbours."""
    who = telling.teller(request)
    if who is None:
        return one.prove_first(request)
    found = queries.incident_to_judge(code, who)
    form = one.fixed_form(request, found, who)
    if request.method == "POST" and form.is_valid():
        try:
            one.answer(request, found, who, form)
            return redirect("complaints:mine")
        except Refusal as refusal:
            form.add_error(None, said(refusal))
    return one.show_fixed(request, found, form)
