"""The shape of five files that a city writes by hand (`complaints.py` has the sixth). What needs two files at once is checked in `checks.py`."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from lorong.lib.citypack.numbering import check_pattern
from lorong.lib.working_time import WeekHours, Window

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

Day = date  # a field of a day is called `date`, which would hide the type
DAY_NAMES = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")


def matching(pattern: str, sentence: str) -> AfterValidator:
    """A text of this pattern; `sentence` says how it is written otherwise."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError('zona waktu tidak dikenal. Tulis misalnya "Asia/Jakarta" atau "Asia/Makassar".') from None
    return value


def _window(value: str) -> str:
    try:
        Window.parse(value)
    except ValueError:
        raise ValueError('jam tidak terbaca. Tulis mulai dan selesai, misalnya "07:30-12:00".') from None
    return value


def _day_of_year(value: str) -> str:
    try:
        date.fromisoformat(f"2024-{value}")
    except ValueError:
        raise ValueError('hari tahunan tidak terbaca. Tulis bulan dan tanggal, misalnya "11-09".') from None
    return value


CityCode = Annotated[str, matching(r"\d{2}\.\d{2}", 'tulis kode Kemendagri, misalnya "73.71".')]
VillageCode = Annotated[str, matching(r"\d{2}\.\d{2}\.\d{2}\.\d{4}", 'tulis kode kelurahan atau desa, misalnya "73.71.13.1006".')]
Slug = Annotated[str, matching(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "hanya huruf kecil, angka, dan tanda hubung.")]
Clock = Annotated[str, matching(r"([01]\d|2[0-3])[.:][0-5]\d", 'tulis jam dan menit, misalnya "21.00".')]
Colour = Annotated[str, matching(r"#[0-9a-f]{6}", 'tulis warna dengan enam angka heksa huruf kecil, misalnya "#0a5f59".')]
Host = Annotated[str, matching(r"[a-z0-9-]+(\.[a-z0-9-]+)+", 'tulis alamat tanpa https://, misalnya "makassar.contoh.go.id".')]
Mobile = Annotated[str, matching(r"\+628[1-9]\d{7,10}", 'tulis nomor seluler dengan +62, misalnya "+6281100000001".')]
Abbreviation = Annotated[str, matching(r"[A-Z]{3,5}", "singkatan terdiri dari 3 sampai 5 huruf besar.")]
Zone = Annotated[str, AfterValidator(_zone)]
Hours = Annotated[str, AfterValidator(_window)]
DayOfYear = Annotated[str, AfterValidator(_day_of_year)]
Religion = Literal["Islam", "Kristen", "Katolik", "Hindu", "Buddha", "Khonghucu", "Kepercayaan"]


class Shape(BaseModel):
    """Frozen, and nothing that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Palette(Shape):
    """Four colours of one mode: `city` on the page, `strong` for emphasis, `soft` ground, `on` upon `city`."""

    city: Colour
    strong: Colour
    soft: Colour
    on: Colour


class Look(Shape):
    """The city's colours by day and by night, and the crest's file name in the pack, if it has one."""

    light: Palette
    dark: Palette
    crest: str | None = None


class Letterhead(Shape):
    """First line of every letter head, and the last: {phone}, {website}, {email} of the unit."""

    government: Text
    contact: Text


class Numbering(Shape):
    """How letters are numbered: the pattern and what shares one counter within a year."""

    pattern: Text
    scope: Literal["unit+class", "unit", "register"]

    @model_validator(mode="after")
    def _unique_in_scope(self) -> Numbering:
        check_pattern(self.pattern, self.scope)
        return self


class Messages(Shape):
    """When no phone rings, and how many SMS the city pays for in a day (`sms_for_codes` of them are kept for codes)."""

    quiet_from: Clock
    quiet_until: Clock
    sms_a_day: int = Field(ge=0)  # 0: as many as there are
    sms_for_codes: int = Field(ge=0)

    @model_validator(mode="after")
    def _codes_are_a_part(self) -> Messages:
        if self.sms_a_day and self.sms_for_codes > self.sms_a_day:
            raise ValueError("sms_for_codes adalah bagian dari sms_a_day. Kecilkan, atau naikkan sms_a_day.")
        return self


class MapFrame(Shape):
    """Width of the city's map in SVG units; its height follows from the boundaries."""

    width: int = Field(ge=100, le=2000)


