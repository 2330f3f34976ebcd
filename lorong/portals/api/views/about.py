"""The description of the API, for programs and for people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from lorong.portals.api.document import description
from lorong.portals.api.guide import chapters, problems
from lorong.portals.door import Who, entrance
from lorong.portals.door.pages import not_found
from lorong.portals.door.programs import spoken


@entrance(Who.ANYONE)
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1."""
    with translation.override(spoken(request)):
        return JsonResponse(description())


@entrance(Who.ANYONE)
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The same for people: what there is, what each needs, what the problems mean."""
    return render(request, "api/guide.html", {"chapters": chapters(), "problems": problems(), "nav": "me"})


@csrf_exempt
@entrance(Who.PROGRAM)
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Every other address under /api/v1/."""
    with translation.override(spoken(request)):
        return not_found(request)
