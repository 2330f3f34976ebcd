"""Days closed or opened by hand, and the clocks that follow."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.kernel.city import actions, queries
from lorong.kernel.city.calendars import read, spoken_week, stored
from lorong.kernel.city.models import Unit
from lorong.kernel.city.tests.conftest import Town, pack_of
from lorong.kernel.city.values import days, first_day, last_day
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed, Refusal
from lorong.lib.working_time import Calendar, Season, WeekHours, Window

WINDOW = Window(time(9), time(11))


def next_day(town: Town, *, worked: bool, unit: str = "") -> date:
    return next(town.day(n) for n in range(1, 60) if bool(queries.clock_for(unit).day_minutes(town.day(n))) is worked)


@pytest.mark.django_db
def test_a_head_closes_the_own_office_and_no_other(town: Town) -> None:
    day = next_day(town, worked=True)
    other = Unit.objects.filter(parent=town.kecamatan).exclude(pk=town.kelurahan.pk).first()
    assert other is not None

    actions.close_day(actor=town.actor("lurah"), unit=town.kelurahan, day=day, name="Perbaikan gedung")

    assert queries.clock_for(town.kelurahan.pk).day_minutes(day) == 0
    assert queries.clock_for(town.kelurahan.pk).calendar.closed[day] == "Perbaikan gedung"
    assert queries.clock_for(other.pk).day_minutes(day) > 0
    assert queries.clock_for(town.kecamatan.pk).day_minutes(day) > 0


@pytest.mark.django_db
def test_the_city_closes_every_office_and_one_may_stay_open(town: Town) -> None:
    day = next_day(town, worked=True)

    actions.close_day(actor=town.admin, unit=None, day=day, name="Banjir")
    assert queries.clock_for(town.kelurahan.pk).day_minutes(day) == 0
    assert queries.clock_for("73.71.15.1001").day_minutes(day) == 0

    actions.open_day(actor=town.admin, unit=town.kelurahan, day=day, name="Posko", windows=[WINDOW])
    assert queries.clock_for(town.kelurahan.pk).day_minutes(day) == 120
    assert queries.clock_for(town.kecamatan.pk).day_minutes(day) == 0


@pytest.mark.django_db
def test_a_closed_day_opens_again_with_its_own_hours(town: Town) -> None:
    day = next_day(town, worked=True)
    usual = queries.clock_for().day_minutes(day)
    actions.close_day(actor=SISTEM, unit=None, day=day, name="Salah tulis")

    actions.open_day(actor=SISTEM, unit=None, day=day, name="Tetap buka")

    assert queries.clock_for().day_minutes(day) == usual


@pytest.mark.django_db
def test_a_sunday_opens_with_hours_only(town: Town) -> None:
    sunday = next(town.day(n) for n in range(1, 8) if town.day(n).weekday() == 6)
    before = queries.clock_for(town.kelurahan.pk)
    with pytest.raises(Refusal, match="Tulis jam bukanya") as caught:
        actions.open_day(actor=SISTEM, unit=town.kelurahan, day=sunday, name="Layanan minggu")
    assert caught.value.field == "windows"
    assert queries.clock_for(town.kelurahan.pk).calendar == before.calendar

    actions.open_day(actor=SISTEM, unit=town.kelurahan, day=sunday, name="Layanan minggu", windows=[WINDOW])

    assert queries.clock_for(town.kelurahan.pk).day_minutes(sunday) == 120


@pytest.mark.django_db
def test_a_promise_moves_behind_a_closed_day(town: Town) -> None:
    day = next_day(town, worked=True)
    clock = queries.clock_for(town.kelurahan.pk)
    opening = datetime.combine(day, time(0), tzinfo=ZoneInfo("Asia/Makassar"))
    before = clock.due(opening, clock.day_minutes(day))

    actions.close_day(actor=SISTEM, unit=town.kelurahan, day=day, name="Banjir")

    after = queries.clock_for(town.kelurahan.pk).due(opening, clock.day_minutes(day))
    assert queries.local(before).date() == day
    assert queries.local(after).date() > day


@pytest.mark.django_db
@pytest.mark.parametrize(("offset", "name", "field"), [(-1, "Banjir", "day"), (4000, "Banjir", "day"), (3, "  ", "name")])
def test_a_day_that_cannot_be_closed_is_named(town: Town, offset: int, name: str, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        actions.close_day(actor=SISTEM, unit=None, day=town.day(offset), name=name)
    assert caught.value.field == field


@pytest.mark.django_db
def test_a_day_that_is_not_worked_needs_no_closing(town: Town) -> None:
    with pytest.raises(Refusal, match="memang tidak dikerjakan"):
        actions.close_day(actor=SISTEM, unit=None, day=next_day(town, worked=False), name="Libur")


@pytest.mark.django_db
def test_overlapping_hours_are_refused(town: Town) -> None:
    with pytest.raises(Refusal, match="bertumpuk"):
        actions.open_day(actor=SISTEM, unit=None, day=town.day(3), name="Salah", windows=[WINDOW, Window(time(10), time(12))])


@pytest.mark.django_db
def test_who_may_not_change_days(town: Town) -> None:
    day = next_day(town, worked=True)
    attempts = [
        (town.actor("lurah"), None),
        (town.actor("lurah"), town.kecamatan),
        (town.actor("camat", town.kecamatan), town.kelurahan),
        (town.actor("sekretaris"), town.kelurahan),
        (town.acting(town.resident("siti")), town.kelurahan),
    ]
    for actor, unit in attempts:
        with pytest.raises(NotAllowed):
            actions.close_day(actor=actor, unit=unit, day=day, name="Libur sendiri")


@pytest.mark.django_db
def test_ramadan_and_holidays_are_in_the_clock(town: Town) -> None:
    clock = queries.clock_for(town.kelurahan.pk)

    assert clock.day_minutes(date(2026, 8, 17)) == 0
    assert clock.day_minutes(date(2026, 3, 3)) == 390
    assert clock.day_minutes(date(2026, 7, 7)) == 450
    assert queries.clock_for("73.71.15.1001").day_minutes(date(2026, 3, 3)) == 390
    assert clock.day_minutes(date(2026, 12, 31)) == 240


# ---- stored calendars

minutes = st.integers(0, 1439)


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    edges = sorted(draw(st.sets(minutes, min_size=0, max_size=6)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return tuple(Window(time(a // 60, a % 60), time(b // 60, b % 60)) for a, b in pairs)


weeks = st.tuples(*[windows()] * 7).map(WeekHours)
dates = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(
    week=weeks,
    season=weeks,
    closed=st.dictionaries(dates, st.text(min_size=1, max_size=5), max_size=4),
    opened=st.dictionaries(dates, windows(), max_size=4),
)
def test_a_calendar_is_read_as_it_was_stored(
    week: WeekHours, season: WeekHours, closed: dict[date, str], opened: dict[date, tuple[Window, ...]]
) -> None:
    calendar = Calendar(
        zone="Asia/Makassar",
        week=week,
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        seasons=(Season(date(2026, 3, 1), date(2026, 3, 9), season, "Ramadan"),),
        closed=closed,
        opened=opened,
    )

    assert read(stored(calendar)) == calendar


def test_midnight_survives_storing() -> None:
    night = Window(time(22), time(0))
    calendar = Calendar("Asia/Jakarta", WeekHours.of({0: (night,)}), date(2026, 1, 1), date(2026, 2, 1))

    assert read(stored(calendar)) == calendar
    assert spoken_week(calendar.week) == "Senin 22.00–00.00"


def test_hours_are_said_in_both_languages() -> None:
    week = pack_of("makassar").calendar_of("73.71").week

    assert spoken_week(week) == "Senin sampai Kamis 07.30–16.00, Jumat 07.30–16.30"
    assert spoken_week(week, lang="en") == "Monday to Thursday 07:30–16:00, Friday 07:30–16:30"


@given(first=dates, length=st.none() | st.integers(0, 400))
def test_the_ends_of_a_range_are_the_days_that_were_given(first: date, length: int | None) -> None:
    last = None if length is None else first + timedelta(days=length)

    assert (first_day(days(first, last)), last_day(days(first, last))) == (first, last)
