"""Two incidents that are one, and one that is two. Every page says first what will happen to whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lorong.portals.door import Who, entrance
from lorong.services.complaints.desk.asking import asker
from lorong.services.complaints.desk.pages import moving
from lorong.services.complaints.queries import at_desk

READ_OR_SEND = ["GET", "HEAD", "POST"]


@entrance(Who.OFFICER, keeps=True)
@require_http_methods(READ_OR_SEND)
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Which other one it is (`?cari=`), then (`?dengan=<code>`) the question whether, then it is done."""
    incident = at_desk.incident_at_desk(asker(request), code)
    other = request.GET.get("dengan", "")[:40]
    if not other:
        return moving.choose(request, incident, words=request.GET.get("cari", "")[:40])
    return moving.merge(request, incident, at_desk.incident_at_desk(asker(request), other))


@entrance(Who.OFFICER, keeps=True)
@require_http_methods(READ_OR_SEND)
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """An incident that was merged stands by itself again."""
    return moving.take_back(request, at_desk.incident_at_desk(asker(request), code))


@entrance(Who.OFFICER, keeps=True)
@require_http_methods(READ_OR_SEND)
def split(request: HttpRequest, code: str) -> HttpResponse:
    """One report of several becomes an incident of its own."""
    return moving.split(request, at_desk.incident_at_desk(asker(request), code))
