"""One-time codes by SMS: made here, sent by the door that asked (messages stand above people)."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies, proofs, queries
from lorong.kernel.people.fields import blind_index, blind_indexes
from lorong.kernel.people.models import OneTimeCode
from lorong.kernel.people.values import (
    CODE_DIGITS,
    CODE_LIFE,
    CODE_SPACING,
    CODE_TRIES,
    CODES_A_DAY,
    CODES_AN_HOUR,
    CodeAnswer,
    IssuedCode,
    Purpose,
)
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import TooMany


@action("people.issue_code", allow=policies.may_prove)
def issue_code(*, actor: Actor, phone: str, purpose: Purpose, at: datetime, lane: str = "") -> IssuedCode:
    """Make a code for a phone (E.164): six digits, good for 5 minutes, five tries, once.

    lane: empty for a stranger, the browser's mark for one that signed in to the account before; each lane waits only
    for itself, so that a stranger cannot keep the owner waiting. Raises TooMany within 60 seconds of the last code,
    after 5 in an hour, after 12 in a day. A purpose that needs an account gives `text` None when there is none; the
    answer to the person is the same. What one address may ask is `limits`' business, before this.
    """
    proofs.one_at_a_time(phone)
    _not_too_many(phone, purpose, lane, at)
    answerable = not purpose.needs_account or queries.account_by_phone(phone) is not None
    text = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    row = OneTimeCode(
        phone=phone,
        phone_index=blind_index(phone, context="account.phone"),
        purpose=purpose,
        lane=lane,
        answerable=answerable,
        made_at=at,
        expires_at=at + CODE_LIFE,
    )
    row.code_hash = _digests(row, text)[0]
    row.save(force_insert=True)
    return IssuedCode(row, text if answerable else None)


@action("people.try_code", allow=policies.may_prove, lock="issued")
def try_code(*, actor: Actor, issued: OneTimeCode, typed: str, at: datetime) -> CodeAnswer:
    """Compare what was typed with the code. A wrong try is counted and kept: the answer is given, not raised."""
    if issued.used_at is not None:
        return CodeAnswer(False, phrase("Kode ini sudah dipakai. Minta kode baru."), over=True)
    if not issued.made_at <= at < issued.expires_at:
        return CodeAnswer(False, phrase("Kode ini sudah lewat 5 menit. Minta kode baru."), over=True)
    if issued.tries >= CODE_TRIES:
        return CodeAnswer(False, phrase("Kode ini sudah salah 5 kali. Minta kode baru."), over=True)
    if issued.answerable and _is_the_code(issued, "".join(typed.split())):
        issued.used_at = at
        issued.save(update_fields=["used_at"])
        return CodeAnswer(True)
    issued.tries += 1
    issued.save(update_fields=["tries"])
    left = CODE_TRIES - issued.tries
    if left == 0:
        return CodeAnswer(False, phrase("Kode salah 5 kali. Minta kode baru."), over=True)
    return CodeAnswer(False, phrase("Kode tidak cocok. Lihat lagi SMS terakhir; masih bisa {left} kali.", left=left))


def _not_too_many(phone: str, purpose: Purpose, lane: str, at: datetime) -> None:
    # made_at__lte: after a clock was set back, codes of the future keep nobody waiting
    sent = OneTimeCode.objects.filter(phone_index__in=blind_indexes(phone, context="account.phone"), lane=lane)
    day = sent.filter(made_at__gt=at - timedelta(days=1), made_at__lte=at)
    made = list(day.order_by("-made_at").values_list("made_at", "purpose"))
    last = next((moment for moment, of in made if of == purpose), None)
    if last is not None and at - last < CODE_SPACING:
        left = max(1, int((last + CODE_SPACING - at).total_seconds()))
        raise TooMany(phrase("Kode baru bisa diminta {left} detik lagi. Lihat dulu SMS terakhir.", left=left), retry_after=left)
    hour = [moment for moment, _ in made if moment > at - timedelta(hours=1)]
    if len(hour) >= CODES_AN_HOUR:
        left = int((hour[CODES_AN_HOUR - 1] + timedelta(hours=1) - at).total_seconds()) + 1
        minutes = -(-left // 60)
        raise TooMany(
            phrase(
                "Sudah {count} kode dalam satu jam. Coba lagi dalam {minutes} menit.",
                count=CODES_AN_HOUR,
                minutes=minutes,
            ),
            retry_after=left,
        )
    if len(made) >= CODES_A_DAY:
        left = int((made[CODES_A_DAY - 1][0] + timedelta(days=1) - at).total_seconds()) + 1
        raise TooMany("Terlalu banyak kode untuk nomor ini hari ini. Coba lagi besok.", retry_after=left)


def _is_the_code(row: OneTimeCode, text: str) -> bool:
    return any([hmac.compare_digest(row.code_hash, digest) for digest in _digests(row, text)])


def _digests(row: OneTimeCode, text: str) -> list[str]:
    # Keyed: a stolen table of codes cannot be searched through, although there are only a million. Newest key first.
    context = f"code.{row.purpose}.{row.phone}.{row.made_at.timestamp()}"
    return [digest.hex() for digest in settings.KEYRING.indexes(text, context=context)]
