"""The ribbon of a case: whose turn it was, hour by hour of working time, what is expected, what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases.queries import Forecast, Stretch
from lorong.kernel.cases.queries.words import language
from lorong.kernel.city import queries as city
from lorong.lib import dates
from lorong.lib.working_time import WorkClock
from lorong.portals.look.charts import Span, TurnChart, turn_chart

SIDES = {"city": "city", "applicant": "you", "outside": "other"}
MOST_DAYS = 40  # a case older than this in working days is told in words only
LABELS = 4  # day names that fit on a phone


@dataclass(frozen=True)
class Ribbon:
    """Working minutes since the morning on which the case was sent."""

    clock: WorkClock
    left: datetime

    def at(self, moment: datetime) -> int:
        return self.clock.between(self.left, moment) if moment > self.left else 0


def forecast_words(forecast: Forecast) -> str:
    """The predicted range as one says it: "hari ini 14.00 sampai besok 09.00"."""
    zone = timezone.get_current_timezone_name()
    return dates.relative_range(forecast.first, forecast.last, timezone.now(), zone, lang=language())


def promised(case: Any, used: int, *, now: datetime) -> datetime:
    """When the promise runs out: as written while it is the city's turn, else if its clock went on now."""
    clock = city.clock_for(case.unit_id)
    return case.promised_at or clock.due(now, max(case.promised_minutes - used, 0))


def ribbon(
    case: Any, stretches: Sequence[Stretch], used: dict[str, int], forecast: Forecast | None, *, now: datetime
) -> TurnChart | None:
    """The chart; None for a case that took too many days to draw, or no working time at all."""
    clock = city.clock_for(case.unit_id)
    line = Ribbon(clock, _morning(case.opened_at))
    end = case.ended_at or now
    until = [end, *([forecast.last] if forecast else [])]
    promise = None if case.is_done else promised(case, used["city"], now=now)
    last = max([*until, *([promise] if promise else [])])
    right = clock.end_of_day(last, 0) if clock.is_open(last) else last
    days = _days(line, right)
    length = max(line.at(right), line.at(last))
    if len(days) > MOST_DAYS or length < 1:
        return None
    return turn_chart(
        ident="giliran",
        title=gettext("Giliran siapa, dari jam ke jam"),
        desc=_told(case, stretches, used, forecast, promise),
        days=_thinned(days),
        length=length,
        spans=[Span(SIDES[s.side], line.at(s.begin), line.at(s.end)) for s in stretches],
        now=None if case.is_done else (line.at(now), gettext("kini %(clock)s") % {"clock": _clock(now)}),
        predicted=(line.at(forecast.first), line.at(forecast.last), gettext("perkiraan selesai")) if forecast else None,
        promise=(line.at(promise), gettext("janji kota: %(when)s") % {"when": _when(promise)}) if promise else None,
        legend=_legend(case, used, forecast),
    )


def _morning(at: datetime) -> datetime:
    local = timezone.localtime(at)
    return datetime.combine(local.date(), time(0), tzinfo=local.tzinfo)


def _days(line: Ribbon, right: datetime) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    day = line.left
    while day <= right and len(found) <= MOST_DAYS:
        if line.clock.day_minutes(day.date()):
            words = dates.WEEKDAYS[language()][day.weekday()]
            found.append((f"{words} {day.day}", line.at(day)))
        day += timedelta(days=1)
    return found or [(dates.WEEKDAYS[language()][line.left.weekday()], 0)]


def _thinned(days: list[tuple[str, int]]) -> list[tuple[str, int]]:
    every = -(-len(days) // LABELS)
    return [(words if i % every == 0 else "", at) for i, (words, at) in enumerate(days)]


def _legend(case: Any, used: dict[str, int], forecast: Forecast | None) -> list[tuple[str, str]]:
    office = gettext("%(unit)s bekerja, %(time)s") % {"unit": case.unit.name, "time": _spoken(used["city"])}
    found = [("city", office)]
    if used["applicant"]:
        found.append(("turn", gettext("giliran Anda, %(time)s") % {"time": _spoken(used["applicant"])}))
    if used["outside"]:
        found.append(("late", gettext("pihak lain, %(time)s") % {"time": _spoken(used["outside"])}))
    if forecast:
        found.append(("predicted", gettext("8 dari 10 urusan serupa selesai di sini")))
    return found


def _told(
    case: Any, stretches: Sequence[Stretch], used: dict[str, int], forecast: Forecast | None, promise: datetime | None
) -> str:
    parts = [gettext("%(unit)s bekerja %(time)s.") % {"unit": case.unit.name, "time": _spoken(used["city"])}]
    if used["applicant"]:
        parts.append(gettext("Giliran Anda %(time)s.") % {"time": _spoken(used["applicant"])})
    if stretches and stretches[-1].side == "applicant" and not case.is_done:
        parts.append(gettext("Sekarang giliran Anda sejak %(when)s.") % {"when": _when(stretches[-1].begin)})
    if forecast:
        parts.append(gettext("Perkiraan selesai %(range)s.") % {"range": forecast_words(forecast)})
    if promise:
        parts.append(gettext("Batas janji %(when)s.") % {"when": _when(promise)})
    return " ".join(parts)


def _spoken(minutes: int) -> str:
    return dates.spoken_minutes(minutes, lang=language())


def _clock(at: datetime) -> str:
    return dates.clock(at, timezone.get_current_timezone_name(), lang=language())


def _when(at: datetime) -> str:
    return dates.relative(at, timezone.now(), timezone.get_current_timezone_name(), lang=language())
