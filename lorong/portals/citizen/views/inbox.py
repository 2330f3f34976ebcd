"""Messages to me."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lorong.kernel.messages import actions
from lorong.kernel.messages import queries as inbox
from lorong.portals.door import Who, entrance


@entrance(Who.SIGNED_IN)
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """My messages, newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    page = inbox.inbox_of(actor, cursor=request.GET.get("sesudah", ""))
    return render(request, "citizen/messages.html", {"page": page, "nav": "messages"})


@entrance(Who.SIGNED_IN)
@require_safe
def message(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """One message, which is read from now on."""
    actor = request.actor  # type: ignore[attr-defined]
    found = inbox.inbox_message(actor, message_id)
    if found.read_at is None:
        actions.mark_read(actor=actor, message=found)
    return render(request, "citizen/message.html", {"found": found, "nav": "messages"})
