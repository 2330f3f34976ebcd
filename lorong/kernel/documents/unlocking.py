"""Unlocking a signer's key: once before a batch, outside any transaction, so that a wrong try is counted for good."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from lorong.kernel.documents.errors import WrongPassphrase
from lorong.kernel.documents.models import SigningKey
from lorong.kernel.documents.signing import authority
from lorong.kernel.documents.values import WRONG_PASSPHRASES, WRONG_PASSPHRASES_SECONDS, OpenKey
from lorong.kernel.people import limits
from lorong.kernel.people.models import Attempt
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotAllowed, Refusal

KEY_CONTEXT = "documents.signing_key"
_TOO_MANY = "Sandi tanda tangan salah 5 kali. Tunggu 15 menit, lalu coba lagi; atau ganti sandi dengan membuat sertifikat baru."


def unlock(*, actor: Actor, passphrase: str, at: datetime | None = None) -> OpenKey:
    """Open the actor's key for the act or batch that follows. Must not be called inside a transaction.

    With the national service the passphrase itself is the key; a wrong one shows when the PDF is signed.
    Raises TooMany after 5 wrong tries in 15 minutes, WrongPassphrase (field "sandi"), Refusal without a good key.
    """
    if actor.person_id is None:
        raise NotAllowed("Masuk dengan akun pejabat untuk menandatangani.")
    if not passphrase:
        raise WrongPassphrase("Tulis sandi tanda tangan Anda.", field="sandi")
    if settings.SIGNER == "national":
        return OpenKey(actor.person_id, "national", passphrase)
    now = at or timezone.now()
    key = SigningKey.objects.filter(person=actor.person_id, revoked_at=None).first()
    if key is None:
        raise Refusal("Anda belum punya sertifikat tanda tangan. Buat dulu di halaman Tanda tangan saya.")
    if key.expires_at <= now:
        raise Refusal("Sertifikat tanda tangan Anda sudah lewat masa berlakunya. Buat yang baru di halaman Tanda tangan saya.")
    return OpenKey(actor.person_id, "local", _tried(key, passphrase, now), key.pk)


def sealed_key(private_key: str, passphrase: str, *, about: str) -> bytes:
    """A private key as it is stored: locked with the passphrase, then sealed by the keyring."""
    return settings.KEYRING.seal(authority.lock(private_key, passphrase, about=about), context=KEY_CONTEXT)


def opened_key(key: SigningKey, passphrase: str) -> str:
    """The private key. Raises `authority.WrongSecret`."""
    locked = settings.KEYRING.open(bytes(key.private_key), context=KEY_CONTEXT)
    return authority.unlock(locked, passphrase, about=str(key.pk))


def _tried(key: SigningKey, passphrase: str, at: datetime) -> str:
    # counted before the try, so that many at once cannot slip through; forgotten when the try was right
    bucket = f"sandi-tte:{key.person_id}"
    tries = limits.count(bucket, WRONG_PASSPHRASES, WRONG_PASSPHRASES_SECONDS, sentence=_TOO_MANY, at=at)
    try:
        secret = opened_key(key, passphrase)
    except authority.WrongSecret:
        left = WRONG_PASSPHRASES - tries
        more = f"Sisa {left} percobaan." if left else "Tunggu 15 menit sebelum mencoba lagi."
        raise WrongPassphrase(f"Sandi tanda tangan salah. {more}", field="sandi") from None
    Attempt.objects.filter(bucket=bucket).delete()
    return secret
