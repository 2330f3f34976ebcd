"""What the city is to the rest of the house: frozen values, without tables."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import get_language

from lorong.kernel.city.calendars import spoken_week
from lorong.lib.actors import As
from lorong.lib.phone import national
from lorong.lib.working_time import WeekHours

HELD_AS_WORDS = {As.DEFINITIVE: "", As.PLT: "Plt. ", As.PLH: "Plh. ", As.PJ: "Pj. "}


@dataclass(frozen=True)
class City:
    """The city whose house this is. Without a loaded city everything is neutral and `loaded` is False.

    `css`: the city's colours as a stylesheet. `crest`: SVG text or empty. `numbering_scope`: "unit+class", "unit" or
    "register". `map_view_box`: viewBox of the outlines. `offers`/`without`: catalogue groups and slugs as in the pack;
    `promises`: slug to a promise of the city's own. `sms_a_day`: how many SMS the city pays for, 0 for no ceiling;
    `sms_for_codes` of them are kept for one-time codes.
    """

    name: str = ""
    short_name: str = ""
    kind_name: str = ""
    slug: str = ""
    code: str = ""
    province: str = ""
    zone: str = "Asia/Jakarta"
    head_title: str = ""
    place: str = ""
    tagline: str = ""
    greeting: str = "Mau urus apa?"
    host: str = ""
    sms_number: str = ""
    css: str = ""
    crest: str = ""
    government: str = ""
    contact: str = ""
    numbering_pattern: str = "[klasifikasi]/[nomor, 3]/[unit]/[bulan_romawi]/[tahun]"
    numbering_scope: str = "unit+class"
    quiet_from: str = "21:00"
    quiet_until: str = "06:00"
    sms_a_day: int = 0
    sms_for_codes: int = 0
    map_view_box: str = "0 0 100 100"
    offers: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    promises: Mapping[str, str] = field(default_factory=dict)
    week: WeekHours | None = None

    @property
    def loaded(self) -> bool:
        """Whether a city pack was loaded."""
        return bool(self.slug)

    @property
    def sms_shown(self) -> str:
        """The number for SMS as people write it, "0811 0009 9000"; empty when no city is loaded."""
        return national(self.sms_number) if self.sms_number else ""

    @property
    def hours(self) -> str:
        """The ordinary week for a footer, in the reader's language; empty when no city is loaded."""
        return spoken_week(self.week, lang=get_language() or "id") if self.week else ""

    def includes(self, group: str, slug: str) -> bool:
        """Whether the city offers the service `slug` of the catalogue folder `group`; a neutral city offers all."""
        if not self.loaded:
            return True
        return slug not in self.without and (group in self.offers or slug in self.offers)


@dataclass(frozen=True)
class Holder:
    """Who stands in a position on a day. `title` carries the right: "Plh. Lurah Rappocini".

    `assignment_id` is the person's own appointment, the source of `nip` and `rank`; for a Plh. by absence it is an
    appointment to another position.
    """

    position_id: int
    assignment_id: int
    person_id: uuid.UUID
    title: str
    name: str
    nip: str
    rank: str
    unit: str
    roles: frozenset[str]
    held_as: As
    is_head: bool
    may_sign: bool


@dataclass(frozen=True)
class MapRegion:
    """A region on the city's map: SVG path data and the place of its mark, in units of the city's view box."""

    code: str
    name: str
    level: int
    kind: str
    parent: str | None
    outline: str
    x: float
    y: float


@dataclass(frozen=True)
class CastMember:
    """Somebody one can be in a demonstration.

    `role`: the position, or "Warga". `unit`: the office, for a resident the kelurahan.
    """

    account_id: int
    person_id: uuid.UUID
    name: str
    role: str
    unit: str
    officer: bool


@dataclass(frozen=True)
class AbsenceView:
    """An absence as a list shows it. `first` and `last` are both days of absence; `substitute` is "" for the rule."""

    id: int
    holder: str
    title: str
    first: date
    last: date
    reason: str
    substitute: str
    withdrawn: bool


def days(first: date, last: date | None = None) -> DateRange:
    """Days from `first` to `last`, both included; without `last`, for good."""
    return DateRange(first, None if last is None else last + timedelta(days=1), "[)")


def first_day(span: Any) -> date:
    """The first day of a date range, however its ends are written."""
    lower: date = span.lower
    return lower if span.lower_inc else lower + timedelta(days=1)


def last_day(span: Any) -> date | None:
    """The last day of a date range, both ends counted; None when it has no end."""
    if span.upper is None:
        return None
    upper: date = span.upper
    return upper if span.upper_inc else upper - timedelta(days=1)
