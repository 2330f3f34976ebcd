"""The map: its land, and what lies on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lorong.lib.refusals import Refusal
from lorong.portals.door import Who, entrance
from lorong.services.complaints.pages import drawing, listing
from lorong.services.complaints.pages.land import land as land_of_the_city
from lorong.services.complaints.queries import on_map


class NotAPiece(Refusal):
    """The address names no piece of the earth."""

    status = 400


@entrance(Who.ANYONE)
@require_safe
@cache_control(public=True, max_age=30)
def heaps(request: HttpRequest) -> JsonResponse:
    """Open incidents on a piece of the map, as many as fingers fit on the screen: [lat, lon, count, code, words]."""
    asked = request.GET
    shown = on_map.piece(asked.get("kotak", "")[:120], asked.get("lebar", ""), asked.get("tinggi", ""))
    if shown is None:
        raise NotAPiece(
            gettext("Potongan peta itu tidak ada. Sebut kotak=barat,selatan,timur,utara serta lebar dan tinggi layar.")
        )
    found = on_map.heaps(shown, listing.wanted(request))
    return JsonResponse({"kumpulan": drawing.marks(found)})


@entrance(Who.ANYONE)
@require_safe
@cache_control(max_age=3600)
def land(request: HttpRequest) -> HttpResponse:
    """The outlines alone, for a page that puts them in when they are asked for."""
    return render(request, "complaints/land.html", {"land": land_of_the_city(), "page": {}})
