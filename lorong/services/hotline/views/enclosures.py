"""What came along with a message, to whoever may see it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from lorong.lib.actors import Actor
from lorong.portals.door import Who, entrance
from lorong.services.hotline.pages import enclosures


@entrance(Who.SIGNED_IN)
@require_safe
def enclosure(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """A picture (kecil, besar), a sound or a paper (utuh). Raises NotFound, the same for absent and not yours."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return enclosures.out(actor, pk, size, asked=request.headers.get("Range", ""))
