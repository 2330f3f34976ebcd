"""The passkey ceremony (WebAuthn), django-allauth's, which keeps its challenge in the session.

This is the one file that knows its functions; they are tested with a software key, so that a new version of it that
works differently fails here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from fido2.utils import websafe_encode
from fido2.webauthn import UserVerificationRequirement

from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal

_FAILED = phrase("Kunci sandi tidak diterima. Coba sekali lagi, atau pakai cara lain.")


def creation_options(account: AbstractBaseUser) -> dict[str, Any]:
    """What the browser needs to make a key that can sign in by itself."""
    options: dict[str, Any] = auth.begin_registration(account, passwordless=True)
    # a key that has a PRF can open a signing key later; one that has none is made all the same
    options["publicKey"].setdefault("extensions", {})["prf"] = {}
    return options


def check_new(credential: Any) -> dict[str, Any]:
    """The credential the browser made, when it answers the challenge and its owner was verified. Raises Refusal."""
    try:
        auth.parse_registration_response(credential)
        made = auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refusal(_FAILED) from error
    if not made.is_user_verified():
        raise Refusal("Perangkat tidak memeriksa siapa Anda. Nyalakan kunci layar (PIN, jari, atau wajah) dulu.")
    kept: dict[str, Any] = credential
    return kept


def request_options(account: AbstractBaseUser | None = None) -> dict[str, Any]:
    """What the browser needs to use a key; without an account, any key made for this site."""
    options: dict[str, Any] = auth.begin_authentication(account)
    return options


def check_used(credential: Any, account: AbstractBaseUser | None = None) -> Authenticator:
    """The key that answered the challenge. Raises Refusal, also for a key of another account than `account`."""
    try:
        auth.parse_authentication_response(credential)
        owner = account or auth.extract_user_from_response(credential)
        return auth.complete_authentication(owner, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refusal(_FAILED) from error


def credential_ids(account: AbstractBaseUser, *, but: Collection[int] = ()) -> list[str]:
    """How the account's keys name themselves (base64url); without the factors in `but`."""
    rows = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.WEBAUTHN).exclude(pk__in=but)
    return [websafe_encode(row.wrap().authenticator_data.credential_data.credential_id) for row in rows]


def prf_options(account: AbstractBaseUser, salts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser needs to prove one of these keys and evaluate its PRF, and what `check_prf_used` needs of it.

    salts: for each credential id the salt, both base64url; ids of other accounts are left out.
    """
    known = [c for c in auth.get_credentials(account) if websafe_encode(c.credential_id) in salts]
    begun, state = auth.get_server().authenticate_begin(credentials=known, user_verification=UserVerificationRequirement.REQUIRED)
    options: dict[str, Any] = dict(begun)
    asked = {name: {"first": salts[name]} for name in (websafe_encode(c.credential_id) for c in known)}
    options["publicKey"]["extensions"] = {"prf": {"evalByCredential": asked}}
    return options, dict(state)


def check_prf_used(credential: Any, state: Mapping[str, Any] | None, account: AbstractBaseUser) -> Authenticator:
    """The account's key that answered `state`, its owner verified. The caller has used the state up. Raises Refusal."""
    try:
        if not state:
            raise ValueError("nothing was asked, or it was answered before")
        used = auth.get_server().authenticate_complete(state, auth.get_credentials(account), credential)
        found = auth.get_authenticator_by_credential_id(account, used.credential_id)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refusal(_FAILED) from error
    if found is None:
        raise Refusal(_FAILED)
    return found
