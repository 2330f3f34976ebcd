"""What documents' rooms speak in: an unlocked key, a numbering rule, the answer of a check."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from lorong.lib.places import Spot

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O, 1 I L, U: nothing that is misread on paper
CODE_LENGTH = 6
GRANT_LIFE = timedelta(hours=1)
KEY_LIFE = timedelta(days=730)
PASSPHRASE_LENGTH = 8
WRONG_PASSPHRASES = 5
WRONG_PASSPHRASES_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Numbering:
    """The city's rule: `pattern` as in `lib.citypack.numbering`; `scope` "unit+class", "unit" or "register"."""

    pattern: str
    scope: str


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A signer's key, unlocked for one act or one batch. Lives in memory only; never printed.

    `kind`: "local" (`secret` is the private key, PKCS#8 in base64) or "national" (`secret` is the passphrase).
    `data_key` is there to wrap it for another passphrase or passkey.
    """

    person_id: uuid.UUID
    kind: str
    secret: str = field(repr=False)
    key_id: uuid.UUID | None = None
    data_key: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class SigningPasskey:
    """A passkey that opens its holder's signing key. `credential` (base64url) and `salt` are what the browser asks it."""

    id: uuid.UUID
    name: str
    factor_id: int
    credential: str
    salt: bytes = field(repr=False)
    made_at: datetime


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A stored file to hand out: `path` on this machine, `name` for the person who downloads it."""

    path: Path
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """Names (SHA-256) of both sizes of a clean picture, and what the picture said: when, with a zone if it named one; where."""

    large: str
    small: str
    taken_at: datetime | None
    spot: Spot | None


class Finding(StrEnum):
    """What a check of a letter found."""

    REAL = "real"
    PENDING = "pending"  # signed, the PDF or the second signature is still being made
    REVOKED = "revoked"
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # no letter with this code
    ALTERED = "altered"  # a file that was changed after signing, or a copy without its signature
    FOREIGN = "foreign"  # a PDF that is not a letter of this city


@dataclass(frozen=True, slots=True)
class Checked:
    """What somebody who checks a letter may know, and nothing more. `subject`: initials, masked ("S•••").

    `second_title` is there for a letter of two signatures, `second_name` and `second_at` once the second has signed.
    """

    finding: Finding
    title: str = ""
    number: str = ""
    code: str = ""
    unit: str = ""
    signed_title: str = ""
    signed_name: str = ""
    signed_at: datetime | None = None
    second_title: str = ""
    second_name: str = ""
    second_at: datetime | None = None
    valid_until: date | None = None
    subject: str = ""
    revoked_at: datetime | None = None
    revoked_because: str = ""


def shown_code(code: str) -> str:
    """ "7KQM2X" as it is printed: "7KQ-M2X"."""
    return f"{code[:3]}-{code[3:]}"


def plain_code(text: str) -> str:
    """A code as somebody typed it, without hyphens, spaces and small letters."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[:12]


def initials(name: str) -> str:
    """First letter of each of the first three words, each masked: "Siti Aminah" is "S••• A•••"."""
    words = [word for word in name.split() if word[0].isalpha()][:3]
    return " ".join(f"{word[0].upper()}•••" for word in words)
