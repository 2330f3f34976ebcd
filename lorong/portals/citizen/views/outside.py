"""Pages behind a signed link: an RT head, the police, a notary. No account, one answer, then the link is dead."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lorong.kernel.cases import actions
from lorong.portals.citizen.forms import OutsideForm
from lorong.portals.citizen.parties import about_link, answer_link, choices_of
from lorong.portals.door import Who, entrance


@entrance(Who.LINK)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def outside(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, of whom, about whom; and the answer. Raises LinkIsDead for an unknown, old or used link."""
    link, actor = actions.open_link(token=token)
    posted = request.POST if request.method == "POST" else None
    form = OutsideForm(posted, choices=choices_of(link), initial={"kunci": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid() and answer_link(actor=actor, link=link, form=form):
        return redirect("citizen:thanks")
    context = {"link": link, "form": form, **about_link(actor, link)}
    return render(request, "citizen/outside.html", context, status=422 if form.errors else 200)


@entrance(Who.LINK)
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The answer arrived."""
    return render(request, "citizen/thanks.html", {})
