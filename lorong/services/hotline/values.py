"""What comes to the mayor, and by which way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class By(StrEnum):
    """The ways by which people write."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    WEB = "web"

    @property
    def kind(self) -> str:
        """What an address of this way is: SMS and WhatsApp have the same phone."""
        return "email" if self is By.EMAIL else "phone"


class Kind(StrEnum):
    """What is kept beside words."""

    PICTURE = "picture"
    SOUND = "sound"
    PAPER = "paper"  # a PDF


@dataclass(frozen=True)
class Enclosed:
    """What came with a message: its bytes, or the id under which WhatsApp keeps it for thirty days."""

    kind: Kind
    content: bytes = b""
    media_id: str = ""


@dataclass(frozen=True)
class Heard:
    """One message as it came in. address: E.164, or an e-mail address in small letters; provider_id: the same at every
    telling; enclosed: what is kept beside the words; beside: what came along and is not kept ("video", "2 lampiran")."""

    by: By
    address: str
    provider_id: str
    text: str
    written_at: datetime
    name: str = ""
    beside: str = ""
    enclosed: tuple[Enclosed, ...] = ()


LONGEST = 4000  # characters that are kept of one message
MOST_ENCLOSED = 10  # with one message
MOST_A_DAY = 60  # of one person; a phone that sends more is answered with words
LARGEST_SOUND = 16 * 1024 * 1024  # bytes: what WhatsApp lets a sound be
TOGETHER = timedelta(minutes=10)  # telephones send words and each picture as messages of their own
WINDOW = timedelta(hours=23)  # one may answer on WhatsApp for 24 hours: an hour is left for the way
SAY_AGAIN = timedelta(hours=24)  # "it has arrived" is said once a day, not for every line of a conversation
YES_WORDS = frozenset({"sudah", "sdh", "udah", "beres", "selesai"})
NO_WORDS = frozenset({"belum", "blm", "belom", "tidak", "tdk"})


def verdict(text: str) -> tuple[bool, str] | None:
    """What an answer to "is it answered?" says: (whether it is, the words after that), None when it says neither."""
    first, _, rest = text.strip().partition(" ")
    word = first.strip(".,!?:;").casefold()
    if word in YES_WORDS:
        return True, rest.strip()
    if word in NO_WORDS:
        return False, rest.strip()
    return None
