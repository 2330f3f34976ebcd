"""Whose report a link opens, as long as it lives. Looking changes nothing: phones and mail programs open links by themselves."""

from __future__ import annotations

import hashlib
from datetime import datetime

from lorong.kernel.cases.errors import LinkIsDead
from lorong.services.complaints.models import ReportLink


def link_of(token: str, *, at: datetime) -> ReportLink:
    """The link behind a token; looking changes nothing. Raises LinkIsDead: unknown, replaced, expired, or taken back."""
    rows = ReportLink.objects.select_related("report__incident", "report__account")
    found = rows.filter(token_hash=hash_of(token)).first()
    if found is None:
        raise LinkIsDead("Tautan ini tidak dikenal. Salin lagi seluruhnya dari SMS, atau lihat laporan Anda dengan kode SMS.")
    must_live(found, at)
    return found


def must_live(link: ReportLink, at: datetime) -> None:
    """Raises LinkIsDead with what to do instead."""
    if link.report.withdrawn_at is not None:
        raise LinkIsDead(
            "Laporan ini sudah ditarik, jadi tautannya tidak berlaku lagi. Kalau masih ada masalahnya, kirim laporan baru."
        )
    if link.revoked_at is not None:
        raise LinkIsDead("Tautan ini sudah diganti yang lebih baru. Buka tautan di SMS terakhir dari kami.")
    if link.expires_at <= at:
        raise LinkIsDead("Tautan ini sudah lewat waktunya. Lihat laporan Anda dengan nomor HP dan kode SMS.")


def hash_of(token: str) -> bytes:
    """What is kept of a token (32 bytes)."""
    return hashlib.sha256(token.encode()).digest()
