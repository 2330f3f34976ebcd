"""Pictures, to whoever may see them: the public, or whoever told it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from lorong.kernel.documents.values import OpenedFile
from lorong.lib.refusals import NotFound
from lorong.portals.look.files import hand_out
from lorong.services.complaints import queries
from lorong.services.complaints.pages import telling
from lorong.services.complaints.values import Teller

LARGE = "besar"
AN_HOUR = "public, max-age=3600"


def photo(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """A reporter's picture, large or small. Raises NotFound, the same for absent and not to be seen."""
    return _given(request, lambda who: queries.shown_photo(pk, who, small=size != LARGE))


def visit(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """An officer's picture, large or small. Raises NotFound."""
    return _given(request, lambda who: queries.shown_visit(pk, who, small=size != LARGE))


def _given(request: HttpRequest, find: Callable[[Teller | None], OpenedFile]) -> HttpResponseBase:
    try:
        response = hand_out(find(None))
    except NotFound:
        return hand_out(find(telling.teller(request)))
    response["Cache-Control"] = AN_HOUR  # for everybody, and not for long: it may be hidden
    return response
