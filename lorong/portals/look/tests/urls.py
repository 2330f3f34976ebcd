"""A small town of URLs: every name the menus know, and the page of parts."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from lorong.portals.look import menus
from lorong.portals.look.tests import samples

EXTRA = {"accounts:sign_in", "accounts:demo", "look:language", "look:city_css"}


def parts(request: HttpRequest) -> HttpResponse:
    """Every part on one page."""
    return render(request, "look/parts.html", samples.everything())


def desk(request: HttpRequest) -> HttpResponse:
    """The officer's frame around one queue."""
    return render(request, "look/parts_desk.html", {**samples.everything(), "me": samples.BUDI, "nav": "inbox"})


def nothing(request: HttpRequest) -> HttpResponse:
    """A door that leads to an empty room."""
    return HttpResponse(f"{request.path}", content_type="text/css")


grouped: dict[str, list[str]] = defaultdict(list)
for full in sorted(menus.url_names() | EXTRA):
    space, name = full.split(":")
    grouped[space].append(name)

urlpatterns = [path("bagian/", parts, name="parts"), path("meja/", desk, name="desk")]
urlpatterns += [
    path(f"{space}/", include(([path(f"{name}/", nothing, name=name) for name in names], space)))
    for space, names in grouped.items()
]