class Elsewhere(Shape):
    """A kecamatan outside the city from which people moved in, and the birth place they then have."""

    code: Annotated[str, matching(r"\d{2}\.\d{2}\.\d{2}", 'tulis kode kecamatan, misalnya "73.06.01".')]
    place: Text


class Synthetic(Shape):
    """What the made-up register is like. `streets` may use {n} and {name}; shares of `religions` need no sum."""

    demo_kelurahan: VillageCode
    streets: tuple[Text, ...] = Field(min_length=1, strict=False)
    trade: Text
    elsewhere: tuple[Elsewhere, ...] = Field(min_length=1, strict=False)
    religions: dict[Religion, float] = Field(min_length=1, strict=False)


class City(Shape):
    """`city.toml`."""

    name: Text
    short_name: Text
    slug: Slug
    kind: Literal["kota", "kabupaten"]
    code: CityCode
    province: Text
    zone: Zone
    head_title: Literal["Wali Kota", "Bupati"]
    place: Text
    tagline: Text
    greeting: Text
    host: Host
    sms_number: Mobile
    look: Look
    letterhead: Letterhead
    numbering: Numbering
    messages: Messages
    map: MapFrame
    synthetic: Synthetic


class UnitText(Shape):
    """How a unit of one kind is written; may use {name}, {slug}, {number}, {parent}."""

    name: Text
    address: Text
    phone: Text
    email: Text
    website: Text


class CityUnit(UnitText):
    """The city itself as a unit."""

    abbreviation: Abbreviation


class Office(CityUnit):
    """A unit of the whole city: a dinas, the inspectorate. `code` is a slug; the unit's code is "<city>-<slug>"."""

    code: Slug


class UnitOverride(Shape):
    """What one unit has different from its template."""

    name: Text | None = None
    abbreviation: Abbreviation | None = None
    address: Text | None = None
    phone: Text | None = None
    email: Text | None = None
    website: Text | None = None


class Templates(Shape):
    """One template per kind of region."""

    kecamatan: UnitText
    kelurahan: UnitText | None = None
    desa: UnitText | None = None


class Units(Shape):
    """`units.toml`."""

    city: CityUnit
    offices: tuple[Office, ...] = Field(strict=False)
    templates: Templates
    overrides: dict[str, UnitOverride] = {}


class PositionRule(Shape):
    """One position in every unit of a kind, or in one office. A substitute is a slug, or "<office>/<slug>"."""

    unit_kind: Literal["city", "office", "kecamatan", "kelurahan", "desa"] | None = None
    unit: Slug | None = None
    without: tuple[Slug, ...] = Field(default=(), strict=False)
    slug: Slug
    title: Text
    roles: tuple[Slug, ...] = Field(min_length=1, strict=False)
    rank: Text | None = None
    head: bool = False
    may_sign: bool = False
    seats: int = Field(default=1, ge=1, le=50)
    substitutes: tuple[Text, ...] = Field(default=(), strict=False)
    civil_servant: bool = True

    @model_validator(mode="after")
    def _one_place(self) -> PositionRule:
        if (self.unit_kind is None) == (self.unit is None):
            raise ValueError("sebutkan salah satu: `unit_kind` untuk semua unit sejenis, atau `unit` untuk satu dinas.")
        return self


class Positions(Shape):
    """`positions.toml`."""

    positions: tuple[PositionRule, ...] = Field(min_length=1, strict=False)


