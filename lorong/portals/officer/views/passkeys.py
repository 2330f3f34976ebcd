"""Passkeys that open the signing key: what the browser asks them, adding one, removing one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lorong.kernel.documents import actions
from lorong.kernel.documents import queries as documents
from lorong.kernel.documents.unlocking import unlock
from lorong.lib.refusals import Refusal
from lorong.portals.door import Who, entrance
from lorong.portals.look.said import said
from lorong.portals.officer import passkeys, signing
from lorong.portals.officer.asker import asker
from lorong.portals.officer.forms import NewPasskeyForm
from lorong.portals.officer.screens import key_page


@entrance(Who.OFFICER)
@never_cache
@require_POST
def options_to_sign(request: HttpRequest) -> HttpResponse:
    """A challenge for a passkey that opens the asker's key."""
    return JsonResponse(passkeys.options_to_sign(request))


@entrance(Who.OFFICER)
@never_cache
@require_POST
def options_to_add(request: HttpRequest) -> HttpResponse:
    """A challenge for a passkey of the account that does not open the key yet."""
    return JsonResponse(passkeys.options_to_add(request))


@entrance(Who.OFFICER)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Let a passkey open the key: the passphrase opens it once for that, and the passkey is in the hand."""
    actor, form = asker(request), NewPasskeyForm(request.POST, auto_id="tambah_%s")
    key = documents.key_of(actor.person_id) if actor.person_id else None
    if key is None:
        return redirect("officer:key")
    if form.is_valid():
        try:
            opened, new = unlock(actor=actor, passphrase=form.cleaned_data["sandi"]), passkeys.proven(request)
            actions.add_signing_passkey(
                actor=actor, key=key, opened=opened, factor_id=new.factor_id, secret=new.secret, salt=new.salt
            )
            signing.told(actor, "tanda_tangan_kunci")
            messages.success(request, gettext("Kunci sandi itu sekarang membuka tanda tangan Anda. Sandi tetap bisa dipakai."))
            return redirect("officer:key")
        except Refusal as refusal:
            form.add_error("sandi" if refusal.field == "sandi" else None, said(refusal))
    return key_page(request, added=form)


@entrance(Who.OFFICER)
@require_POST
def remove(request: HttpRequest, unlocker_id: uuid.UUID) -> HttpResponse:
    """This passkey opens the signing key no longer; it still signs in."""
    actor = asker(request)
    key = documents.key_of(actor.person_id) if actor.person_id else None
    if key is not None:
        actions.remove_signing_passkey(actor=actor, key=key, unlocker_id=unlocker_id)
        messages.success(
            request, gettext("Kunci sandi itu tidak membuka tanda tangan lagi. Untuk masuk, kunci itu tetap berlaku.")
        )
    return redirect("officer:key")
