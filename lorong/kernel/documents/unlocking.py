"""Unlocking a signer's key: once before a batch, outside any transaction, so that a wrong try is counted for good."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from lorong.kernel.documents.errors import WrongPasskey, WrongPassphrase
from lorong.kernel.documents.models import SigningKey, Unlocker
from lorong.kernel.documents.signing import locks
from lorong.kernel.documents.values import WRONG_PASSPHRASES, WRONG_PASSPHRASES_SECONDS, OpenKey
from lorong.kernel.people import limits
from lorong.kernel.people.models import Attempt
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotAllowed, Refusal

KEY_CONTEXT = "documents.signing_key"
UNLOCKER_CONTEXT = "documents.unlocker"
_TOO_MANY = phrase(
    "Tanda tangan 5 kali gagal dibuka. Tunggu 15 menit, lalu coba lagi; atau ganti sandi dengan membuat sertifikat baru."
)


def unlock(*, actor: Actor, passphrase: str, at: datetime | None = None) -> OpenKey:
    """Open the actor's key for the act or batch that follows. Must not be called inside a transaction.

    With the national service the passphrase itself is the key; a wrong one shows when the PDF is signed.
    Raises TooMany after 5 wrong tries in 15 minutes, WrongPassphrase (field "sandi"), Refusal without a good key.
    """
    if not passphrase:
        raise WrongPassphrase("Tulis sandi tanda tangan Anda.", field="sandi")
    if settings.SIGNER == "national" and actor.person_id is not None:
        return OpenKey(actor.person_id, "national", passphrase)
    now = at or timezone.now()
    key = _good_key(actor, now)

    def open_it() -> bytes:
        return unwrapped(Unlocker.objects.get(key=key, factor=None), passphrase=passphrase)

    def wrong(more: str) -> Refusal:
        return WrongPassphrase(phrase("Sandi tanda tangan salah. {more}", more=more), field="sandi")

    return _tried(key, open_it, wrong, now)


def unlock_by_passkey(*, actor: Actor, secret: bytes, prove: Callable[[], int], at: datetime | None = None) -> OpenKey:
    """The same with a passkey. `secret`: what its PRF gave; `prove` checks its assertion and gives the factor's id.

    Both must be right: the assertion says that the holder is here now, the secret opens the key. `prove` raises
    Refusal; whatever fails counts as a wrong try of the same five. Raises WrongPasskey (field "sandi").
    """
    now = at or timezone.now()
    key = _good_key(actor, now)

    def open_it() -> bytes:
        try:
            row = Unlocker.objects.filter(key=key, factor_id=prove(), factor__user_id=actor.account_id).first()
        except Refusal as refusal:
            raise locks.WrongSecret from refusal
        if row is None or len(secret) != locks.KEY_BYTES:
            raise locks.WrongSecret
        return unwrapped(row, secret=secret)

    def wrong(more: str) -> Refusal:
        return WrongPasskey(
            phrase("Kunci sandi itu tidak membuka tanda tangan Anda. Coba lagi, atau pakai sandi. {more}", more=more),
            field="sandi",
        )

    return _tried(key, open_it, wrong, now)


def locked_key(private_key: str, data_key: bytes, *, key_id: uuid.UUID) -> bytes:
    """A private key (base64) as it is stored: locked with its data key, then sealed by the keyring."""
    return _sealed(locks.lock(private_key.encode(), data_key, about=str(key_id)), KEY_CONTEXT)


def wrap(row: Unlocker, data_key: bytes, *, passphrase: str = "", secret: bytes = b"") -> Unlocker:
    """Put the data key into an unlocker under a fresh salt (a passkey's salt is the one it was asked with)."""
    if passphrase:
        row.salt = locks.random_bytes(locks.SALT_BYTES)
    row.wrapped = _sealed(locks.lock(data_key, _wrapping(row, passphrase, secret), about=_about(row)), UNLOCKER_CONTEXT)
    return row


def unwrapped(row: Unlocker, *, passphrase: str = "", secret: bytes = b"") -> bytes:
    """The data key. Raises `locks.WrongSecret`."""
    locked = _opened(row.wrapped, UNLOCKER_CONTEXT)
    return locks.unlock(locked, _wrapping(row, passphrase, secret), about=_about(row))


def _good_key(actor: Actor, at: datetime) -> SigningKey:
    if actor.person_id is None:
        raise NotAllowed("Masuk dengan akun pejabat untuk menandatangani.")
    key = SigningKey.objects.filter(person=actor.person_id, revoked_at=None).first()
    if key is None:
        raise Refusal("Anda belum punya sertifikat tanda tangan. Buat dulu di halaman Tanda tangan saya.")
    if key.expires_at <= at:
        raise Refusal("Sertifikat tanda tangan Anda sudah lewat masa berlakunya. Buat yang baru di halaman Tanda tangan saya.")
    return key


def _tried(key: SigningKey, open_it: Callable[[], bytes], wrong: Callable[[str], Refusal], at: datetime) -> OpenKey:
    # counted before the try, so that many at once cannot slip through; forgotten when the try was right
    bucket = f"sandi-tte:{key.person_id}"
    tries = limits.count(bucket, WRONG_PASSPHRASES, WRONG_PASSPHRASES_SECONDS, sentence=_TOO_MANY, at=at)
    try:
        data_key = open_it()
    except locks.WrongSecret:
        left = WRONG_PASSPHRASES - tries
        raise wrong(
            phrase("Sisa {left} percobaan.", left=left) if left else phrase("Tunggu 15 menit sebelum mencoba lagi.")
        ) from None
    Attempt.objects.filter(bucket=bucket).delete()
    private_key = locks.unlock(_opened(key.private_key, KEY_CONTEXT), data_key, about=str(key.pk))
    return OpenKey(key.person_id, "local", private_key.decode(), key.pk, data_key)


def _wrapping(row: Unlocker, passphrase: str, secret: bytes) -> bytes:
    salt = bytes(row.salt)
    return locks.key_of_passphrase(passphrase, salt) if passphrase else locks.key_of_passkey(secret, salt)


def _about(row: Unlocker) -> str:
    return f"{row.key_id}:{row.credential}"


def _sealed(content: bytes, context: str) -> bytes:
    return settings.KEYRING.seal(base64.b64encode(content).decode(), context=context)


def _opened(sealed: bytes | memoryview, context: str) -> bytes:
    return base64.b64decode(settings.KEYRING.open(bytes(sealed), context=context))