class Week(Shape):
    """Windows of each weekday; a day that is not named is closed. `basis`: the rule it follows."""

    basis: Text
    senin: tuple[Hours, ...] = Field(default=(), strict=False)
    selasa: tuple[Hours, ...] = Field(default=(), strict=False)
    rabu: tuple[Hours, ...] = Field(default=(), strict=False)
    kamis: tuple[Hours, ...] = Field(default=(), strict=False)
    jumat: tuple[Hours, ...] = Field(default=(), strict=False)
    sabtu: tuple[Hours, ...] = Field(default=(), strict=False)
    minggu: tuple[Hours, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _in_order(self) -> Week:
        try:
            hours = self.hours()
        except ValueError:
            raise ValueError("jam dalam satu hari harus berurutan dan tidak bertumpuk.") from None
        if not hours.week_minutes:
            raise ValueError("minggu tanpa satu jam kerja pun. Isi paling sedikit satu hari.")
        return self

    def hours(self) -> WeekHours:
        """The week as working time knows it."""
        named = (getattr(self, day) for day in DAY_NAMES)
        return WeekHours(tuple(tuple(Window.parse(hours) for hours in day) for day in named))


class SeasonRule(Shape):
    """Days, both included, on which another week applies. `estimate`: not announced officially yet."""

    name: Text
    first: date
    last: date
    week: Slug
    estimate: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> SeasonRule:
        if self.first > self.last:
            raise ValueError("tanggal `last` mendahului `first`. Tukar keduanya.")
        return self


class UnitHours(Shape):
    """Hours of one unit and the units below it. `season_weeks`: which week replaces a season's week there."""

    code: Text
    week: Slug
    season_weeks: dict[Slug, Slug] = {}


class LocalDay(Shape):
    """A day of the city, once (`date`) or every year (`every`, month-day). Without `units` it is everybody's."""

    date: Day | None = None
    every: DayOfYear | None = None
    name: Text
    closed: bool
    units: tuple[Text, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _one_day(self) -> LocalDay:
        if (self.date is None) == (self.every is None):
            raise ValueError("sebutkan salah satu: `date` untuk satu hari, atau `every` untuk setiap tahun.")
        return self


class DayOverride(Shape):
    """One day that wins over everything. `hours` when other than usual; only for a day that is not closed."""

    date: Day
    name: Text
    closed: bool
    hours: tuple[Hours, ...] = Field(default=(), strict=False)
    units: tuple[Text, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _hours_of_an_open_day(self) -> DayOverride:
        if self.closed and self.hours:
            raise ValueError("hari yang tutup tidak punya jam. Hapus `hours`, atau tulis closed = false.")
        windows = sorted((Window.parse(hours) for hours in self.hours), key=lambda window: window.start_minute)
        if any(a.end_minute > b.start_minute for a, b in pairwise(windows)):
            raise ValueError("jam dalam satu hari harus berurutan dan tidak bertumpuk.")
        return self


class CalendarRules(Shape):
    """`calendar.toml`."""

    first_year: int = Field(ge=2020, le=2100)
    last_year: int = Field(ge=2020, le=2100)
    week: Slug
    weeks: dict[Slug, Week]
    seasons: tuple[SeasonRule, ...] = Field(default=(), strict=False)
    units: tuple[UnitHours, ...] = Field(default=(), strict=False)
    local: tuple[LocalDay, ...] = Field(default=(), strict=False)
    overrides: tuple[DayOverride, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _years_in_order(self) -> CalendarRules:
        if self.first_year > self.last_year:
            raise ValueError("`last_year` mendahului `first_year`. Tukar keduanya.")
        return self


class Offer(Shape):
    """`services.toml`: groups or slugs the city offers, those it leaves out, and promises of its own."""

    offers: tuple[Slug, ...] = Field(min_length=1, strict=False)
    without: tuple[Slug, ...] = Field(default=(), strict=False)
    promises: dict[Slug, str] = {}

    def includes(self, group: str, slug: str) -> bool:
        """Whether the city offers the service `slug` of the catalogue folder `group`."""
        return slug not in self.without and (group in self.offers or slug in self.offers)
