"""Sealing of personal fields: AES-256-GCM for the value, HMAC-SHA-256 for finding it again.

A sealed value is `form (1 byte) | key number (1 byte) | nonce (12 bytes) | ciphertext and tag`. Several keys of both
kinds may be known at once, so that keys can be changed while the house is running: the first seals and indexes, all
open and find. docs/howto/rotate-keys.md is the order of steps.

The form names the cipher. A better one is written into `FORMS` under the next number; a release that seals in it goes along
with a new key, so that `lorong rotate-keys` brings every row along while both are open.
"""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMS: dict[int, type[AESGCM]] = {1: AESGCM}  # ciphers with a nonce of 12 bytes and a tag of 16
SEALS_IN = 1


class CannotOpen(Exception):
    """The value was sealed with a key that is not here, or was changed."""


@dataclass(frozen=True)
class Keyring:
    """`keys`: (number 0-255, 32 bytes) pairs, the first one seals. `index_keys`: 32 bytes each, the first one indexes."""

    keys: tuple[tuple[int, bytes], ...] = field(repr=False)  # a key never stands in a log
    index_keys: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def parse(cls, keys: Sequence[str], index_keys: Sequence[str]) -> Keyring:
        """Read `"1:<base64 of 32 bytes>"` and `"<base64 of 32 bytes>"` strings. Raises ValueError that says what is wrong."""
        parsed = []
        for text in keys:
            number, _, encoded = text.partition(":")
            parsed.append((_number(number), _key(encoded)))
        if not parsed:
            raise ValueError("at least one field key is needed")
        if len({n for n, _ in parsed}) != len(parsed):
            raise ValueError("two field keys have the same number")
        indexing = tuple(_key(text) for text in index_keys)
        if not indexing:
            raise ValueError("at least one index key is needed")
        if len(set(indexing)) != len(indexing):
            raise ValueError("two index keys are the same")
        return cls(tuple(parsed), indexing)

    @property
    def number(self) -> int:
        """The number of the key that seals."""
        return self.keys[0][0]

    def seal(self, text: str, *, context: str) -> bytes:
        """Seal `text`. `context` (table.column) is bound to it: a value moved to another column does not open."""
        number, key = self.keys[0]
        nonce = os.urandom(12)
        head = bytes([SEALS_IN, number])
        return head + nonce + FORMS[SEALS_IN](key).encrypt(nonce, text.encode(), head + context.encode())

    def open(self, sealed: bytes, *, context: str) -> str:
        """The text again. Raises CannotOpen."""
        sealed = bytes(sealed)
        if len(sealed) < 30:
            raise CannotOpen("not a sealed value")
        if sealed[0] not in FORMS:
            raise CannotOpen(f"form {sealed[0]} is not known here: not a sealed value, or one of a newer release")
        for number, key in self.keys:
            if number == sealed[1]:
                try:
                    return FORMS[sealed[0]](key).decrypt(sealed[2:14], sealed[14:], sealed[:2] + context.encode()).decode()
                except InvalidTag as error:
                    raise CannotOpen("the sealed value was changed or belongs elsewhere") from error
        raise CannotOpen(f"no key number {sealed[1]} here")

    def index(self, text: str, *, context: str) -> bytes:
        """Blind index: equal texts in one context give equal 32 bytes; without the key nothing can be tried."""
        return _hmac(self.index_keys[0], text, context)

    def indexes(self, text: str, *, context: str) -> tuple[bytes, ...]:
        """The index under every known key, newest first: a row may still stand under an older one."""
        return tuple(_hmac(key, text, context) for key in self.index_keys)

    def steady_index(self, text: str, *, context: str) -> bytes:
        """An index on which processes agree although they hold the same keys in another order: for locks and counts."""
        return _hmac(min(self.index_keys), text, context)


def number_of(sealed: bytes | memoryview) -> int:
    """The number of the key that `sealed` was sealed with."""
    return bytes(sealed)[1]


def _hmac(key: bytes, text: str, context: str) -> bytes:
    return hmac.digest(key, context.encode() + b"\0" + text.encode(), "sha256")


def _number(text: str) -> int:
    # The text may be a key that lost its number: it is not repeated.
    if not (text.isascii() and text.isdigit() and int(text) <= 255):
        raise ValueError("a field key is written with its number: 1:<base64>, a number from 0 to 255")
    return int(text)


def _key(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise ValueError("a key is the base64 of 32 bytes") from error
    if len(key) != 32:
        raise ValueError("a key is the base64 of 32 bytes")
    return key
