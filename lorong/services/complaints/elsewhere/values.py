"""What is spoken of when another city's installation takes a report: who they are, what goes to them, what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

MOST_TRIES = 8  # sendings, then an officer takes a letter or a link
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
FIRST_ASK, LONGEST_ASK = timedelta(minutes=10), timedelta(hours=6)
PHOTOS_WAIT = timedelta(minutes=2)
PHOTOS_ARE_GIVEN_UP = timedelta(hours=2)  # a picture that is not clean by then stays here
DOWN = 3  # sendings in a row that failed: others to the same city wait along
MOST_AT_ONCE = 40  # of a run, sent or asked after
MOST_NEWS = 20  # of one forwarding: who changes their words every ten minutes does not write to residents every time
WORDS_LONGEST = 500
PARCEL_LONGEST = 3500  # characters; the standard has 4,000


class State(StrEnum):
    """See `models.Forwarding`."""

    LINK = "link"
    WAITING = "waiting"
    TOKEN = "token"  # noqa: S105
    THERE = "there"
    OVER = "over"
    BACK = "back"


OPEN = (State.WAITING, State.TOKEN, State.THERE)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another city's installation, as the pack names it. categories: ours to theirs, None where they are the same.

    extensions: it knows ours, and so makes two sendings with one key one.
    """

    id: str
    name: str
    endpoint: str
    jurisdiction: str
    categories: Mapping[str, str] | None
    extensions: bool
    format: str
    key: str = field(repr=False, default="")

    def code_of(self, slug: str) -> str:
        """Their service_code for a category of ours; "" when they take no such thing."""
        return slug if self.categories is None else self.categories.get(slug, "")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What leaves the house of an incident: what everybody may read, and nothing of who told it. photos: clean ones, as bytes."""

    code: str
    description: str
    reference: str
    lat: float | None
    long: float | None
    address: str
    attributes: tuple[tuple[str, str], ...] = ()
    photos: tuple[bytes, ...] = ()
    media_url: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """They have it: its number over there, or a token for the number that will come."""

    number: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """They will say the same tomorrow."""

    why: str


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing came of it. arrived: None when nobody knows whether they have it now."""

    why: str
    arrived: bool | None = False


@dataclass(frozen=True, slots=True)
class News:
    """How a request stands over there. words: clean, covered, "" for none. stage, merged_into: extensions, "" without them."""

    closed: bool
    words: str
    stage: str = ""
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What their office wrote to whoever told it, by way of us. id: over there."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """They show no such request, or no longer."""


Answer = Taken | Refused | Later
