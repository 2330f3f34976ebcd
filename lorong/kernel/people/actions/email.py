"""An account's e-mail address: one more way to be told, and never a way to sign in."""

from __future__ import annotations

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies, proofs
from lorong.kernel.people.models import Account
from lorong.lib.actors import Actor


@action("people.confirm_email", allow=policies.may_change_own, lock="account")
def confirm_email(*, actor: Actor, account: Account, token: str) -> Account:
    """Messages go to the address that `token` proves too, from now on. Raises ProofStale."""
    account.email = proofs.email_in(token, account)
    account.save(update_fields=["email"])
    return account


@action("people.remove_email", allow=policies.may_change_own, lock="account")
def remove_email(*, actor: Actor, account: Account) -> Account:
    """Messages go to the inbox and the phone only."""
    account.email = None
    account.save(update_fields=["email"])
    return account
