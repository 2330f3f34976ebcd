"""Pages behind a link from an SMS. Reading never acts, however often a program opens it; every answer is asked for by a form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from lorong.lib.refusals import Refusal
from lorong.portals.door import Who, entrance
from lorong.portals.look.said import said
from lorong.services.complaints.forms import FixedForm, SayForm
from lorong.services.complaints.onetap import pages


@entrance(Who.LINK)
@require_safe
def report(request: HttpRequest, token: str) -> HttpResponse:
    """How the report stands, what is asked, and the thread. Raises LinkIsDead."""
    return pages.show(request, pages.opened(request, token))


@entrance(Who.LINK)
@require_POST
def judge(request: HttpRequest, token: str) -> HttpResponse:
    """Is it fixed? Raises LinkIsDead, TooMany."""
    link = pages.opened(request, token)
    form = FixedForm(request.POST, request.FILES, photos=True)
    if form.is_valid():
        try:
            pages.judge(request, link, form)
            return redirect("onetap:report", token=token)
        except Refusal as refusal:
            form.add_error(pages.field_of(refusal, form), said(refusal))
    return pages.show(request, link, judging=form)


@entrance(Who.LINK)
@require_POST
def say(request: HttpRequest, token: str) -> HttpResponse:
    """A line of the thread, or what the office asked for. Raises LinkIsDead, TooMany."""
    link = pages.opened(request, token)
    form = SayForm(request.POST, request.FILES, auto_id=pages.WRITE_ID)
    if form.is_valid():
        try:
            pages.say(request, link, form)
            return redirect("onetap:report", token=token)
        except Refusal as refusal:
            form.add_error(pages.field_of(refusal, form), said(refusal))
    return pages.show(request, link, saying=form)


@entrance(Who.LINK)
@require_safe
def photo(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """An officer's picture of this report's incident. Raises LinkIsDead, NotFound."""
    return pages.photo(pages.opened(request, token), pk)
