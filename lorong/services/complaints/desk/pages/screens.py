"""How the pages of one incident are answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from lorong.kernel.documents import queries as documents
from lorong.portals.look.files import hand_out
from lorong.services.complaints.desk.asking import WRONG, asker
from lorong.services.complaints.desk.forms import ReplyForm
from lorong.services.complaints.desk.pages import passing, sheet
from lorong.services.complaints.errors import not_here
from lorong.services.complaints.models import Incident, Photo, Visit
from lorong.services.complaints.values import Identity

LARGE = "besar"


def incident(
    request: HttpRequest,
    found: Incident,
    *,
    form: ReplyForm | None = None,
    identity: Identity | None = None,
    about: str = "",
) -> HttpResponse:
    """The page of an incident. about: number of the report that a form or an identity belongs to."""
    context: dict[str, Any] = {
        "nav": "complaints",
        **sheet.context(asker(request), found),
        "clocks": sheet.clocks(asker(request), found),
        "may_pass_on": passing.may_pass_on(asker(request), found),
        "form": form,
        "identity": identity,
        "about": about,
    }
    response = render(request, "complaints/desk/incident.html", context, status=WRONG if form is not None else 200)
    if identity is not None:
        response["Cache-Control"] = "private, no-store"
    return response


def photo(row: Photo, *, small: bool) -> HttpResponseBase:
    """A picture of a report as the office sees it: blurred where it was. Raises NotFound while it is not clean, or when an officer hid it."""
    if row.hidden and not row.waits:
        raise not_here()
    return _given(row.shown_small_id or row.small_id if small else row.shown_id or row.file_id)


def original(row: Photo) -> HttpResponseBase:
    """A picture as it was sent, for whoever may look at it."""
    return _given(row.file_id)


def visit_photo(row: Visit, *, small: bool) -> HttpResponseBase:
    """A picture of a visit, likewise."""
    return _given(row.small_id if small else row.file_id)


def _given(sha256: str | None) -> HttpResponseBase:
    if sha256 is None:
        raise not_here()
    return hand_out(documents.open_picture(sha256, "foto.jpg"))
