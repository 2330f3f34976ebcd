"""What was told, for everybody: a list, a map, a table, feeds."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lorong.portals.door import Who, entrance
from lorong.services.complaints.pages import feeds, listing


@entrance(Who.ANYONE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The list with filters and map."""
    return render(request, "complaints/list.html", listing.page(request))


@entrance(Who.ANYONE)
@require_safe
def csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list for a spreadsheet."""
    response = StreamingHttpResponse(feeds.lines(listing.table(listing.wanted(request))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="aduan.csv"'
    return response


@entrance(Who.ANYONE)
@require_safe
@cache_control(public=True, max_age=300)
def atom(request: HttpRequest) -> HttpResponse:
    """The newest of the list as a feed (RFC 4287)."""
    return HttpResponse(feeds.atom(request, listing.wanted(request)), content_type="application/atom+xml; charset=utf-8")


@entrance(Who.ANYONE)
@require_safe
@cache_control(public=True, max_age=300)
def geojson(request: HttpRequest) -> JsonResponse:
    """The newest of the list on the earth (RFC 7946)."""
    return JsonResponse(listing.features(listing.wanted(request), settings.PUBLIC_URL), content_type="application/geo+json")
