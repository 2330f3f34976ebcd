"""Working time against an oracle that walks minute by minute and knows nothing of tables or time zone data."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lorong.lib.tests.calendars import SATURDAYS, city
from lorong.lib.working_time import Calendar, OutsideCalendar, Season, WeekHours, Window, WorkClock

OFFSETS = {"Asia/Jakarta": 7, "Asia/Makassar": 8}
MINUTE = timedelta(minutes=1)


class Oracle:
    """Asks every minute of the calendar, one after the other, whether it is worked."""

    def __init__(self, calendar: Calendar) -> None:
        offset = timedelta(hours=OFFSETS[calendar.zone])
        self.start = datetime.combine(calendar.first, time(0), UTC) - offset
        worked: list[bool] = []
        day = calendar.first
        while day <= calendar.last:
            worked += self._minutes_of(calendar, day)
            day += timedelta(days=1)
        self.worked = worked
        self.before = [0, *accumulate(worked)]  # minutes worked before each minute

    @staticmethod
    def _minutes_of(calendar: Calendar, day: date) -> list[bool]:
        if day in calendar.opened:
            windows = calendar.opened[day]
        elif day in calendar.closed:
            windows = ()
        else:
            seasons = [season for season in calendar.seasons if season.first <= day <= season.last]
            windows = (seasons[-1].week if seasons else calendar.week).days[day.weekday()]
        minutes = [False] * 1440
        for window in windows:
            end = (window.end.hour, window.end.minute) if window.end != time(0) else (24, 0)
            minute = (window.start.hour, window.start.minute)
            while minute < end:
                minutes[minute[0] * 60 + minute[1]] = True
                minute = (minute[0], minute[1] + 1) if minute[1] < 59 else (minute[0] + 1, 0)
        return minutes

    def at(self, minute: int) -> datetime:
        return self.start + minute * MINUTE

    def between(self, a: int, b: int) -> int:
        return self.before[b] - self.before[a]

    def due(self, start: int, minutes: int) -> int | None:
        """The first minute mark at or after start before which that much has been worked."""
        mark = bisect_left(self.before, self.before[start] + minutes, lo=start)
        return mark if mark < len(self.before) else None

    def next_open(self, start: int) -> int | None:
        return next((minute for minute in range(start, len(self.worked)) if self.worked[minute]), None)


YEARS = [
    (WorkClock(calendar), Oracle(calendar))
    for calendar in (city("Asia/Makassar"), city("Asia/Jakarta"), city("Asia/Jakarta", SATURDAYS))
]
THREE_YEARS = 1096 * 1440
minutes_of_years = st.integers(0, THREE_YEARS)


@given(st.sampled_from(YEARS), minutes_of_years, minutes_of_years)
@settings(max_examples=500)
def test_minutes_between_are_those_the_oracle_counts(pair, a, b):
    clock, oracle = pair
    assert clock.between(oracle.at(a), oracle.at(b)) == oracle.between(a, b)


@given(st.sampled_from(YEARS), minutes_of_years, st.integers(0, 200_000))
@settings(max_examples=500)
def test_due_is_the_first_minute_at_which_the_oracle_has_counted_enough(pair, start, minutes):
    clock, oracle = pair
    expected = oracle.due(start, minutes)
    if expected is None:
        with pytest.raises(OutsideCalendar):
            clock.due(oracle.at(start), minutes)
    else:
        assert clock.due(oracle.at(start), minutes) == oracle.at(expected)


@given(st.sampled_from(YEARS), st.integers(0, THREE_YEARS - 1))
@settings(max_examples=300)
def test_open_and_next_open_are_those_of_the_oracle(pair, minute):
    clock, oracle = pair
    assert clock.is_open(oracle.at(minute)) == oracle.worked[minute]
    expected = oracle.next_open(minute)
    if expected is None:
        with pytest.raises(OutsideCalendar):
            clock.next_open(oracle.at(minute))
    else:
        assert clock.next_open(oracle.at(minute)) == oracle.at(expected)


@pytest.mark.parametrize(("clock", "oracle"), YEARS)
def test_every_day_has_the_minutes_the_oracle_counts(clock, oracle):
    for index in range(1096):
        day = date(2024, 1, 1) + timedelta(days=index)
        assert clock.day_minutes(day) == oracle.between(index * 1440, (index + 1) * 1440)


windows_of_a_day = st.lists(st.integers(0, 48), min_size=0, max_size=6, unique=True).map(
    lambda marks: tuple(
        Window(time(a // 2, a % 2 * 30), time(b // 2 % 24, b % 2 * 30))
        for a, b in zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False)
    )
)
weeks = st.lists(windows_of_a_day, min_size=7, max_size=7).map(lambda days: WeekHours(tuple(days)))
FIRST, LAST = date(2026, 2, 25), date(2026, 3, 15)
days_of_weeks = st.dates(FIRST, LAST)


@st.composite
def small_calendars(draw: st.DrawFn) -> Calendar:
    seasons = draw(st.lists(st.tuples(days_of_weeks, st.integers(0, 5), weeks), max_size=3))
    return Calendar(
        zone=draw(st.sampled_from(sorted(OFFSETS))),
        week=draw(weeks),
        first=FIRST,
        last=LAST,
        seasons=tuple(Season(day, day + timedelta(days=more), week, "musim") for day, more, week in seasons),
        closed=draw(st.dictionaries(days_of_weeks, st.just("libur"), max_size=4)),
        opened=draw(st.dictionaries(days_of_weeks, windows_of_a_day, max_size=4)),
    )


@given(small_calendars(), st.data())
@settings(max_examples=60, deadline=None)
def test_any_calendar_agrees_with_the_oracle(calendar, data):
    clock, oracle = WorkClock(calendar), Oracle(calendar)
    minutes = st.integers(0, len(oracle.worked))
    for _ in range(8):
        a, b, wanted = data.draw(minutes), data.draw(minutes), data.draw(st.integers(0, 3000))
        assert clock.between(oracle.at(a), oracle.at(b)) == oracle.between(a, b)
        expected = oracle.due(a, wanted)
        if expected is None:
            with pytest.raises(OutsideCalendar):
                clock.due(oracle.at(a), wanted)
        else:
            assert clock.due(oracle.at(a), wanted) == oracle.at(expected)


@given(st.sampled_from(YEARS), minutes_of_years, minutes_of_years, minutes_of_years)
def test_minutes_add_up_over_any_moment_between(pair, a, b, c):
    clock, oracle = pair
    a_b, b_c = clock.between(oracle.at(a), oracle.at(b)), clock.between(oracle.at(b), oracle.at(c))
    assert a_b + b_c == clock.between(oracle.at(a), oracle.at(c))


@given(st.sampled_from(YEARS), st.integers(0, THREE_YEARS // 2), st.integers(0, 60_000_000), st.integers(0, 50_000))
def test_what_is_due_after_some_minutes_lies_those_minutes_away_to_the_microsecond(pair, start, micros, minutes):
    clock, oracle = pair
    begun = oracle.at(start) + timedelta(microseconds=micros)
    due = clock.due(begun, minutes)
    assert due >= begun
    assert clock.between(begun, due) == minutes
    if minutes:
        assert clock.between(begun, due - timedelta(microseconds=1)) == minutes - 1


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_working_days_between_are_the_days_with_minutes_after_the_first(a, b):
    clock, oracle = YEARS[0]
    first, last = sorted((a, b))
    marks = range((first - date(2024, 1, 1)).days + 1, (last - date(2024, 1, 1)).days + 1)
    worked = sum(1 for mark in marks if oracle.between(mark * 1440, (mark + 1) * 1440))
    assert clock.working_days_between(first, last) == worked
    assert clock.working_days_between(last, first) == -worked
