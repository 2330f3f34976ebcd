"""How complaints went, for everybody: the whole city, one kelurahan, one unit."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lorong.lib.refusals import NotFound
from lorong.portals.door import Who, entrance
from lorong.services.complaints.pages import feeds, figures, figures_one
from lorong.services.complaints.pages.figures_one import About


@entrance(Who.ANYONE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The whole city, and every kelurahan and unit."""
    return render(request, "complaints/figures/city.html", figures.page(request))


@entrance(Who.ANYONE)
@require_safe
@cache_control(public=True, max_age=600)
def csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same as numbers, for a spreadsheet."""
    response = StreamingHttpResponse(feeds.lines(figures.export()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="capaian-aduan.csv"'
    return response


@entrance(Who.ANYONE)
@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """What was told of one kelurahan."""
    return _one(request, figures_one.village, code)


@entrance(Who.ANYONE)
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What one unit was given."""
    return _one(request, figures_one.office, code)


def _one(request: HttpRequest, of: Callable[[str], About], code: str) -> HttpResponse:
    try:
        about = of(code)
    except NotFound as refusal:
        return render(request, "complaints/figures/unknown.html", {"refusal": refusal, "nav": "reports"}, status=404)
    return render(request, "complaints/figures/one.html", figures_one.page(request, about))
