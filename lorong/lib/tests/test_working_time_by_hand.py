"""Working time in cases small enough to count on one's fingers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from lorong.lib.tests.calendars import ALWAYS, FASTING, MORNING, NIGHT, OFFICE, city
from lorong.lib.working_time import Calendar, OutsideCalendar, Season, WeekHours, Window, WorkClock, work_clock

FIRST, LAST = date(2026, 2, 25), date(2026, 3, 15)


def wita(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.fixture(scope="module")
def clock() -> WorkClock:
    return WorkClock(city("Asia/Makassar"))


def test_a_normal_week_has_the_hours_of_the_regulation():
    assert (OFFICE.week_minutes, OFFICE.normal_day_minutes) == (2250, 450)
    assert (FASTING.week_minutes, FASTING.normal_day_minutes) == (1950, 390)


def test_a_normal_day_of_uneven_days_is_rounded_to_the_nearest_minute():
    week = WeekHours.of({0: (Window(time(8), time(9)),), 1: (Window(time(8), time(9, 1)),)})
    assert week.normal_day_minutes == 61
    with pytest.raises(ValueError, match="no normal day"):
        _ = WeekHours.of({}).normal_day_minutes


def test_work_stops_at_the_break_and_over_the_weekend(clock):
    assert clock.due(wita("2026-08-07T11:00"), 60) == wita("2026-08-07T13:30")
    assert clock.due(wita("2026-08-07T16:00"), 60) == wita("2026-08-10T08:00")


def test_work_that_ends_with_the_day_is_due_that_day(clock):
    assert clock.due(wita("2026-08-06T15:30"), 30) == wita("2026-08-06T16:00")
    assert clock.due(wita("2026-08-06T11:30"), 30) == wita("2026-08-06T12:00")


def test_no_minutes_have_passed_at_the_start_even_on_a_closed_day(clock):
    sunday = wita("2026-08-09T10:00")
    assert clock.due(sunday, 0) == sunday


def test_independence_day_is_closed_unless_the_unit_opens_it(clock):
    assert not clock.is_open(wita("2026-08-17T08:00"))
    assert clock.is_open(wita("2025-08-17T08:00"))
    assert clock.day_minutes(date(2025, 8, 17)) == 135


def test_a_day_opened_without_windows_is_closed(clock):
    assert clock.day_minutes(date(2026, 11, 9)) == 0


def test_ramadan_hours_apply_in_ramadan_only(clock):
    assert not clock.is_open(wita("2026-02-18T15:30"))
    assert clock.is_open(wita("2026-02-13T15:30"))


def test_of_two_seasons_on_one_day_the_last_listed_applies():
    week = WeekHours.of({0: (Window(time(9), time(10)),)})
    ramadan = Season(date(2026, 3, 1), date(2026, 3, 31), FASTING, "Ramadan")
    own = Season(date(2026, 3, 2), date(2026, 3, 2), week, "musim unit")
    calendar = Calendar("Asia/Makassar", OFFICE, date(2026, 1, 1), date(2026, 12, 31), seasons=(ramadan, own))
    assert WorkClock(calendar).day_minutes(date(2026, 3, 2)) == 60
    assert WorkClock(calendar).day_minutes(date(2026, 3, 9)) == 390


def test_the_minute_in_which_work_ends_is_not_open(clock):
    assert clock.is_open(wita("2026-08-06T15:59:59"))
    assert not clock.is_open(wita("2026-08-06T16:00"))
    assert clock.is_open(wita("2026-08-06T07:30"))


def test_the_next_opening_is_now_while_work_goes_on_and_after_the_break_once_it_stops(clock):
    assert clock.next_open(wita("2026-08-06T10:15")) == wita("2026-08-06T10:15")
    assert clock.next_open(wita("2026-08-06T12:00")) == wita("2026-08-06T13:00")
    assert clock.next_open(wita("2026-08-06T16:00")) == wita("2026-08-07T07:30")


def test_the_very_last_minute_of_the_calendar_can_be_used_up(clock):
    assert clock.due(wita("2026-12-31T15:00"), 60) == wita("2026-12-31T16:00")
    with pytest.raises(OutsideCalendar):
        clock.due(wita("2026-12-31T15:00"), 61)


def test_seconds_left_over_are_dropped_in_both_directions(clock):
    a, b = wita("2026-08-06T10:00:30"), wita("2026-08-06T10:02:29")
    assert clock.between(a, b) == 1
    assert clock.between(b, a) == -1


def test_a_promise_in_working_days_ends_when_the_office_closes(clock):
    thursday = wita("2026-08-13T10:00")
    assert clock.end_of_day(thursday, 1) == wita("2026-08-14T16:30")
    # Saturday, Sunday and Independence Day on Monday do not count
    assert clock.end_of_day(thursday, 2) == wita("2026-08-18T16:00")


def test_the_day_of_receipt_is_day_zero(clock):
    assert clock.end_of_day(wita("2026-08-13T10:00"), 0) == wita("2026-08-13T16:00")
    assert clock.end_of_day(wita("2026-08-13T16:00"), 0) == wita("2026-08-14T16:30")
    assert clock.end_of_day(wita("2026-08-15T10:00"), 0) == wita("2026-08-18T16:00")
    assert clock.end_of_day(wita("2026-08-15T10:00"), 1) == wita("2026-08-18T16:00")


def test_the_day_of_receipt_is_the_local_day(clock):
    late_on_wednesday_in_utc = datetime(2026, 8, 12, 23, 0, tzinfo=UTC)  # Thursday 07.00 in Makassar
    assert clock.end_of_day(late_on_wednesday_in_utc, 1) == wita("2026-08-14T16:30")


def test_an_office_that_never_closes_counts_every_minute():
    clock = WorkClock(Calendar("Asia/Jakarta", ALWAYS, date(2026, 1, 1), date(2026, 1, 31)))
    start = datetime(2026, 1, 3, 16, 59, tzinfo=UTC)
    assert clock.due(start, 3000) == start + timedelta(minutes=3000)
    assert clock.end_of_day(start, 0) == datetime(2026, 1, 3, 17, 0, tzinfo=UTC)


def test_a_night_shift_goes_on_over_midnight():
    clock = WorkClock(Calendar("Asia/Makassar", NIGHT, date(2026, 1, 1), date(2026, 1, 31)))
    assert clock.due(wita("2026-01-05T23:00"), 120) == wita("2026-01-06T01:00")
    assert clock.is_open(wita("2026-01-06T00:00"))


def test_answers_are_given_in_utc(clock):
    assert clock.due(wita("2026-08-06T10:00"), 5).tzinfo is UTC


@pytest.mark.parametrize("ask", ["is_open", "next_open"])
def test_a_moment_without_a_zone_is_refused(clock, ask):
    with pytest.raises(ValueError, match="no time zone"):
        getattr(clock, ask)(datetime(2026, 8, 6, 10))


def test_every_question_refuses_a_moment_without_a_zone(clock):
    naive, aware = datetime(2026, 8, 6, 10), wita("2026-08-06T10:00")
    for question in (
        lambda: clock.due(naive, 1),
        lambda: clock.between(naive, aware),
        lambda: clock.between(aware, naive),
        lambda: clock.end_of_day(naive, 1),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            question()


def test_days_the_calendar_does_not_know_are_not_guessed(clock):
    for question in (
        lambda: clock.is_open(wita("2023-12-31T23:59")),
        lambda: clock.is_open(wita("2027-01-01T00:01")),
        lambda: clock.due(wita("2026-12-30T10:00"), 2000),
        lambda: clock.end_of_day(wita("2026-12-30T10:00"), 9),
        lambda: clock.next_open(wita("2026-12-31T23:00")),
        lambda: clock.day_minutes(date(2027, 1, 1)),
        lambda: clock.working_days_between(date(2026, 1, 1), date(2027, 1, 1)),
    ):
        with pytest.raises(OutsideCalendar):
            question()


def test_a_promise_of_less_than_nothing_is_refused(clock):
    with pytest.raises(ValueError, match="shorter than no time"):
        clock.due(wita("2026-08-06T10:00"), -1)
    with pytest.raises(ValueError, match="shorter than no time"):
        clock.end_of_day(wita("2026-08-06T10:00"), -1)


@pytest.mark.parametrize("text", ["12:00-07:30", "07:30-07:30", "07:30", "07:30:15-08:00", "pagi-siang", "08:00-25:00"])
def test_a_window_that_makes_no_sense_is_refused(text):
    with pytest.raises(ValueError):
        Window.parse(text)


def test_a_window_may_run_to_the_midnight_that_ends_the_day():
    assert Window.parse("22:00-24:00") == Window(time(22), time(0))
    assert Window.parse("22:00 - 24:00").minutes == 120


def test_overlapping_windows_are_refused_in_a_week_and_on_an_opened_day():
    overlapping = (Window.parse("08:00-12:00"), Window.parse("11:00-13:00"))
    with pytest.raises(ValueError, match="follow each other"):
        WeekHours.of({0: overlapping})
    with pytest.raises(ValueError, match="follow each other"):
        Calendar("Asia/Makassar", OFFICE, FIRST, LAST, opened={FIRST: overlapping})


def test_a_week_of_eight_days_and_times_that_run_backwards_are_refused():
    with pytest.raises(ValueError, match="weekdays are 0"):
        WeekHours.of({7: (MORNING,)})
    with pytest.raises(ValueError, match="seven days"):
        WeekHours(((MORNING,),))
    with pytest.raises(ValueError, match="ends before"):
        Season(LAST, FIRST, OFFICE, "terbalik")
    with pytest.raises(ValueError, match="ends before"):
        Calendar("Asia/Makassar", OFFICE, LAST, FIRST)


def test_equal_calendars_share_one_clock_and_different_ones_do_not():
    assert work_clock(city("Asia/Makassar")) is work_clock(city("Asia/Makassar"))
    assert work_clock(city("Asia/Makassar")) is not work_clock(city("Asia/Jakarta"))


def test_a_calendar_does_not_change_with_the_table_it_was_made_from():
    closed = {date(2026, 3, 2): "Cuti bersama"}
    calendar = Calendar("Asia/Makassar", OFFICE, FIRST, LAST, closed=closed)
    closed.clear()
    assert calendar.windows(date(2026, 3, 2)) == ()
