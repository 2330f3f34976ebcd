"""Tokens on the page of the one they act for: what there is, a new one, taking one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lorong.kernel.people import actions, queries
from lorong.lib.refusals import Refusal
from lorong.portals.accounts.pages import lately, mark, own
from lorong.portals.api.forms import TokenForm
from lorong.portals.api.guide import scope_words
from lorong.portals.door import Who, entrance


@never_cache
@entrance(Who.SIGNED_IN)
@lately
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The programs that act for me. A new token is shown once, on the page that answers."""
    form, account = TokenForm(request.POST if request.method == "POST" else None), own(request)
    if request.method == "POST" and form.is_valid():
        said = {"name": form.cleaned_data["name"], "days": form.cleaned_data["days"], "scopes": form.chosen}
        try:
            fresh = actions.make_token(actor=request.actor, account=account, at=timezone.now(), **said)  # type: ignore[attr-defined]
            return render(request, "api/fresh.html", {"fresh": fresh, "nav": "me"})
        except Refusal as refusal:
            mark(form, refusal)
    found = [(t, [scope_words(s) for s in t.scopes]) for t in queries.tokens_of(account, at=timezone.now())]
    context = {"form": form, "tokens": found, "nav": "me"}
    return render(request, "api/tokens.html", context, status=422 if form.errors else 200)


@never_cache
@entrance(Who.SIGNED_IN)
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Take a token back. Not only lately: who sees a stranger's program ends it at once."""
    token = queries.token(own(request), token_id)
    actions.revoke_token(actor=request.actor, token=token, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, gettext("Token dicabut. Program itu tidak bisa masuk lagi."))
    return redirect("api:tokens")
