"""What the public may not see: hidden with a reason, or made unrecognisable by hand. Nothing is taken away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from lorong.portals.door import Who, entrance
from lorong.services.complaints import actions
from lorong.services.complaints.desk.asking import asker
from lorong.services.complaints.desk.pages import covering, screens
from lorong.services.complaints.queries import at_desk

READ_OR_SEND = ["GET", "HEAD", "POST"]


@entrance(Who.OFFICER, keeps=True)
@require_http_methods(READ_OR_SEND)
def hide(request: HttpRequest, code: str) -> HttpResponse:
    """The whole incident, the words of one report (`?laporan=`) or one picture (`?foto=`): hidden, or shown again."""
    incident = at_desk.incident_at_desk(asker(request), code)
    return covering.hide(request, incident, covering.meant(request, incident))


@entrance(Who.OFFICER)
@require_http_methods(READ_OR_SEND)
def blur(request: HttpRequest, pk: int) -> HttpResponse:
    """Boxes over faces and number plates."""
    return covering.blur(request, at_desk.photo_at_desk(asker(request), pk))


@entrance(Who.OFFICER)
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public would see with these boxes."""
    return covering.preview(request, at_desk.photo_at_desk(asker(request), pk))


@entrance(Who.OFFICER)
@require_http_methods(READ_OR_SEND)
def unblur(request: HttpRequest, pk: int) -> HttpResponse:
    """The public sees the original again, with a reason."""
    return covering.unblur(request, at_desk.photo_at_desk(asker(request), pk))


@entrance(Who.OFFICER)
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picture as it was sent; the look is on record."""
    photo = at_desk.photo_at_desk(asker(request), pk)
    return screens.original(actions.open_original(actor=asker(request), photo=photo))
