"""What a message is to the rest of the house, and when it may ring a phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

INBOX, SMS, EMAIL, WHATSAPP = "inbox", "sms", "email", "whatsapp"
MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=30)  # then 1, 2, 4 ... minutes: the eighth and last attempt is about an hour later
CLOCKS_DIFFER = timedelta(seconds=5)  # the job queue goes by the database's clock
LINK_GONE = "(tautan)"
SECRET_GONE = "(Isinya tidak disimpan: memuat kode atau tautan rahasia.)"  # noqa: S105


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` until `end` on the city's clock no phone rings, unless it is urgent. Equal ends: never quiet."""

    begin: time = time(21, 0)
    end: time = time(6, 0)

    def holds_at(self, clock: time) -> bool:
        """Whether this time of day is quiet; `begin` is, `end` is not."""
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def wait(self, at: datetime, zone: str) -> datetime:
        """The first moment from `at` on that is not quiet in `zone` (an IANA name): `at` itself or the next `end`.

        Raises ValueError for a naive datetime.
        """
        if at.utcoffset() is None:
            raise ValueError(f"{at} has no time zone, so nobody can say which moment it is")
        local = at.astimezone(ZoneInfo(zone))
        if not self.holds_at(local.time()):
            return at
        day = local.date() if local.time() < self.end else local.date() + timedelta(days=1)
        return datetime.combine(day, self.end, ZoneInfo(zone)).astimezone(at.tzinfo)


def pause_before(attempt: int) -> timedelta:
    """How long to wait before the attempt of this number (2 is the first one that waits)."""
    return FIRST_PAUSE * (1 << (attempt - 2))


@dataclass(frozen=True, slots=True)
class Rendered:
    """What goes out. `subject` is for inbox and e-mail, empty for an SMS."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One template in one language. Text in [[double brackets]] falls away when one of its variables is empty."""

    subject: str
    sms: str
    inbox: str


@dataclass(frozen=True, slots=True)
class Template:
    """One template. `sample`: every variable it knows, with an example. `shorten`: variables cut to keep an SMS short.

    `anyone`: may be sent on behalf of whoever stands at a door, not only by the system. `secret`: its text is
    forgotten once a gateway took it. `secret_link`: only the link in it is.
    """

    id: str
    sample: Mapping[str, str]
    wordings: Mapping[str, Wording]
    shorten: tuple[str, ...] = ()
    anyone: bool = False
    secret: bool = False
    secret_link: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """What a carrier says after one attempt. `why` is for people who look after the house, never a person's data."""

    taken: bool
    why: str = ""
    hopeless: bool = False
