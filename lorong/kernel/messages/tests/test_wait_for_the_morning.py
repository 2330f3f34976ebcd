"""Between 21.00 and 06.00 no phone rings for what can wait."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.kernel.messages.values import MOST_ATTEMPTS, QuietHours, pause_before

QUIET = QuietHours()  # 21.00 to 06.00
ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 8, day, hour, minute, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (local(3, 20, 59), local(3, 20, 59)),
        (local(3, 21), local(4, 6)),
        (local(3, 23, 59), local(4, 6)),
        (local(4, 0), local(4, 6)),
        (local(4, 5, 59), local(4, 6)),
        (local(4, 6), local(4, 6)),
    ],
)
def test_the_night_ends_at_six(at, goes):
    assert QUIET.wait(at, "Asia/Makassar") == goes


def test_the_night_is_the_city_s():
    at = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
    assert QUIET.wait(at, "Asia/Jayapura") == datetime(2026, 8, 3, 21, 0, tzinfo=UTC)
    assert QUIET.wait(at, "Asia/Jakarta") == datetime(2026, 8, 3, 23, 0, tzinfo=UTC)
    assert QUIET.wait(at - timedelta(hours=1), "Asia/Jakarta") == at - timedelta(hours=1)


def test_a_moment_without_a_zone_is_a_bug():
    with pytest.raises(ValueError, match="no time zone"):
        QUIET.wait(datetime(2026, 8, 3), "Asia/Jakarta")


@given(moments, st.sampled_from(ZONES), clocks, clocks)
def test_what_waits_goes_at_the_first_minute_that_is_not_quiet(at, zone, begin, end):
    hours = QuietHours(begin, end)
    goes = hours.wait(at, zone)
    assert at <= goes <= at + timedelta(days=1)
    assert not hours.holds_at(goes.astimezone(ZoneInfo(zone)).time())
    # Minute by minute: nothing between now and then would have been allowed.
    minute = at
    while minute < goes:
        assert hours.holds_at(minute.astimezone(ZoneInfo(zone)).time())
        minute += timedelta(minutes=7)
    assert hours.wait(goes, zone) == goes


@given(moments, st.sampled_from(ZONES))
def test_equal_ends_are_never_quiet(at, zone):
    assert QuietHours(time(6), time(6)).wait(at, zone) == at


def test_pauses_double_and_stay_within_an_hour_or_so():
    pauses = [pause_before(n) for n in range(2, MOST_ATTEMPTS + 1)]
    assert pauses[0] == timedelta(seconds=30)
    assert all(later == 2 * earlier for earlier, later in pairwise(pauses))
    assert timedelta(minutes=45) < sum(pauses, timedelta()) < timedelta(minutes=90)
