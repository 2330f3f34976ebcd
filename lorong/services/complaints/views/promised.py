"""Whether promises came true, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lorong.portals.door import Who, entrance
from lorong.services.complaints.pages import promised


@entrance(Who.ANYONE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The last months, and each kind."""
    return render(request, "complaints/promised.html", promised.page())


@entrance(Who.ANYONE)
@require_safe
@cache_control(public=True, max_age=3600)
def as_json(request: HttpRequest) -> JsonResponse:
    """The same as counts."""
    return JsonResponse(promised.as_json())
