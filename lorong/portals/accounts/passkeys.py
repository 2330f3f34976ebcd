"""The passkey ceremony (WebAuthn), django-allauth's, which keeps its challenge in the session.

This is the one file that knows its functions; they are tested with a software key, so that a new version of it that
works differently fails here.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from lorong.lib.refusals import Refusal

_FAILED = "Kunci sandi tidak diterima. Coba sekali lagi, atau pakai cara lain."


def creation_options(account: AbstractBaseUser) -> dict[str, Any]:
    """What the browser needs to make a key that can sign in by itself."""
    options: dict[str, Any] = auth.begin_registration(account, passwordless=True)
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
