"""One incident on the desk: what was told, what was answered, its pictures."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lorong.portals.door import Who, entrance
from lorong.services.complaints import actions
from lorong.services.complaints.desk.asking import asker
from lorong.services.complaints.desk.forms import ReplyForm
from lorong.services.complaints.desk.pages import screens
from lorong.services.complaints.queries import at_desk


@entrance(Who.OFFICER)
@require_safe
def incident(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about it."""
    return screens.incident(request, at_desk.incident_at_desk(asker(request), code))


@entrance(Who.OFFICER, keeps=True)
@require_POST
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """A line to one reporter."""
    report, form = at_desk.report_at_desk(asker(request), number), ReplyForm(request.POST)
    if not form.is_valid():
        return screens.incident(request, report.incident, form=form, about=number)
    got = form.cleaned_data
    actions.reply(actor=asker(request), report=report, body=got["pesan"], key=got["kunci"])
    messages.success(request, gettext("Terkirim kepada pelapor itu saja."))
    return redirect("complaints_desk:incident", code=report.incident.code)


@entrance(Who.OFFICER, keeps=True)
@require_POST
def reply_all(request: HttpRequest, code: str) -> HttpResponse:
    """The same line to everybody who told of it."""
    found, form = at_desk.incident_at_desk(asker(request), code), ReplyForm(request.POST)
    if not form.is_valid():
        return screens.incident(request, found, form=form)
    got = form.cleaned_data
    count = actions.reply_all(actor=asker(request), incident=found, body=got["pesan"], key=got["kunci"])
    messages.success(request, gettext("Terkirim kepada %(n)s pelapor.") % {"n": count})
    return redirect("complaints_desk:incident", code=code)


@entrance(Who.OFFICER)
@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Who told it, for this one look, which is on record."""
    report = at_desk.report_at_desk(asker(request), number)
    identity = actions.reveal(actor=asker(request), report=report)
    return screens.incident(request, report.incident, identity=identity, about=number)


@entrance(Who.OFFICER)
@require_safe
def photo(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """A reporter's picture; blurred where it was blurred."""
    return screens.photo(at_desk.photo_at_desk(asker(request), pk), small=size != screens.LARGE)


@entrance(Who.OFFICER)
@require_safe
def visit_photo(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """A field officer's picture."""
    return screens.visit_photo(at_desk.visit_at_desk(asker(request), pk), small=size != screens.LARGE)
