"""One-time codes by SMS: made here, sent by the door that asked (messages stand above people)."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from django.conf import settings

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies, proofs, queries
from lorong.kernel.people.fields import blind_index
from lorong.kernel.people.models import OneTimeCode
from lorong.kernel.people.values import (
    CODE_DIGITS,
    CODE_LIFE,
    CODE_SPACING,
    CODE_TRIES,
    CodeAnswer,
    IssuedCode,
    Purpose,
)
from lorong.lib.actors import Actor
from lorong.lib.refusals import TooMany


@action("people.issue_code", allow=policies.may_prove)
def issue_code(*, actor: Actor, phone: str, purpose: Purpose, at: datetime, lane: str = "") -> IssuedCode:  # noqa: ARG001
    """Make a code for a phone (E.164): six digits, good for 5 minutes, five tries, once.

    lane: empty for a stranger, the browser's mark for one that signed in to the account before; each lane waits only
    for itself, so that a stranger cannot keep the owner waiting. Raises TooMany within 60 seconds of the last code.
    A purpose that needs an account gives `text` None when there is none; the answer to the person is the same.
    Call `limits` first: this counts nothing.
    """
    index = blind_index(phone, context="account.phone")
    proofs.one_at_a_time(index)
    last = OneTimeCode.objects.filter(phone_index=index, purpose=purpose, lane=lane).order_by("-made_at").first()
    if last is not None and last.made_at <= at < last.made_at + CODE_SPACING:
        left = max(1, int((last.made_at + CODE_SPACING - at).total_seconds()))
        raise TooMany(f"Kode baru bisa diminta {left} detik lagi. Lihat dulu SMS terakhir.", retry_after=left)
    answerable = not purpose.needs_account or queries.account_by_phone(phone) is not None
    text = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    row = OneTimeCode(
        phone=phone,
        phone_index=index,
        purpose=purpose,
        lane=lane,
        answerable=answerable,
        made_at=at,
        expires_at=at + CODE_LIFE,
    )
    row.code_hash = _digest(row, text)
    row.save(force_insert=True)
    return IssuedCode(row, text if answerable else None)


@action("people.try_code", allow=policies.may_prove, lock="issued")
def try_code(*, actor: Actor, issued: OneTimeCode, typed: str, at: datetime) -> CodeAnswer:  # noqa: ARG001
    """Compare what was typed with the code. A wrong try is counted and kept: the answer is given, not raised."""
    if issued.used_at is not None:
        return CodeAnswer(False, "Kode ini sudah dipakai. Minta kode baru.", over=True)
    if not issued.made_at <= at < issued.expires_at:
        return CodeAnswer(False, "Kode ini sudah lewat 5 menit. Minta kode baru.", over=True)
    if issued.tries >= CODE_TRIES:
        return CodeAnswer(False, "Kode ini sudah salah 5 kali. Minta kode baru.", over=True)
    if issued.answerable and hmac.compare_digest(issued.code_hash, _digest(issued, "".join(typed.split()))):
        issued.used_at = at
        issued.save(update_fields=["used_at"])
        return CodeAnswer(True)
    issued.tries += 1
    issued.save(update_fields=["tries"])
    left = CODE_TRIES - issued.tries
    if left == 0:
        return CodeAnswer(False, "Kode salah 5 kali. Minta kode baru.", over=True)
    return CodeAnswer(False, f"Kode tidak cocok. Lihat lagi SMS terakhir; masih bisa {left} kali.")


def _digest(row: OneTimeCode, text: str) -> str:
    # Keyed: a stolen table of codes cannot be searched through, although there are only a million.
    context = f"code.{row.purpose}.{bytes(row.phone_index).hex()}.{row.made_at.isoformat()}"
    digest: bytes = settings.KEYRING.index(text, context=context)
    return digest.hex()
