"""Passkeys, authenticator app, recovery codes of the signed-in account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_POST

from lorong.kernel.people import actions, limits, queries
from lorong.lib.refusals import Refusal
from lorong.portals.accounts import app_code, drafts, passkeys, second_factor, telling, visitor
from lorong.portals.accounts.forms import AppForm, CredentialForm
from lorong.portals.accounts.pages import lately, mark, own, show
from lorong.portals.door.entrance import Who, entrance
from lorong.portals.look.said import said

APP = "aplikasi"


@entrance(Who.SIGNED_IN)
def factors(request: HttpRequest) -> HttpResponse:
    """The ways to sign in beside the phone; an officer in production is told that one is needed."""
    found = queries.factors_of(own(request))
    return show(
        request,
        "factors",
        CredentialForm(),
        factors=found,
        has_app=any(f.is_app for f in found),
        needed=second_factor.needs_second_factor(request),
        fresh=visitor.is_fresh(request),
    )


@entrance(Who.SIGNED_IN)
@lately
@require_POST
def passkey_new(request: HttpRequest) -> HttpResponse:
    """A challenge for making a passkey."""
    return JsonResponse(passkeys.creation_options(own(request)))


@entrance(Who.SIGNED_IN)
@lately
@require_POST
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Keep the passkey the browser made."""
    form, account = CredentialForm(request.POST), own(request)
    form.is_valid()
    try:
        credential = passkeys.check_new(form.cleaned_data.get("credential"))
        name = form.cleaned_data.get("name", "")
        actions.add_passkey(actor=request.actor, account=account, name=name, credential=credential)  # type: ignore[attr-defined]
    except Refusal as refusal:
        messages.error(request, said(refusal))
        return redirect("accounts:factors")
    return _added(request, translate("Kunci sandi"))


@entrance(Who.SIGNED_IN)
@lately
def app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app: scan, then type what it shows."""
    if request.method != "POST":
        drafts.keep(request, APP, secret=app_code.new_secret())
    secret = str(drafts.kept(request, APP).get("secret", ""))
    form = AppForm(request.POST or None)
    if request.method == "POST" and secret and form.is_valid():
        try:
            limits.apply(limits.FACTORS, str(request.user.pk))
            typed = form.cleaned_data["typed"]
            actions.activate_app(actor=request.actor, account=own(request), secret=secret, typed=typed)  # type: ignore[attr-defined]
            drafts.forget(request, APP)
            return _added(request, translate("Aplikasi kode"))
        except Refusal as refusal:
            mark(form, refusal, "typed")
    return show(request, "app", form, drawn=app_code.drawn(own(request), secret), secret=app_code.spaced(secret))


def _added(request: HttpRequest, means: str) -> HttpResponse:
    """Tell the owner; the first factor comes with recovery codes."""
    visitor.strengthen(request)
    _stay_alone(request)
    telling.new_way_in(own(request), means)
    if any(f.is_recovery for f in queries.factors_of(own(request))):
        messages.success(request, translate("Cara masuk baru tersimpan. Perangkat lain sudah keluar."))
        return redirect("accounts:factors")
    codes = actions.renew_recovery_codes(actor=request.actor, account=own(request))  # type: ignore[attr-defined]
    return show(request, "recovery_codes", codes=codes)


def _stay_alone(request: HttpRequest) -> None:
    """How one signs in has changed: all other sessions are over."""
    here = request.session.session_key or ""
    actions.end_other_sessions(actor=request.actor, account=own(request), but=here)  # type: ignore[attr-defined]


@entrance(Who.SIGNED_IN)
@lately
@require_POST
def remove(request: HttpRequest, factor_id: int) -> HttpResponse:
    """Remove one way to sign in."""
    actions.remove_factor(actor=request.actor, account=own(request), factor_id=factor_id)  # type: ignore[attr-defined]
    request.session.cycle_key()
    _stay_alone(request)
    messages.success(request, translate("Cara masuk itu dihapus. Perangkat lain sudah keluar."))
    return redirect("accounts:factors")


@entrance(Who.SIGNED_IN)
@lately
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown once."""
    request.session.cycle_key()
    _stay_alone(request)
    codes = actions.renew_recovery_codes(actor=request.actor, account=own(request))  # type: ignore[attr-defined]
    return show(request, "recovery_codes", codes=codes)
