"""Is this letter real? By its code, by number and code, by the PDF itself. Shows only what a checker needs."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from lorong.kernel.city import queries as city
from lorong.kernel.documents.authorities import CA, QR, authority
from lorong.kernel.documents.models import Letter
from lorong.kernel.documents.payload import jwk
from lorong.kernel.documents.signing import inspection_child
from lorong.kernel.documents.values import Checked, Finding, initials, plain_code
from lorong.lib.refusals import Refusal
from lorong.lib.uploads import MAX_BYTES, run_child

_CHILD = Path(inspection_child.__file__)
_SECONDS = 15.0
_CODE = re.compile(r"\b([2-9A-HJKMNP-Z]{3})-([2-9A-HJKMNP-Z]{3})\b")


def check_code(code: str, *, at: datetime | None = None) -> Checked:
    """The letter with this check code, as it stands now. Hyphens and small letters do not matter."""
    letter = Letter.objects.filter(code=plain_code(code)).select_related("number", "unit", "person", "second").first()
    return _checked(letter, at or timezone.now()) if letter else Checked(Finding.UNKNOWN, code=plain_code(code))


def check_number(number: str, code: str, *, at: datetime | None = None) -> Checked:
    """Typed without a camera: number and code must both be the letter's. Spaces and capitals do not matter."""
    found = check_code(code, at=at)
    if _squeezed(found.number) != _squeezed(number):
        return Checked(Finding.UNKNOWN, code=plain_code(code))
    return found


def check_pdf(content: bytes, *, at: datetime | None = None) -> Checked:
    """An uploaded PDF: the very file we issued, a file signed by us, an altered one, or something else.

    Raises Refusal for a file that is too large. The file is read in a process of its own, with limits, and not kept.
    """
    if len(content) > MAX_BYTES:
        raise Refusal("Berkas lebih dari 10 MB. Surat kami jauh lebih kecil; kirim berkas aslinya.", field="berkas")
    now = at or timezone.now()
    exact = Letter.objects.filter(file=hashlib.sha256(content).hexdigest()).first()
    if exact is not None:
        return check_code(exact.code, at=now)
    seen = _inspected(content)
    known = next((c for c in _codes(seen, content) if Letter.objects.filter(code=c).exists()), None)
    if known is None:
        return Checked(Finding.FOREIGN)
    found = check_code(known, at=now)
    if seen.get("intact") and seen.get("trusted") and seen.get("code") == known:
        # ours and whole, but not the file we hand out: the first of two signatures, or made twice after a crash
        return found
    return Checked(Finding.ALTERED, title=found.title, number=found.number, code=known, unit=found.unit)


def qr_jwk() -> dict[str, str]:
    """The public key by which a check page verifies QR payloads with no network."""
    return jwk(authority(QR).public_key)


def _inspected(content: bytes) -> dict[str, Any]:
    head, _ = run_child(_CHILD, content, seconds=_SECONDS, arguments=[authority(CA).certificate])
    return dict(head or {})


def _codes(seen: dict[str, Any], content: bytes) -> list[str]:
    # in the document's own subject; or, when it can no longer be read, wherever its bytes still say so
    words = [str(seen.get("subject", "")), str(seen.get("text", "")), content[:2_000_000].decode("latin-1")]
    return ["".join(found) for text in words for found in _CODE.findall(text)][:50]


def _checked(letter: Letter, at: datetime) -> Checked:
    second = getattr(letter, "second", None)
    return Checked(
        finding=_finding(letter, at),
        title=letter.title,
        number=letter.number.text,
        code=letter.code,
        unit=letter.unit.name,
        signed_title=letter.signed_title,
        signed_name=letter.signed_name,
        signed_at=letter.signed_at,
        second_title=second.signed_title if second else letter.awaits_second,
        second_name=second.signed_name if second else "",
        second_at=second.signed_at if second else None,
        valid_until=letter.valid_until,
        subject=initials(letter.person.name),
        revoked_at=letter.revoked_at,
        revoked_because=letter.revoked_because,
    )


def _finding(letter: Letter, at: datetime) -> Finding:
    if letter.revoked_at is not None:
        return Finding.REVOKED
    if letter.file_ready_at is None:
        return Finding.PENDING
    if letter.valid_until is not None and city.today(at) > letter.valid_until:
        return Finding.EXPIRED
    return Finding.REAL


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\-_.]", "", text).upper()
