"""What stands on the board, made ready for the page; the same for everybody who answers for the same offices, for two seconds."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import datetime
from threading import RLock
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lorong.kernel.cases.queries.late import units_overseen
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.lib.places import Spot
from lorong.services.complaints.board import queries
from lorong.services.complaints.pages.land import land
from lorong.services.complaints.queries import stage, title_of

FRESH = 2.0  # seconds; with a pulse every four, a change is seen within five
PULSE_FRESH = 1.0
_kept: dict[Any, tuple[float, Any]] = {}
_one_at_a_time = RLock()  # the board holds the pulse


def pulse() -> str:
    """What changes when something on any board changed; one small question a second, however many ask."""
    newest = _remembered(("pulse", city.this_city().code), PULSE_FRESH, queries.newest_change)
    return newest.isoformat() if newest else "-"


def part(actor: Actor, *, now: datetime) -> tuple[str, SafeString]:
    """(its pulse, what changes on the page) of whoever answers for these offices, drawn once for all of them who read one language."""
    units = units_overseen(actor)
    found: tuple[str, SafeString] = _remembered(
        (city.this_city().code, units, get_language()), FRESH, lambda: _drawn(_made(units, now))
    )
    return found


def _drawn(context: dict[str, Any]) -> tuple[str, SafeString]:
    return context["pulse"], render_to_string("complaints/board/part.html", context)


def forget() -> None:
    """Begin anew: for tests, which move faster than a second."""
    _kept.clear()


def _made(units: frozenset[str] | None, now: datetime) -> dict[str, Any]:
    standings = queries.standings(units, now=now)
    spots = queries.hot_spots(units, now=now)
    drawn = land()
    return {
        "at": now,
        "pulse": pulse(),
        "totals": {name: sum(getattr(s, name) for s in standings) for name in ("open", "late", "unchecked", "asked")},
        "standings": [(city.unit(s.unit).name, s) for s in standings],
        "latest": [(row, title_of(row.category), stage(row), city.village_words(row.region)) for row in queries.latest(units)],
        "spots": [
            (n, s, [title_of(c) for c in s.categories], city.village_words(s.region)) for n, s in enumerate(spots, start=1)
        ],
        "week": city.local(now - queries.WEEK),
        "weather": [(change, title_of(change.category)) for change in queries.weather(units, now=now)],
        "land": drawn,
        "heaps": [
            (*drawn.xy(Spot(lat, lon)), round(5 + 3 * math.sqrt(count), 1), late)
            for lat, lon, count, late in queries.heaps(units, now=now)
        ]
        if drawn is not None
        else [],
        "marks": [(n, *drawn.xy(Spot(s.lat, s.lon))) for n, s in enumerate(spots, start=1)] if drawn is not None else [],
    }


def _remembered(what: Any, seconds: float, ask: Callable[[], Any]) -> Any:
    kept = _kept.get(what)
    if kept is not None and time.monotonic() - kept[0] < seconds:
        return kept[1]
    with _one_at_a_time:  # two hundred who ask at once need one answer
        kept = _kept.get(what)
        if kept is None or time.monotonic() - kept[0] >= seconds:
            kept = (time.monotonic(), ask())
            if len(_kept) > 200:
                _kept.clear()
            _kept[what] = kept
    return kept[1]
