"""What the parts are drawn from. Every text is plain text: the templates escape it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Whose turn it is. YOU is the only one that may wear the warm accent."""

    YOU = "you"
    CITY = "city"
    DONE = "done"
    BAD = "bad"


class State(StrEnum):
    """Where a station of a line stands.

    NOW waits for the reader, NOW_CITY for an office. PLAN, YOU and GOAL belong to a plan (a service page).
    """

    DONE = "done"
    NOW = "now"
    NOW_CITY = "now-city"
    LATER = "later"
    PLAN = "plan"
    YOU = "you"
    GOAL = "goal"


@dataclass(frozen=True)
class Station:
    """One stop of a line. `strong` is said before `note`; `number` is shown in the node of a plan."""

    title: str
    state: str = State.LATER
    note: str = ""
    strong: str = ""
    icon: str = ""
    number: str = ""

    def __post_init__(self) -> None:
        State(self.state)


@dataclass(frozen=True)
class Row:
    """One line of a list. With `url` the whole row is the link; `side` and `turn` draw a turn under the title."""

    title: str
    url: str = ""
    note: str = ""
    icon: str = ""
    side: str = ""
    turn: str = ""


@dataclass(frozen=True)
class Fact:
    """A number that matters and the sentence it belongs to. `before` is a currency, `unit` what is counted.

    `more` holds further (number, unit) pairs: 2 jam 10 menit is Fact("…", "2", unit="jam", more=(("10", "menit"),)).
    """

    label: str
    value: str
    unit: str = ""
    before: str = ""
    more: tuple[tuple[str, str], ...] = ()
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class MenuItem:
    """A door in a menu: its slug (compared with `nav`), its label, the name of its URL, its icon on a phone."""

    slug: str
    label: str
    url_name: str
    icon: str = ""
