"""At the counter: somebody without a telephone tells of something."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lorong.portals.door import Who, entrance
from lorong.services.complaints.desk.pages import counter as pages


@entrance(Who.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """The kind, then everything about it."""
    return pages.page(request)
