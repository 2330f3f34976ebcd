"""Locks around a signing key: what a passphrase or a passkey yields wraps a data key, and that locks the private key.

Pure functions. `about` binds a lock to the row it belongs to, so that it opens nowhere else.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
SALT_BYTES = 32
_NONCE = 12
_MEMORY = 46 * 1024  # KiB a guess, in one pass: heavier guesses would make the signer wait (RFC 9106, section 4)


class WrongSecret(Exception):
    """The passphrase, or what the passkey gave, does not open this lock."""


def random_bytes(count: int = KEY_BYTES) -> bytes:
    """A fresh data key or salt."""
    return os.urandom(count)


def lock(content: bytes, key: bytes, *, about: str) -> bytes:
    """Encrypt with a key of 32 bytes (AES-256-GCM)."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, about.encode())


def unlock(locked: bytes, key: bytes, *, about: str) -> bytes:
    """The content again. Raises WrongSecret."""
    try:
        return AESGCM(key).decrypt(locked[:_NONCE], locked[_NONCE:], about.encode())
    except InvalidTag as error:
        raise WrongSecret from error


def key_of_passphrase(passphrase: str, salt: bytes) -> bytes:
    """A passphrase stretched to a key (Argon2id), slow and heavy on purpose."""
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=1, lanes=1, memory_cost=_MEMORY).derive(passphrase.encode())


def key_of_passkey(secret: bytes, salt: bytes) -> bytes:
    """What a passkey's PRF gave for `salt`, 32 random bytes already, made a key for this purpose alone (HKDF)."""
    assert len(secret) == KEY_BYTES, "the door checks the length"
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=salt, info=b"lorong signing key").derive(secret)
