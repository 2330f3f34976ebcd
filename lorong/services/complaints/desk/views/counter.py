"""At the counter: somebody without a telephone tells of something."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from lorong.portals.door import Who, entrance
from lorong.services.complaints.desk.pages import counter as pages

READ_OR_SEND = ["GET", "HEAD", "POST"]


@entrance(Who.OFFICER)
@require_http_methods(READ_OR_SEND)
def counter(request: HttpRequest) -> HttpResponse:
    """The kind, then everything about it."""
    return pages.page(request)


@entrance(Who.OFFICER)
@require_http_methods(READ_OR_SEND)
def near(request: HttpRequest) -> HttpResponse:
    """Was it told before? Join it, or go on."""
    return pages.near(request)


@entrance(Who.OFFICER)
@require_http_methods(READ_OR_SEND)
def code(request: HttpRequest) -> HttpResponse:
    """The code that came to the reporter's phone."""
    return pages.code(request)


@entrance(Who.OFFICER)
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """To be printed, or copied by hand."""
    return pages.receipt(request, number)
