"""What people's rooms speak in: purposes of codes, a claim about oneself, answers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lorong.lib.actors import Actor, ActorKind

if TYPE_CHECKING:
    from lorong.kernel.people.models import Account, ApiToken, OneTimeCode

# Who stands at the door before anybody knows who it is. Policies name it; it may prove things, and see nothing.
VISITOR = Actor(kind=ActorKind.OUTSIDE, name="Pengunjung")

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=5)
CODE_TRIES = 5
CODE_SPACING = timedelta(seconds=60)
CODES_AN_HOUR = 5
CODES_A_DAY = 12
PROOF_LIFE = timedelta(minutes=15)
PASSWORD_LENGTH = 10


class Purpose(StrEnum):
    """What a one-time code is for; a code for one thing opens no other."""

    REGISTER = "daftar"
    SIGN_IN = "masuk"
    RECOVER = "pulih"
    CHANGE_PHONE = "ganti-hp"
    COUNTER = "loket"
    COMPLAINT = "aduan"  # somebody without an account tells of something in the city

    @property
    def needs_account(self) -> bool:
        """Whether the code is only sent to a phone that has an account."""
        return self in {Purpose.SIGN_IN, Purpose.RECOVER}


class Verification(StrEnum):
    """How sure the city is of who holds an account."""

    NONE = "none"  # a phone that answered a code, nothing more
    REGISTER = "register"  # NIK, KK and birth date agree with the register
    COUNTER = "counter"  # seen at a counter with the card


class Match(StrEnum):
    """What the register says to a claim. DIFFERS never says which part differs."""

    AGREES = "agrees"
    ABSENT = "absent"
    DIFFERS = "differs"


class Factor(StrEnum):
    """A second proof of who signs in."""

    PASSKEY = "webauthn"
    TOTP = "totp"
    RECOVERY = "recovery_codes"


class Subject(StrEnum):
    """What one can consent to. PRIVACY is read and accepted when registering; SURVEY can be withdrawn any time."""

    PRIVACY = "privasi"
    SURVEY = "survei-sms"


class Scope(StrEnum):
    """What a program may do for somebody; each is one sentence on the page where a token is made."""

    APPLY = "apply"  # write applications, send them, answer what was asked
    CASES = "cases"  # see one's cases and where they stand
    CONVERSATION = "conversation"  # read and write to the office
    DOCUMENTS = "documents"  # see one's papers, download one's letters
    COMPLAINTS = "complaints"  # tell of what is wrong, see one's reports, answer whether it is fixed


TOKEN_LIVES = (30, 90, 365)  # days; a token that never ends is forgotten, and found by somebody else
TOKENS_MOST = 10


CONSENT_VERSIONS = {Subject.PRIVACY: "2026-08", Subject.SURVEY: "2026-08"}


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says about themselves: 16 digits, 16 digits, a date."""

    nik: str
    kk: str
    birth_date: date


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code just made. `text` is there once, for sending; None when there is nobody to send it to."""

    row: OneTimeCode
    text: str | None


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """Whether a typed code was right; if not, the sentence says what to do. `over`: only a new code helps."""

    right: bool
    sentence: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A new account and what the register said."""

    account: Account
    match: Match


@dataclass(frozen=True, slots=True)
class FreshToken:
    """A token just made. `text` is there once, for its owner; the house keeps its hash only."""

    row: ApiToken
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A device that is signed in, as its owner sees it. `ref` names it on a page; `here`: it is this one."""

    ref: str
    device: str
    begun_at: datetime | None
    seen_at: datetime | None
    here: bool = False


@dataclass(frozen=True, slots=True)
class MaskedPerson:
    """A person for pages that others may see over a shoulder: the numbers are masked."""

    person_id: uuid.UUID
    name: str
    nik: str
    kk: str
    place: str


@dataclass(frozen=True, slots=True)
class KnownFactor:
    """A passkey, authenticator app or set of recovery codes as its owner sees it. `left`: unused recovery codes."""

    factor_id: int
    kind: Factor
    name: str
    left: int = 0

    @property
    def is_passkey(self) -> bool:
        return self.kind is Factor.PASSKEY

    @property
    def is_app(self) -> bool:
        return self.kind is Factor.TOTP

    @property
    def is_recovery(self) -> bool:
        return self.kind is Factor.RECOVERY
