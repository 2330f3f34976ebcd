"""The city's colours, and the language switch."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme

from lorong.kernel.city import queries as city
from lorong.portals.door import Who, entrance

A_YEAR = 60 * 60 * 24 * 365


@entrance(Who.ANYONE)
def city_css(request: HttpRequest) -> HttpResponse:
    """The city's colours as a stylesheet of its own: changed in the pack, never by a build."""
    response = HttpResponse(city.this_city().css, content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=3600)
    return response


@entrance(Who.ANYONE)
def language(request: HttpRequest) -> HttpResponse:
    """Set the language cookie and go back where one was; foreign addresses are not followed."""
    chosen = request.GET.get("ke", "id")
    back = request.GET.get("lanjut", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=A_YEAR, secure=settings.HTTPS, samesite="Lax", httponly=True
        )
    return response
