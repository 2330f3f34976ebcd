"""A program at the door: whose token it shows, and whether it sent the same request before.

Like `limits`, this is written outside of actions: that a token was used, or a key seen, is no act of a person. What the
program then does is an action, and on record under the account.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db.models import Q

from lorong.kernel.people.errors import KeyReused
from lorong.kernel.people.models import ApiCall, ApiToken

PREFIX = "lorong_"  # whoever finds one in a file knows what it is
_USE_IS_NOTED = timedelta(minutes=1)


def hash_of(text: str) -> bytes:
    """What is kept of a token (32 bytes). It has 256 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def known(text: str, *, at: datetime) -> ApiToken | None:
    """The token with this text, with its account, if it is good at `at`; None is the only other answer.

    Not good: revoked, expired, of a closed account, or made before the account ended all its sessions (lost phone,
    account taken back, "sign out everywhere"). Notes that it was used, at most once a minute.
    """
    found = ApiToken.objects.select_related("account").filter(token_hash=hash_of(text)).first()
    if found is None or not is_good(found, at=at):
        return None
    lately = Q(last_used_at=None) | Q(last_used_at__lt=at - _USE_IS_NOTED)
    ApiToken.objects.filter(lately, pk=found.pk).update(last_used_at=at)
    return found


def is_good(token: ApiToken, *, at: datetime) -> bool:
    """Whether a program may act with this token at `at`."""
    if token.revoked_at is not None or token.expires_at <= at:
        return False
    return token.account.is_active and token.made_at >= token.account.sessions_since


def result_of(account_id: int, key: str, fingerprint: bytes, *, at: datetime) -> str:
    """What an earlier request under this key led to; "" when this is the first, or the first did not get that far.

    Raises KeyReused when the key came with another request before.
    """
    defaults = {"fingerprint": fingerprint, "made_at": at}
    call, made = ApiCall.objects.get_or_create(account_id=account_id, key=key, defaults=defaults)
    if not made and bytes(call.fingerprint) != fingerprint:
        raise KeyReused("Kunci ini sudah dipakai untuk permintaan lain. Pakai kunci baru untuk permintaan baru.")
    return call.result


def keep_result(account_id: int, key: str, result: str) -> None:
    """Note what the request under this key led to (at most 120 letters: a name of it, not its content)."""
    ApiCall.objects.filter(account_id=account_id, key=key, result="").update(result=result)
