"""My data, to take away; and how a mistake in it is mended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lorong.portals.citizen.takeaway import chapters, everything
from lorong.portals.door import Who, entrance


@entrance(Who.SIGNED_IN)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """The two copies there are, and one's rights."""
    return render(request, "citizen/data.html", {"nav": "me"})


@entrance(Who.SIGNED_IN)
@require_safe
@never_cache
def data_json(request: HttpRequest) -> JsonResponse:
    """Everything, for programs."""
    told = everything(request.actor)  # type: ignore[attr-defined]
    response = JsonResponse(told, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="data-saya.json"'
    return response


@entrance(Who.SIGNED_IN)
@require_safe
@never_cache
def data_page(request: HttpRequest) -> HttpResponse:
    """Everything, to read and to print."""
    told = everything(request.actor)  # type: ignore[attr-defined]
    return render(request, "citizen/copy.html", {"nav": "me", "told": told, "made": timezone.now(), "chapters": chapters(told)})
