"""Working time: when is 90 working minutes from now, and how many lie between two moments.

A `Calendar` says when one unit works: its ordinary week with breaks, seasons such as Ramadan, closed days
(national holidays, collective leave, local closures) and days that are opened or shortened once. A `WorkClock`
lays the calendar out as one table and answers every question in O(log n).

Source: Perpres 21/2023 (days and hours of work), the yearly joint decree on holidays and collective leave, and
UU 25/2009 art. 21 d (a promise counts the time in which the office works).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000  # microseconds
MINUTES_IN_A_DAY = 24 * 60


class OutsideCalendar(ValueError):
    """The question reaches past the days the calendar knows. The calendar must be continued, not guessed."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A stretch of one day in which the unit works, from `start` up to but without `end`, local wall time.

    Whole minutes only. An `end` of 00.00 is the midnight that ends the day, so 00.00-00.00 is the whole day.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        for edge in (self.start, self.end):
            if edge.second or edge.microsecond or edge.tzinfo is not None:
                raise ValueError(f"a window is made of whole local minutes, not {edge.isoformat()}")
        if self.start_minute >= self.end_minute:
            raise ValueError(f"a window must end after it starts: {self.start:%H:%M}-{self.end:%H:%M}")

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read "07:30-12:00" (24:00 is the midnight that ends the day). Raises ValueError on anything else."""
        start, dash, end = text.replace(" ", "").partition("-")
        if not dash:
            raise ValueError(f'write a window as "07:30-12:00", not "{text}"')
        return cls(time.fromisoformat(start), time(0) if end == "24:00" else time.fromisoformat(end))

    @property
    def start_minute(self) -> int:
        """Minutes from midnight to the start, 0 to 1439."""
        return self.start.hour * 60 + self.start.minute

    @property
    def end_minute(self) -> int:
        """Minutes from midnight to the end, 1 to 1440."""
        return self.end.hour * 60 + self.end.minute or MINUTES_IN_A_DAY

    @property
    def minutes(self) -> int:
        """How long the window is, in minutes."""
        return self.end_minute - self.start_minute


def _check_order(windows: tuple[Window, ...]) -> None:
    for earlier, later in pairwise(windows):
        if earlier.end_minute > later.start_minute:
            raise ValueError(f"windows of a day must follow each other: {earlier} and {later}")


@dataclass(frozen=True, slots=True)
class WeekHours:
    """The hours of an ordinary week: seven tuples of windows, Monday first. A break is the gap between two windows."""

    days: tuple[tuple[Window, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise ValueError(f"a week has seven days, not {len(self.days)}")
        for windows in self.days:
            _check_order(windows)

    @classmethod
    def of(cls, days: Mapping[int, tuple[Window, ...]]) -> WeekHours:
        """Build from weekday (0 Monday to 6 Sunday) to windows; a weekday that is not named is closed."""
        if not set(days) <= set(range(7)):
            raise ValueError(f"weekdays are 0 (Monday) to 6 (Sunday), not {sorted(set(days) - set(range(7)))}")
        return cls(tuple(tuple(days.get(weekday, ())) for weekday in range(7)))

    @property
    def week_minutes(self) -> int:
        """Working minutes in the whole week (Perpres 21/2023: 2,250, in Ramadan 1,950)."""
        return sum(window.minutes for windows in self.days for window in windows)

    @property
    def normal_day_minutes(self) -> int:
        """What one "hari kerja" is worth: the mean of the days that are worked, rounded to the nearest minute."""
        worked = sum(1 for windows in self.days if windows)
        if not worked:
            raise ValueError("a week without a working day has no normal day")
        return (2 * self.week_minutes + worked) // (2 * worked)


@dataclass(frozen=True, slots=True)
class Season:
    """Days, both ends included, on which another week applies: Ramadan, or a season of one unit."""

    first: date
    last: date
    week: WeekHours
    name: str

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"{self.name}: the season ends before it begins")


@dataclass(frozen=True)
class Calendar:
    """When one unit works, on the days `first` to `last`, both included.

    For a day the first that applies decides: `opened` (worked as given, even on a holiday; no windows means
    closed), `closed` (not worked; the value is the reason), the season that contains it (of several the one
    listed last, so that a unit's own season can follow the city's), and otherwise `week`.
    """

    zone: str
    week: WeekHours
    first: date
    last: date
    seasons: tuple[Season, ...] = ()
    closed: Mapping[date, str] = field(default_factory=dict)
    opened: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("the calendar ends before it begins")
        for windows in self.opened.values():
            _check_order(windows)
        # a clock is kept per calendar, so a calendar must not change after it was asked
        object.__setattr__(self, "closed", MappingProxyType(dict(self.closed)))
        object.__setattr__(self, "opened", MappingProxyType(dict(self.opened)))

    def __hash__(self) -> int:
        return hash((self.zone, self.week, self.first, self.last, self.seasons, len(self.closed), len(self.opened)))

    def windows(self, day: date) -> tuple[Window, ...]:
        """The windows worked on a day, in order; empty when closed. Raises OutsideCalendar on an unknown day."""
        if not self.first <= day <= self.last:
            raise OutsideCalendar(f"the calendar knows {self.first} to {self.last}, not {day}")
        if day in self.opened:
            return self.opened[day]
        if day in self.closed:
            return ()
        week = self.week
        for season in self.seasons:
            if season.first <= day <= season.last:
                week = season.week
        return week.days[day.weekday()]


class WorkClock:
    """Answers questions of working time for one calendar. Takes aware datetimes in any zone, gives UTC.

    Every method raises ValueError for a naive datetime and OutsideCalendar for a moment, or an answer, that
    lies on a day the calendar does not know.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._zone = ZoneInfo(calendar.zone)
        self._starts: list[int] = []  # of every window, in microseconds since 1970 UTC
        self._ends: list[int] = []
        self._worked: list[int] = [0]  # working microseconds before window i; the last entry is the sum of all
        self._days: list[date] = []  # the days that are worked
        self._closes: list[int] = []  # when each of those days ends
        day = calendar.first
        while day <= calendar.last:
            self._lay_out(day)
            day += timedelta(days=1)
        self._first = self._local(calendar.first, 0)
        self._last = self._local(calendar.last, MINUTES_IN_A_DAY)

    def _lay_out(self, day: date) -> None:
        windows = self.calendar.windows(day)
        for window in windows:
            self._starts.append(self._local(day, window.start_minute))
            self._ends.append(self._local(day, window.end_minute))
            self._worked.append(self._worked[-1] + self._ends[-1] - self._starts[-1])
        if windows:
            self._days.append(day)
            self._closes.append(self._ends[-1])

    def _local(self, day: date, minute: int) -> int:
        wall = datetime.combine(day, time(0)) + timedelta(minutes=minute)
        return (wall.replace(tzinfo=self._zone) - EPOCH) // MICROSECOND

    def _instant(self, at: datetime) -> int:
        if at.utcoffset() is None:
            raise ValueError(f"{at} has no time zone, so nobody can say which moment it is")
        instant = (at - EPOCH) // MICROSECOND
        if not self._first <= instant <= self._last:
            raise self._outside(at)
        return instant

    def _outside(self, what: object) -> OutsideCalendar:
        known = f"{self.calendar.first} to {self.calendar.last}"
        return OutsideCalendar(f"{what} lies outside the calendar, which knows {known}; continue the calendar")

    def _work_until(self, instant: int) -> int:
        """Working microseconds from the beginning of the calendar to the instant."""
        window = bisect_right(self._starts, instant) - 1
        if window < 0:
            return 0
        return self._worked[window] + min(instant, self._ends[window]) - self._starts[window]

    @cached_property
    def normal_day_minutes(self) -> int:
        """What one "hari kerja" of the calendar's ordinary week is worth (`WeekHours.normal_day_minutes`), added up once."""
        return self.calendar.week.normal_day_minutes

    def is_open(self, at: datetime) -> bool:
        """Whether the unit works at this moment. The minute in which a window ends is no longer open."""
        instant = self._instant(at)
        window = bisect_right(self._starts, instant) - 1
        return window >= 0 and instant < self._ends[window]

    def next_open(self, at: datetime) -> datetime:
        """The first moment at or after `at` at which the unit works."""
        instant = self._instant(at)
        window = bisect_right(self._ends, instant)
        if window == len(self._starts):
            raise self._outside(f"the next opening after {at}")
        return _moment(max(instant, self._starts[window]))

    def due(self, start: datetime, minutes: int) -> datetime:
        """The earliest moment by which `minutes` working minutes have passed since `start`.

        Work that ends exactly with a window is due at its end, not at the next opening. Zero minutes have
        passed at `start` itself, also when the unit is closed then. Raises ValueError for negative minutes.
        """
        if minutes < 0:
            raise ValueError("a promise cannot be shorter than no time at all")
        begun = self._instant(start)
        if minutes == 0:
            return _moment(begun)
        target = self._work_until(begun) + minutes * MINUTE
        if target > self._worked[-1]:
            raise self._outside(f"{minutes} working minutes after {start}")
        window = bisect_left(self._worked, target) - 1
        return _moment(self._starts[window] + target - self._worked[window])

    def between(self, a: datetime, b: datetime) -> int:
        """Whole working minutes from `a` to `b`; what is left of a begun minute is dropped.

        Negative, with the same size, when `b` is before `a`. For moments on whole minutes it adds up:
        between(a, b) + between(b, c) == between(a, c).
        """
        work = self._work_until(self._instant(b)) - self._work_until(self._instant(a))
        return work // MINUTE if work >= 0 else -(-work // MINUTE)

    def end_of_day(self, at: datetime, days: int) -> datetime:
        """When the office closes on the last day of a promise of `days` working days received `at`.

        The day of receipt is day zero and counting starts on the next working day. With zero days it is the
        first close after `at`: today's, or the next working day's when today is not worked or already over.
        """
        if days < 0:
            raise ValueError("a promise cannot be shorter than no time at all")
        instant = self._instant(at)
        if days == 0:
            index = bisect_right(self._closes, instant)
        else:
            index = bisect_right(self._days, at.astimezone(self._zone).date()) + days - 1
        if index >= len(self._closes):
            raise self._outside(f"{days} working days after {at}")
        return _moment(self._closes[index])

    def day_minutes(self, day: date) -> int:
        """Working minutes on one local day."""
        return sum(window.minutes for window in self.calendar.windows(day))

    def working_days_between(self, a: date, b: date) -> int:
        """How many days are worked after `a` up to and including `b`, local days; negative when `b` is before `a`."""
        for day in (a, b):
            if not self.calendar.first <= day <= self.calendar.last:
                raise self._outside(day)
        return bisect_right(self._days, b) - bisect_right(self._days, a)


def _moment(instant: int) -> datetime:
    return EPOCH + instant * MICROSECOND


@lru_cache(maxsize=256)
def work_clock(calendar: Calendar) -> WorkClock:
    """The clock of a calendar, laid out once per process and calendar."""
    return WorkClock(calendar)
