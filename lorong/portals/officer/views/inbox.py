"""The inbox, and every case of the officer's units."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lorong.portals.door import Who, entrance
from lorong.portals.officer.asker import asker
from lorong.portals.officer.lists import inbox_context, search_context


@entrance(Who.OFFICER)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Open work, the most urgent first."""
    asked = request.GET
    context = inbox_context(
        asker(request),
        only=asked.get("saring", ""),
        words=asked.get("q", "").strip()[:80],
        cursor=asked.get("sesudah", ""),
    )
    return render(request, "officer/inbox.html", context)


@entrance(Who.OFFICER)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Any case of one's units, also those that wait for the applicant or are over."""
    asked = request.GET
    context = search_context(
        asker(request),
        only=asked.get("saring", ""),
        words=asked.get("q", "").strip()[:80],
        cursor=asked.get("sesudah", ""),
    )
    return render(request, "officer/search.html", context)
