"""The calendars that packs give."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lorong.lib.citypack import CityPack, PackInvalid, load
from lorong.lib.citypack.hours import national_holidays
from lorong.lib.citypack.tests.conftest import read
from lorong.lib.working_time import WorkClock

RAPPOCINI = "73.71.13.1006"
TIDUNG = "73.71.13.1001"
BARRANG_LOMPO = "73.71.15.1002"


def test_an_ordinary_week_has_37_and_a_half_hours_and_one_in_ramadan_32_and_a_half(pack: CityPack) -> None:
    calendar = pack.calendar_of(pack.city.code)
    assert calendar.week.week_minutes == 2250
    assert {season.week.week_minutes for season in calendar.seasons} == {1950}


def test_friday_has_a_longer_break(makassar: CityPack) -> None:
    friday = makassar.calendar_of(RAPPOCINI).windows(date(2026, 7, 24))
    assert [f"{window.start:%H.%M}-{window.end:%H.%M}" for window in friday] == ["07.30-11.30", "13.00-16.30"]


@pytest.mark.parametrize(("city", "utc_hour"), [("makassar", 23), ("palopo", 23), ("padang", 0), ("kapuas", 0)])
def test_the_day_begins_by_the_clock_of_the_place(city: str, utc_hour: int) -> None:
    clock = WorkClock(read(city).calendar_of(read(city).city.code))
    opening = clock.next_open(datetime(2026, 7, 26, 12, tzinfo=UTC))
    assert (opening.hour, opening.minute) == (utc_hour, 30)


def test_national_holidays_and_collective_leave_are_not_worked(pack: CityPack) -> None:
    calendar = pack.calendar_of(pack.city.code)
    assert calendar.closed[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert calendar.closed[date(2026, 3, 23)].startswith("Cuti Bersama")
    assert calendar.windows(date(2026, 3, 23)) == ()


def test_ramadan_ends_the_day_before_the_feast(pack: CityPack) -> None:
    feasts = [day for day, name in national_holidays(2024, 2028).items() if name.startswith("Hari Raya Idul Fitri")]
    assert [season.last + timedelta(days=1) for season in pack.calendar.seasons] == feasts


def test_a_founding_day_is_remembered_and_worked(makassar: CityPack) -> None:
    assert any(day.every == "11-09" and not day.closed for day in makassar.calendar.local)
    assert makassar.calendar_of(RAPPOCINI).windows(date(2026, 11, 9))


def test_a_local_closure_closes_only_the_unit_it_names(makassar: CityPack) -> None:
    closure = date(2026, 9, 14)
    assert makassar.calendar_of(RAPPOCINI).windows(closure) == ()
    assert makassar.calendar_of(TIDUNG).windows(closure)


def test_the_islands_begin_with_the_boat_also_in_ramadan(makassar: CityPack) -> None:
    calendar = makassar.calendar_of(BARRANG_LOMPO)
    assert calendar.windows(date(2026, 7, 27))[0].start.hour == 8
    assert calendar.windows(date(2026, 3, 2))[0].start.minute == 30
    assert calendar.week.week_minutes == 2250


def test_every_city_has_a_unit_with_hours_of_its_own(pack: CityPack) -> None:
    weeks = {pack.calendar_of(unit).week for unit in pack.units}
    assert len(weeks) >= 2


def test_hours_of_a_kecamatan_hold_for_its_villages(kapuas: CityPack) -> None:
    assert kapuas.calendar_of("62.03.12.2001").windows(date(2026, 7, 27))[0].start.hour == 8
    assert kapuas.calendar_of("62.03.10").windows(date(2026, 7, 27))[0].start.hour == 7


def test_units_with_the_same_hours_share_one_calendar(makassar: CityPack) -> None:
    assert makassar.calendar_of(TIDUNG) is makassar.calendar_of("73.71.01.1001")
    assert len({id(makassar.calendar_of(unit)) for unit in makassar.units}) <= 6


def test_an_override_shortens_a_day(makassar: CityPack) -> None:
    assert sum(window.minutes for window in makassar.calendar_of(TIDUNG).windows(date(2026, 12, 31))) == 240


def _with_rule(copy: Path, rule: str) -> CityPack:
    with (copy / "calendar.toml").open("a", encoding="utf-8") as file:
        file.write(rule)
    return load(copy)


def test_an_override_can_make_a_national_holiday_a_working_day(copy: Path) -> None:
    pack = _with_rule(copy, '\n[[overrides]]\ndate = 2026-06-16\nname = "Loket buka"\nclosed = false\n')
    assert pack.calendar_of(TIDUNG).windows(date(2026, 6, 16))


def test_an_override_can_close_a_working_day_and_wins_over_a_local_day(copy: Path) -> None:
    pack = _with_rule(copy, '\n[[overrides]]\ndate = 2026-11-09\nname = "Pemilu"\nclosed = true\n')
    assert pack.calendar_of(TIDUNG).closed[date(2026, 11, 9)] == "Pemilu"


def test_a_closure_every_year_closes_every_year_even_on_a_leap_day(copy: Path) -> None:
    pack = _with_rule(copy, '\n[[local]]\nevery = "02-29"\nname = "Hari kabisat"\nclosed = true\n')
    closed = [day for day, name in pack.calendar_of(TIDUNG).closed.items() if name == "Hari kabisat"]
    assert closed == [date(2024, 2, 29), date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "73.71.15.1001"', 'code = "73.71.15.1009"', "Unit 73.71.15.1009 tidak ada"),
        ('week = "pulau"', 'week = "laut"', "Minggu kerja laut belum ada"),
        ("first = 2025-03-01", "first = 2025-04-01", "Tukar keduanya"),
        ("first = 2025-03-01", "first = 2024-03-15", "bertumpuk dengan"),
        ('"07:30-12:00", "13:00-16:00"', '"07:30-12:00", "11:00-16:00"', "tidak bertumpuk"),
        ('"07:30-12:00", "13:00-16:00"', '"7 pagi", "13:00-16:00"', "jam tidak terbaca"),
        ('every = "11-09"', 'every = "11-31"', "hari tahunan tidak terbaca"),
        ('every = "11-09"', "", "sebutkan salah satu"),
        ("date = 2026-12-31", "date = 2031-12-31", "di luar tahun 2024-2028"),
        (
            'closed = false\nhours = ["07:30-11:30"]',
            'closed = true\nhours = ["07:30-11:30"]',
            "hari yang tutup tidak punya jam",
        ),
    ],
)
def test_a_calendar_that_cannot_be_kept_is_refused(
    spoilt: Callable[[str, str, str], PackInvalid], old: str, new: str, said: str
) -> None:
    problem = spoilt("calendar.toml", old, new).problems[0]
    assert said in problem.sentence
    assert problem.line > 0


@settings(max_examples=30, deadline=None)
@given(
    start=st.datetimes(datetime(2024, 1, 8), datetime(2028, 6, 1), timezones=st.just(UTC)),
    minutes=st.integers(1, 3000),
    city=st.sampled_from(["padang", "makassar", "palopo", "kapuas"]),
)
def test_a_promise_never_falls_due_on_a_closed_day(start: datetime, minutes: int, city: str) -> None:
    pack = read(city)
    calendar = pack.calendar_of(pack.demo_kelurahan.code)
    clock = CLOCKS.setdefault(city, WorkClock(calendar))
    due = clock.due(start, minutes)
    local = due.astimezone(clock._zone).date()
    assert calendar.windows(local)
    assert clock.between(start, due) == minutes


CLOCKS: dict[str, WorkClock] = {}
