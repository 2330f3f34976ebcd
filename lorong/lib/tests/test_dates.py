from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.dates import (
    clock,
    long_date,
    relative,
    relative_range,
    roman,
    short_minutes,
    spoken_minutes,
    weekday_date,
    zone_name,
)

WITA = "Asia/Makassar"
WIB = "Asia/Jakarta"


def wita(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


NOW = wita("2026-08-03T10:00")  # a Monday


def test_a_date_is_written_as_in_letters():
    assert long_date(date(2026, 7, 28)) == "28 Juli 2026"
    assert long_date(date(2026, 7, 28), lang="en") == "28 July 2026"
    assert long_date(date(2026, 7, 28), lang="en-us") == "28 July 2026"


def test_every_month_has_its_own_name_in_both_languages():
    for lang in ("id", "en"):
        assert len({long_date(date(2026, month, 1), lang=lang) for month in range(1, 13)}) == 12


def test_a_moment_is_written_in_the_time_of_the_city():
    assert weekday_date(wita("2026-08-03T16:00"), WITA) == "Senin, 3 Agustus, 16.00"
    assert weekday_date(wita("2026-08-03T00:30"), WIB) == "Minggu, 2 Agustus, 23.30"
    assert weekday_date(wita("2026-08-03T16:00"), WITA, year=True) == "Senin, 3 Agustus 2026, 16.00"
    assert weekday_date(wita("2026-08-03T16:00"), WITA, lang="en") == "Monday, 3 August, 16:00"


def test_time_has_a_point_in_indonesian_and_a_colon_in_english():
    assert clock(wita("2026-08-03T09:05"), WITA) == "09.05"
    assert clock(wita("2026-08-03T09:05"), WIB) == "08.05"
    assert clock(wita("2026-08-03T09:05"), WITA, lang="en") == "09:05"
    assert clock(datetime.fromisoformat("2026-08-03T09:05+08:00")) == "09.05"


@pytest.mark.parametrize(
    ("at", "words", "english"),
    [
        ("2026-08-03T14:00", "hari ini 14.00", "today 14:00"),
        ("2026-08-03T00:00", "hari ini 00.00", "today 00:00"),
        ("2026-08-04T09:00", "besok 09.00", "tomorrow 09:00"),
        ("2026-08-02T16:00", "kemarin 16.00", "yesterday 16:00"),
        ("2026-08-06T09:00", "Kamis 09.00", "Thursday 09:00"),
        ("2026-08-09T09:00", "Minggu 09.00", "Sunday 09:00"),
        ("2026-08-10T09:00", "Senin, 10 Agustus, 09.00", "Monday, 10 August, 09:00"),
        ("2026-08-01T09:00", "Sabtu, 1 Agustus, 09.00", "Saturday, 1 August, 09:00"),
        ("2027-01-04T09:00", "Senin, 4 Januari 2027, 09.00", "Monday, 4 January 2027, 09:00"),
    ],
)
def test_a_moment_is_said_as_one_would_today(at, words, english):
    assert relative(wita(at), NOW, WITA) == words
    assert relative(wita(at), NOW, WITA, lang="en") == english


def test_tomorrow_begins_at_midnight_of_the_city():
    at = datetime(2026, 8, 3, 16, 30, tzinfo=UTC)  # 00.30 on the fourth in Makassar, 23.30 on the third in Jakarta
    assert relative(at, NOW, WITA) == "besok 00.30"
    assert relative(at, NOW, WIB) == "hari ini 23.30"


def test_a_range_names_a_common_day_once():
    two, three = wita("2026-08-03T14:00"), wita("2026-08-03T15:00")
    assert relative_range(two, wita("2026-08-04T09:00"), NOW, WITA) == "hari ini 14.00 sampai besok 09.00"
    assert relative_range(two, three, NOW, WITA) == "hari ini 14.00 sampai 15.00"
    assert relative_range(two, two + timedelta(seconds=20), NOW, WITA) == "hari ini 14.00"
    assert relative_range(two, three, NOW, WITA, lang="en") == "today 14:00 to 15:00"


def test_a_moment_without_a_zone_is_refused():
    for say in (
        lambda: clock(datetime(2026, 8, 3), WITA),
        lambda: weekday_date(datetime(2026, 8, 3), WITA),
        lambda: relative(NOW, datetime(2026, 8, 3), WITA),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            say()


@pytest.mark.parametrize(
    ("minutes", "words", "english"),
    [
        (0, "0 menit", "0 minutes"),
        (1, "1 menit", "1 minute"),
        (60, "1 jam", "1 hour"),
        (70, "1 jam 10 menit", "1 hour 10 minutes"),
        (600, "10 jam", "10 hours"),
    ],
)
def test_minutes_are_said_in_hours_and_minutes(minutes, words, english):
    assert spoken_minutes(minutes) == words
    assert spoken_minutes(minutes, lang="en") == english


def test_minutes_are_said_in_working_days_when_one_is_given():
    assert spoken_minutes(600, day_minutes=450) == "1 hari kerja 2 jam 30 menit"
    assert spoken_minutes(900, day_minutes=450, lang="en") == "2 working days"
    assert spoken_minutes(449, day_minutes=450) == "7 jam 29 menit"


@given(st.integers(0, 100_000), st.integers(60, 1440))
def test_spoken_minutes_lose_no_minute(minutes, day_minutes):
    worth = {"kerja": day_minutes, "jam": 60, "menit": 1}
    words = spoken_minutes(minutes, day_minutes=day_minutes).replace("hari kerja", "kerja").split()
    assert sum(int(amount) * worth[unit] for amount, unit in zip(words[::2], words[1::2], strict=True)) == minutes


def test_a_length_of_time_is_not_negative():
    with pytest.raises(ValueError, match="not negative"):
        spoken_minutes(-1)


def test_officers_read_short_times():
    assert [short_minutes(minutes) for minutes in (65, 5, 120, -65, -5)] == [
        "1 j 05 m",
        "5 m",
        "2 j 00 m",
        "-1 j 05 m",
        "-5 m",
    ]
    assert short_minutes(65, lang="en") == "1 h 05 m"


def test_months_in_letter_numbers_are_roman():
    assert " ".join(roman(month) for month in range(1, 13)) == "I II III IV V VI VII VIII IX X XI XII"
    for month in (0, 13, -1):
        with pytest.raises(ValueError, match="1 to 12"):
            roman(month)


def test_the_three_zones_have_their_names():
    names = [zone_name(zone) for zone in (WIB, "Asia/Pontianak", WITA, "Asia/Jayapura")]
    assert names == ["WIB", "WIB", "WITA", "WIT"]
    with pytest.raises(ValueError, match="three zones"):
        zone_name("Asia/Kolkata")
