"""Opening the signing key with a passkey: one challenge at a time, of this session, answered once.

The browser proves that the holder is there (an assertion), and sends what the passkey's PRF gave for the key's salt. That
secret travels as the passphrase does and is kept nowhere.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from lorong.kernel.documents import queries as documents
from lorong.kernel.documents.signing.locks import SALT_BYTES, random_bytes
from lorong.kernel.documents.unlocking import unlock, unlock_by_passkey
from lorong.kernel.documents.values import OpenKey
from lorong.kernel.people import limits
from lorong.kernel.people import queries as people
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotFound, Refusal
from lorong.portals.accounts import passkeys
from lorong.portals.officer.asker import asker
from lorong.portals.officer.forms import PasskeyForm, by_passkey

ASKED = "officer.passkey"
SIGN, ADD = "sign", "add"
_LIFE = 600  # seconds


@dataclass(frozen=True)
class Proven:
    """A passkey that was proved, and what its PRF gave for `salt`."""

    factor_id: int
    salt: bytes
    secret: bytes = field(repr=False)


def options_to_sign(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to open the asker's key. Raises NotFound without a passkey that could."""
    known = {k.credential: _text(k.salt) for k in documents.signing_passkeys(asker(request))}
    return _asked(request, SIGN, known, "")


def options_to_add(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to let another passkey of the account open the key: a fresh salt. Raises NotFound."""
    salt = _text(random_bytes(SALT_BYTES))
    found = {name: salt for name in passkeys.credential_ids(_account(request), but=_used(asker(request)))}
    return _asked(request, ADD, found, salt)


def others(actor: Actor) -> list[Any]:
    """The passkeys of the asker's account that do not open the signing key."""
    assert actor.account_id is not None, "an officer has an account"
    used = _used(actor)
    return [f for f in people.factors_of(people.account(actor.account_id)) if f.is_passkey and f.factor_id not in used]


def opened(request: HttpRequest, passphrase: str) -> OpenKey:
    """The asker's key, by the passkey in the form or by the passphrase; outside any transaction. Raises Refusal."""
    if not by_passkey(request.POST):
        return unlock(actor=asker(request), passphrase=passphrase)
    form = PasskeyForm(request.POST)
    form.is_valid()
    secret = _bytes(form.cleaned_data.get("rahasia", ""))
    return unlock_by_passkey(actor=asker(request), secret=secret, prove=lambda: _proven(request, form, SIGN)[0])


def proven(request: HttpRequest) -> Proven:
    """The passkey that is to be added. Raises Refusal."""
    form = PasskeyForm(request.POST)
    form.is_valid()
    factor_id, salt = _proven(request, form, ADD)
    return Proven(factor_id, _bytes(salt), _bytes(form.cleaned_data.get("rahasia", "")))


def _asked(request: HttpRequest, purpose: str, salts: dict[str, str], salt: str) -> dict[str, Any]:
    if not salts:
        raise NotFound("Belum ada kunci sandi yang bisa dipakai. Pasang dulu di halaman Akun saya.")
    options, state = passkeys.prf_options(_account(request), salts)
    request.session[ASKED] = {"for": purpose, "state": state, "salt": salt, "once": get_random_string(16)}
    return options


def _proven(request: HttpRequest, form: PasskeyForm, purpose: str) -> tuple[int, str]:
    asked = request.session.pop(ASKED, None) or {}
    # the session is written at the end of the request: the count in the database stops a second one meanwhile
    if asked.get("for") != purpose or not limits.once("kunci-tte", asked["once"], _LIFE):
        raise Refusal("Kunci sandi tidak diterima. Coba sekali lagi.")
    used = passkeys.check_prf_used(form.cleaned_data.get("kunci_sandi"), asked["state"], _account(request))
    return used.pk, asked["salt"]


def _account(request: HttpRequest) -> AbstractBaseUser:
    account_id = asker(request).account_id
    assert account_id is not None, "an officer has an account"
    return people.account(account_id)


def _used(actor: Actor) -> set[int]:
    return {k.factor_id for k in documents.signing_passkeys(actor)}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
