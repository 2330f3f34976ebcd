"""The city's colours, the language switch, and what a telephone needs to keep the city on its first screen."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lorong.kernel.catalog import registry
from lorong.kernel.city import queries as city
from lorong.portals.door import Who, entrance
from lorong.portals.look.tile import SIZES, colours_of, tile

A_DAY = 60 * 60 * 24
A_YEAR = A_DAY * 365
KEPT = ("look/lorong.css", "look/lorong.js", "look/network.js", "look/icons.svg", "look/icon.svg", "look/plus-jakarta-sans.woff2")
PAGE, DARK_PAGE = "#ffffff", "#0d1615"  # the ground of every page, `styles/_root.scss`


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


@entrance(Who.ANYONE)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the city is called and looks like on a telephone's first screen (W3C Web Application Manifest)."""
    here = city.this_city()
    colour, _ = colours_of(here.css)
    shape = {"lang": "id", "dir": "ltr", "display": "minimal-ui", "background_color": PAGE, "theme_color": colour}
    names = {"name": gettext("Layanan %(city)s") % {"city": here.name}, "short_name": here.short_name or here.name}
    pictures = [
        {"src": reverse("look:tile", args=[size]), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES[1:]
        for purpose in ("any", "maskable")
    ]
    whole = {"id": "/", "start_url": "/", "scope": "/", "icons": pictures, **names, **shape}
    response = JsonResponse(whole, content_type="application/manifest+json")
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@entrance(Who.ANYONE)
@require_safe
def picture(request: HttpRequest, size: int) -> HttpResponse:
    """The city's mark on its colour, as PNG."""
    if size not in SIZES:
        raise Http404
    response = HttpResponse(tile(*colours_of(city.this_city().css), size), content_type="image/png")
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@entrance(Who.ANYONE)
@require_safe
def no_network(request: HttpRequest) -> HttpResponse:
    """The page that a browser keeps for the time without a network: nobody's name is on it."""
    return render(request, "look/no_network.html", {"me": None, "me_ref": ""})


@entrance(Who.ANYONE)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps it. From the root, so that it serves every page; a new version comes with new files."""
    lent = registry.offline()
    parts = [*map(static, KEPT), reverse("look:city_css")]
    files = sorted({static(part) for one in lent for part in one.parts})
    kept = sorted({*(file.rpartition("/")[0] + "/" for file in files), *(reverse(name) for one in lent for name in one.fetched)})
    away = [(reverse(one.page), reverse(one.instead_of), one.below) for one in lent]
    version = hashlib.sha256(" ".join([*parts, *files, *kept, *map(str, away), city.this_city().css]).encode()).hexdigest()[:12]
    context = {"parts": parts, "lent": kept, "away": away, "version": version}
    response = render(request, "look/worker.js", context, content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, max_age=0, must_revalidate=True)
    return response
