"""Pictures of reports and of officers' visits, to whoever may see them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from lorong.portals.door import Who, entrance
from lorong.services.complaints.pages import shown


@entrance(Who.ANYONE)
@require_safe
def photo(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """A reporter's picture: the public sees it once it was checked."""
    return shown.photo(request, pk, size)


@entrance(Who.ANYONE)
@require_safe
def visit(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """An officer's picture from before or after."""
    return shown.visit(request, pk, size)
