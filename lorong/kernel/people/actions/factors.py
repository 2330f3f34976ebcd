"""Passkeys, authenticator apps and recovery codes (kept by django-allauth, sealed by its adapter here)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal.auth import WebAuthn

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies, queries
from lorong.kernel.people.models import Account
from lorong.kernel.people.values import Factor
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import AlreadyDone, Refusal

MOST_PASSKEYS = 10


@action("people.add_passkey", allow=policies.may_change_own, lock="account")
def add_passkey(*, actor: Actor, account: Account, name: str, credential: dict[str, Any]) -> Account:
    """Keep a passkey whose registration the door's ceremony has checked. name: as the owner calls the device."""
    if Authenticator.objects.filter(user=account, type=Factor.PASSKEY.value).count() >= MOST_PASSKEYS:
        raise Refusal(
            phrase("Sudah ada {count} kunci sandi. Hapus yang tidak dipakai lagi.", count=MOST_PASSKEYS),
            field="name",
        )
    WebAuthn.add(account, name.strip()[:60] or "Kunci sandi", credential)
    return account


@action("people.activate_app", allow=policies.may_change_own, lock="account")
def activate_app(*, actor: Actor, account: Account, secret: str, typed: str) -> Account:
    """Turn on an authenticator app that shows the right code for `secret` (base32). Raises Refusal, AlreadyDone."""
    if Authenticator.objects.filter(user=account, type=Factor.TOTP.value).exists():
        raise AlreadyDone("Aplikasi kode sudah terpasang. Hapus dulu yang lama.")
    if not totp.validate_totp_code(secret, "".join(typed.split())):
        raise Refusal("Kode tidak cocok. Tunggu kode berikutnya di aplikasi, lalu ketik lagi.", field="typed")
    totp.TOTP.activate(account, secret)
    return account


@action("people.remove_factor", allow=policies.may_change_own, lock="account")
def remove_factor(*, actor: Actor, account: Account, factor_id: int) -> Account:
    """Remove one passkey or the app; with the last of them go the recovery codes. Raises NotFound."""
    queries.authenticator(account, factor_id).delete()
    if not queries.has_second_factor(account):
        Authenticator.objects.filter(user=account).delete()
    return account


@action("people.renew_recovery_codes", allow=policies.may_change_own, lock="account")
def renew_recovery_codes(*, actor: Actor, account: Account) -> list[str]:
    """Ten new codes of eight digits, each good once; the old ones end. They are shown now and never again."""
    if not queries.has_second_factor(account):
        raise Refusal("Pasang kunci sandi atau aplikasi kode dulu; kode cadangan menyusul.")
    Authenticator.objects.filter(user=account, type=Factor.RECOVERY.value).delete()
    codes: list[str] = RecoveryCodes.activate(account).generate_codes()
    return codes


@action("people.use_code_factor", allow=policies.may_use_factor, lock="account")
def use_code_factor(*, actor: Actor, account: Account, typed: str, at: datetime) -> Factor | None:
    """Which factor the typed code answers: the app, a recovery code (then used up), or None. Count tries before."""
    typed = "".join(typed.split())
    for kind in (Factor.TOTP, Factor.RECOVERY):
        row = Authenticator.objects.filter(user=account, type=kind.value).first()
        if row is not None and row.wrap().validate_code(typed):
            row.record_usage()
            return kind
    return None
