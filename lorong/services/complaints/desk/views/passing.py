"""It is not for this office, not of this kind, or not for this city."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lorong.portals.door import Who, entrance
from lorong.services.complaints.desk.asking import asker
from lorong.services.complaints.desk.pages import passing
from lorong.services.complaints.queries import at_desk

READ_OR_SEND = ["GET", "HEAD", "POST"]


@entrance(Who.OFFICER, keeps=True)
@require_http_methods(READ_OR_SEND)
def transfer(request: HttpRequest, code: str) -> HttpResponse:
    """To another office of the city."""
    return passing.transfer(request, at_desk.incident_at_desk(asker(request), code))


@entrance(Who.OFFICER, keeps=True)
@require_http_methods(READ_OR_SEND)
def reclassify(request: HttpRequest, code: str) -> HttpResponse:
    """Another kind of thing, and with it perhaps another office."""
    return passing.reclassify(request, at_desk.incident_at_desk(asker(request), code))


@entrance(Who.OFFICER, keeps=True)
@require_http_methods(READ_OR_SEND)
def outside(request: HttpRequest, code: str) -> HttpResponse:
    """To somebody outside the city: by link, or to another city's installation."""
    return passing.outside(request, at_desk.incident_at_desk(asker(request), code))
