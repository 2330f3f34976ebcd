"""For whoever watches over the installation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lorong.portals.door import Who, entrance
from lorong.portals.public.health import health


@entrance(Who.ANYONE)
@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nobody."""
    return HttpResponse("sehat\n", content_type="text/plain; charset=utf-8")


@entrance(Who.ANYONE)
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served, 503 when not; says what is missing."""
    found = health()
    return JsonResponse(found.as_json(), status=200 if found.ready else 503)
