"""Dates and times in words, Indonesian first; `lang="en"` gives English. Times are written with a point: 16.00."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
WEEKDAYS = {
    "id": ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
NEAR = {
    "id": {-1: "kemarin", 0: "hari ini", 1: "besok"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
UNITS = {
    "id": (("hari kerja", "hari kerja"), ("jam", "jam"), ("menit", "menit")),
    "en": (("working day", "working days"), ("hour", "hours"), ("minute", "minutes")),
}
HOUR = {"id": "j", "en": "h"}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
ZONE_NAMES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


def long_date(day: date, *, lang: str = "id") -> str:
    """ "28 Juli 2026", as letters write it. A datetime is taken as it stands: convert it to the city's zone first."""
    return f"{day.day} {MONTHS[_known(lang)][day.month - 1]} {day.year}"


def clock(at: datetime, zone: str | None = None, *, lang: str = "id") -> str:
    """ "16.00", in English "16:00"; without a zone as the moment stands. Raises ValueError for a naive datetime."""
    return _clock(_local(at, zone), _known(lang))


def weekday_date(at: datetime, zone: str, *, lang: str = "id", year: bool = False) -> str:
    """ "Senin, 3 Agustus, 16.00", with the year when asked: "Senin, 3 Agustus 2026, 16.00"."""
    lang = _known(lang)
    local = _local(at, zone)
    in_year = f" {local.year}" if year else ""
    month = MONTHS[lang][local.month - 1]
    return f"{WEEKDAYS[lang][local.weekday()]}, {local.day} {month}{in_year}, {_clock(local, lang)}"


def relative(at: datetime, now: datetime, zone: str, *, lang: str = "id") -> str:
    """A moment as one says it at `now`: "hari ini 14.00", "besok 09.00", "Kamis 09.00" within the coming six days,
    otherwise the weekday and date, with the year when it is not this one. Starts with a small letter where it can.
    """
    lang = _known(lang)
    local, today = _local(at, zone), _local(now, zone)
    days = (local.date() - today.date()).days
    if days in NEAR[lang]:
        return f"{NEAR[lang][days]} {_clock(local, lang)}"
    if 1 < days < 7:
        return f"{WEEKDAYS[lang][local.weekday()]} {_clock(local, lang)}"
    return weekday_date(at, zone, lang=lang, year=local.year != today.year)


def relative_range(first: datetime, last: datetime, now: datetime, zone: str, *, lang: str = "id") -> str:
    """ "hari ini 14.00 sampai besok 09.00"; on one day "hari ini 13.00 sampai 14.00"; a single moment only once."""
    lang = _known(lang)
    start, end = _local(first, zone), _local(last, zone)
    begin, until = relative(first, now, zone, lang=lang), relative(last, now, zone, lang=lang)
    if begin == until:
        return begin
    if start.date() == end.date():
        until = _clock(end, lang)
    return f"{begin} {'to' if lang == 'en' else 'sampai'} {until}"


def spoken_minutes(minutes: int, *, day_minutes: int | None = None, lang: str = "id") -> str:
    """A length of time in words: 70 is "1 jam 10 menit", 0 "0 menit".

    day_minutes: what a working day is worth; given, whole days come first: 600 of 450 is "1 hari kerja 2 jam
    30 menit". Raises ValueError for negative minutes.
    """
    if minutes < 0:
        raise ValueError("a length of time is not negative; say whether it is early or late")
    words = UNITS[_known(lang)]
    days, rest = divmod(minutes, day_minutes) if day_minutes else (0, minutes)
    amounts = (days, *divmod(rest, 60))
    parts = [f"{amount} {unit[amount != 1]}" for amount, unit in zip(amounts, words, strict=True) if amount]
    return " ".join(parts) or f"0 {words[-1][1]}"


def short_minutes(minutes: int, *, lang: str = "id") -> str:
    """A length of time for officers' tables only: 65 is "1 j 05 m" ("1 h 05 m"), 5 is "5 m". Negative gets a minus sign."""
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else ""
    return f"{sign}{hours} {HOUR[_known(lang)]} {rest:02} m" if hours else f"{sign}{rest} m"


def roman(month: int) -> str:
    """The month in a letter number: 7 is "VII". Raises ValueError outside 1 to 12."""
    if not 1 <= month <= 12:
        raise ValueError(f"a month is 1 to 12, not {month}")
    return ROMAN[month - 1]


def zone_name(zone: str) -> str:
    """ "WIB", "WITA" or "WIT". Raises ValueError for a zone that is not Indonesian time."""
    offset = ZoneInfo(zone).utcoffset(datetime(2026, 1, 1))
    if offset not in ZONE_NAMES:
        raise ValueError(f"{zone} is not one of Indonesia's three zones")
    return ZONE_NAMES[offset]


def _local(at: datetime, zone: str | None) -> datetime:
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone, so nobody can say which moment it is")
    return at.astimezone(ZoneInfo(zone)) if zone else at


def _clock(local: datetime, lang: str) -> str:
    return f"{local:%H:%M}" if lang == "en" else f"{local:%H.%M}"


def _known(lang: str) -> str:
    return "en" if lang.lower().startswith("en") else "id"
