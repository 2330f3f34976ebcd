"""Working calendars as they are stored, and as people say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from lorong.lib.dates import WEEKDAYS
from lorong.lib.working_time import Calendar, Season, WeekHours, Window

Stored = Mapping[str, Any]


def stored(calendar: Calendar) -> dict[str, Any]:
    """The calendar as JSON; `read` gives the same calendar again."""
    return {
        "zone": calendar.zone,
        "first": calendar.first.isoformat(),
        "last": calendar.last.isoformat(),
        "week": _stored_week(calendar.week),
        "seasons": [
            {"first": s.first.isoformat(), "last": s.last.isoformat(), "name": s.name, "week": _stored_week(s.week)}
            for s in calendar.seasons
        ],
        "closed": {day.isoformat(): name for day, name in sorted(calendar.closed.items())},
        "opened": {day.isoformat(): _texts(windows) for day, windows in sorted(calendar.opened.items())},
    }


def read(data: Stored, *local: Stored) -> Calendar:
    """The calendar of stored data, with local days laid over it in order: a later one wins."""
    closed = {date.fromisoformat(day): str(name) for day, name in data["closed"].items()}
    opened = {date.fromisoformat(day): _windows(texts) for day, texts in data["opened"].items()}
    for written in local:
        for text, change in written.items():
            day = date.fromisoformat(text)
            opened.pop(day, None)
            closed.pop(day, None)
            if change["closed"]:
                closed[day] = str(change["name"])
            elif change["windows"]:
                opened[day] = _windows(change["windows"])
    return Calendar(
        zone=data["zone"],
        week=_week(data["week"]),
        first=date.fromisoformat(data["first"]),
        last=date.fromisoformat(data["last"]),
        seasons=tuple(
            Season(date.fromisoformat(s["first"]), date.fromisoformat(s["last"]), _week(s["week"]), s["name"])
            for s in data["seasons"]
        ),
        closed=closed,
        opened=opened,
    )


def week_of(data: Stored) -> WeekHours:
    """The ordinary week of stored data."""
    return _week(data["week"])


@lru_cache(maxsize=256)  # stands at the foot of every page
def spoken_week(week: WeekHours, *, lang: str = "id") -> str:
    """ "Senin sampai Kamis 07.30-16.00, Jumat 07.30-16.30" with en dashes. Breaks are left out."""
    names = WEEKDAYS["en" if lang.startswith("en") else "id"]
    to, mark = ("to", ":") if lang.startswith("en") else ("sampai", ".")
    parts = []
    worked = [(number, _span(windows, mark)) for number, windows in enumerate(week.days)]
    for span, group in groupby(worked, key=lambda item: item[1]):
        numbers = [number for number, _ in group]
        if span:
            first, last = names[numbers[0]], names[numbers[-1]]
            parts.append(f"{first} {span}" if first == last else f"{first} {to} {last} {span}")
    return ", ".join(parts)


def _span(windows: tuple[Window, ...], mark: str) -> str:
    if not windows:
        return ""
    start, end = windows[0].start, windows[-1].end
    return f"{start:%H}{mark}{start:%M}–{end:%H}{mark}{end:%M}"


def _stored_week(week: WeekHours) -> list[list[str]]:
    return [_texts(windows) for windows in week.days]


def _week(data: Iterable[Iterable[str]]) -> WeekHours:
    return WeekHours(tuple(_windows(texts) for texts in data))


def _texts(windows: Iterable[Window]) -> list[str]:
    return [f"{w.start:%H:%M}-{'24:00' if w.end_minute == 1440 else format(w.end, '%H:%M')}" for w in windows]


def _windows(texts: Iterable[str]) -> tuple[Window, ...]:
    return tuple(Window.parse(text) for text in texts)
