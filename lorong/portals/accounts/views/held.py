"""What was written when the session ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lorong.portals.accounts import held
from lorong.portals.accounts.pages import show
from lorong.portals.door.entrance import Who, entrance


@entrance(Who.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def held_form(request: HttpRequest) -> HttpResponse:
    """The form that came too late, to be sent by its owner; a press throws it away."""
    kept = held.held_of(request, request.user.pk)
    if request.method == "POST":
        held.forget(request)
    if kept is None or request.method == "POST":
        return redirect("/")
    return show(request, "held", kept=kept, words=held.words_of(kept))
