"""From what like incidents took to what a new one will take, and how often that would have been right. Touches no table.

Told is a pair of dates: by the first half of all like incidents were done, by the second eight of ten (one-sided split
conformal prediction, `lib/foretelling.py`). Like means: the same category, unit and kecamatan; where these are fewer than
thirty the same category and unit, then the category, then its group. What came back after its end is like what came back: the
second time may take longer, or not as long. Only where too few did, the same thing told for the first time counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from lorong.lib.foretelling import enough_for

HALF, MOST = Fraction(1, 2), Fraction(4, 5)
LEAST = 30  # fewer tell nothing about one unit or area
SAMPLE = 500  # the last ones count, older ones are another office


class Like(StrEnum):
    """What a promise was told from, the nearest first; "law" when nothing is known."""

    AGAIN_UNIT = "again-u"
    AGAIN = "again"
    AREA = "area"
    UNIT = "unit"
    CATEGORY = "category"
    GROUP = "group"
    LAW = "law"


Key = tuple[Like, str, str, str]  # kind, category (or the group's name), unit, kecamatan


@dataclass(frozen=True, slots=True)
class Past:
    """A round of an incident that is fixed, or still runs (`ended` None). minutes: working time in which it was the city's turn;
    again: it had come to an end before."""

    category: str
    group: str
    unit: str
    area: str
    minutes: int
    begun: datetime
    ended: datetime | None
    again: bool = False

    @property
    def where(self) -> tuple[Key, ...]:
        """Where to look for what is like it."""
        return keys(self.category, self.group, self.unit, self.area, again=self.again)


@dataclass(frozen=True, slots=True)
class Took:
    """Half of `based_on` like incidents took at most `half` working minutes, eight of ten at most `most`."""

    half: int
    most: int
    based_on: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A past promise that can be judged: done by the first date, by the second?"""

    category: str
    by_half: bool
    by_most: bool


def keys(category: str, group: str, unit: str, area: str, *, again: bool = False) -> tuple[Key, ...]:
    """Where to look for like incidents, the nearest first."""
    came_back = ((Like.AGAIN_UNIT, category, unit, ""), (Like.AGAIN, category, "", "")) if again else ()
    return (
        *came_back, (Like.AREA, category, unit, area), (Like.UNIT, category, unit, ""), (Like.CATEGORY, category, "", ""),
        (Like.GROUP, group, "", ""),
    )  # fmt: skip


def paces(past: Iterable[Past], before: datetime) -> dict[Key, Took]:
    """What is known at `before`: of every kind and place with enough incidents that had ended by then."""
    known = sorted((p for p in past if p.ended is not None and p.ended < before), key=lambda p: p.ended or before)
    grouped: dict[Key, list[int]] = defaultdict(list)
    for incident in known:
        for key in incident.where:
            if incident.again == (key[0] in {Like.AGAIN_UNIT, Like.AGAIN}):
                grouped[key].append(incident.minutes)
    return {key: _took(minutes[-SAMPLE:]) for key, minutes in grouped.items() if len(minutes) >= LEAST}


def nearest(known: Mapping[Key, Took], where: Sequence[Key]) -> tuple[Like, Took] | None:
    """The first of `where` about which enough is known."""
    return next(((key[0], known[key]) for key in where if key in known), None)


def judged(past: Iterable[Past], known: Mapping[Key, Took], begin: datetime, end: datetime) -> list[Hit]:
    """The incidents that began from `begin` until before `end`, judged by what was `known` at `begin`.

    Each round is one promise, kept or not by itself. One that still runs is judged once it has taken longer than was told; before that nobody knows.
    """
    found = []
    for incident in past:
        told = nearest(known, incident.where)
        if told is None or not begin <= incident.begun < end:
            continue
        took = told[1]
        if incident.ended is not None or incident.minutes > took.most:
            found.append(Hit(incident.category, incident.minutes <= took.half, incident.minutes <= took.most))
    return found


def _took(minutes: Sequence[int]) -> Took:
    ordered = sorted(minutes)
    return Took(enough_for(ordered, HALF), enough_for(ordered, MOST), len(ordered))
