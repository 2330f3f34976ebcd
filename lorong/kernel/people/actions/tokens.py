"""Tokens with which a program acts for an account: made and taken back by the one it acts for."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies, queries
from lorong.kernel.people.models import Account, ApiToken
from lorong.kernel.people.tokens import PREFIX, hash_of
from lorong.kernel.people.values import TOKEN_LIVES, TOKENS_MOST, FreshToken, Scope
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal

HINT = len(PREFIX) + 4  # letters of a token that its owner sees again
LONGEST_NAME = 80


@action("people.make_token", allow=policies.may_change_own, lock="account")
def make_token(*, actor: Actor, account: Account, name: str, scopes: Collection[Scope], days: int, at: datetime) -> FreshToken:
    """Make a token for a program that its owner calls `name`: good for `scopes`, for 30, 90 or 365 days.

    It acts as the resident, also for somebody who holds an office. Its text is given here and never again. Raises
    Refusal (field: name, scopes, days) for one without a name, without a scope, of another length, or one too many.
    """
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME:
        raise Refusal("Tulis nama programnya, paling banyak 80 huruf, supaya Anda mengenalinya nanti.", field="name")
    if not scopes:
        raise Refusal("Pilih paling sedikit satu hal yang boleh dilakukan program itu.", field="scopes")
    if days not in TOKEN_LIVES:
        raise Refusal("Pilih sampai kapan token ini berlaku.", field="days")
    if queries.tokens_of(account, at=at).count() >= TOKENS_MOST:
        raise Refusal(phrase("Sudah ada {count} token. Cabut dulu yang tidak dipakai lagi.", count=TOKENS_MOST))
    text = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        account=account,
        name=called,
        token_hash=hash_of(text),
        hint=text[:HINT],
        scopes=[scope.value for scope in Scope if scope in scopes],
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    return FreshToken(row, text)


@action("people.revoke_token", allow=policies.may_revoke_token, lock="token")
def revoke_token(*, actor: Actor, token: ApiToken, at: datetime) -> ApiToken:
    """Take a token back: from now on its program is a stranger. Doing it twice keeps the first moment."""
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
    return token
