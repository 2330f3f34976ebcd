"""An e-mail address for messages: asked, confirmed from the mailbox itself, removed."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_http_methods, require_POST

from lorong.kernel.people import actions, limits, proofs
from lorong.lib.refusals import TooMany
from lorong.portals.accounts import telling
from lorong.portals.accounts.forms import EmailForm
from lorong.portals.accounts.pages import lately, mark, own, show
from lorong.portals.door.entrance import Who, entrance

BOTH = ["GET", "HEAD", "POST"]


@entrance(Who.SIGNED_IN)
@lately
@require_http_methods(BOTH)
def email(request: HttpRequest) -> HttpResponse:
    """Write the address; a link goes there first."""
    account = own(request)
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        try:
            limits.apply(limits.EMAILS, str(account.pk))
        except TooMany as refusal:
            mark(form, refusal, "email")
        else:
            path = reverse("accounts:email_confirm", args=[proofs.email_token(account, address)])
            telling.confirm_email(account, address, settings.PUBLIC_URL + path)
            messages.success(request, translate("Tautan terkirim. Buka pos-el Anda, lalu tekan tautannya."))
            return redirect("accounts:home")
    return show(request, "email", form, account=account)


@entrance(Who.SIGNED_IN)
@require_http_methods(BOTH)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the mailbox. Pressing is needed: programs that look for viruses open links too."""
    account = own(request)
    address = proofs.email_in(token, account)
    if request.method != "POST":
        return show(request, "email_confirm", email=address)
    actions.confirm_email(actor=request.actor, account=account, token=token)  # type: ignore[attr-defined]
    messages.success(request, translate("Tersimpan. Kabar tentang urusan Anda juga sampai di pos-el."))
    return redirect("accounts:home")


@entrance(Who.SIGNED_IN)
@lately
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """No e-mail any more."""
    actions.remove_email(actor=request.actor, account=own(request))  # type: ignore[attr-defined]
    messages.success(request, translate("Tersimpan. Tidak ada lagi kabar lewat pos-el."))
    return redirect("accounts:home")
