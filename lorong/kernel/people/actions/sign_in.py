"""Signing in. The door makes the session; here is decided whose it is, and it is written down."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies, proofs, queries
from lorong.kernel.people.errors import ProofStale, WrongSecret
from lorong.kernel.people.models import Account, OneTimeCode
from lorong.kernel.people.values import Purpose
from lorong.lib.actors import Actor


@action("people.sign_in_by_code", allow=policies.may_be_at_the_door)
def sign_in_by_code(*, actor: Actor, proof: OneTimeCode, at: datetime) -> Account:
    """The account of a phone just proved. Raises ProofStale, also when the account was closed meanwhile."""
    account = queries.account_by_phone(proofs.spend(proof, Purpose.SIGN_IN, at=at))
    if account is None:
        raise ProofStale("Nomor HP perlu dibuktikan lagi. Minta kode baru.")
    return account


@action("people.sign_in_by_password", allow=policies.may_be_at_the_door)
def sign_in_by_password(*, actor: Actor, phone: str, password: str) -> Account:
    """The account of this phone with this password. Raises WrongSecret; it takes as long when there is no account."""
    account = queries.account_by_phone(phone)
    if account is None or not account.has_usable_password():
        make_password(password)
    elif account.check_password(password):
        return account
    raise WrongSecret("Nomor HP dan kata sandi tidak cocok. Periksa lagi, atau pakai kode SMS.", field="password")


@action("people.sign_in_by_passkey", allow=policies.may_use_factor, lock="account")
def sign_in_by_passkey(*, actor: Actor, account: Account, factor_id: int) -> Account:
    """The account whose passkey answered the challenge (checked by the door's ceremony); notes that it was used."""
    queries.authenticator(account, factor_id).record_usage()
    return account


@action("people.sign_in_as_cast", allow=policies.may_be_at_the_door)
def sign_in_as_cast(*, actor: Actor, account_id: int) -> Account:
    """An account of the demonstration. Raises NotFound for a real one."""
    return queries.demo_account(account_id)
