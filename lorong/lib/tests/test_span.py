from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.span import Span, Unit

COUNTED = [unit for unit in Unit if unit is not Unit.PERMANENT]
spans = st.one_of(st.builds(Span, st.integers(1, 9999), st.sampled_from(COUNTED)), st.just(Span(0, Unit.PERMANENT)))


@given(spans)
def test_a_span_is_read_as_it_is_written(span):
    assert Span.parse(str(span)) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30 menit", Span(30, Unit.MINUTE)),
        ("2 jam", Span(2, Unit.HOUR)),
        ("1 hari kerja", Span(1, Unit.WORKING_DAY)),
        ("7 hari", Span(7, Unit.DAY)),
        ("6 bulan", Span(6, Unit.MONTH)),
        ("1 tahun", Span(1, Unit.YEAR)),
        ("permanen", Span(0, Unit.PERMANENT)),
        ("  1  Hari Kerja ", Span(1, Unit.WORKING_DAY)),
    ],
)
def test_the_words_of_the_catalogue_are_understood(text, span):
    assert Span.parse(text) == span


@pytest.mark.parametrize(
    "text", ["", "30", "menit", "30 minutes", "-1 jam", "1.5 jam", "0 hari", "30menit", "٣ jam", "99999 hari"]
)
def test_anything_else_is_refused_and_told_what_is_allowed(text):
    with pytest.raises(ValueError, match="hari kerja"):
        Span.parse(text)


def test_working_time_is_counted_in_minutes_of_the_unit():
    assert Span.parse("45 menit").working_minutes(450) == 45
    assert Span.parse("2 jam").working_minutes(450) == 120
    assert Span.parse("3 hari kerja").working_minutes(420) == 1260


@pytest.mark.parametrize("text", ["7 hari", "6 bulan", "1 tahun", "permanen"])
def test_calendar_time_has_no_working_minutes(text):
    assert not Span.parse(text).is_working_time
    with pytest.raises(ValueError, match="bukan waktu kerja"):
        Span.parse(text).working_minutes(450)


@pytest.mark.parametrize("text", ["30 menit", "2 jam", "1 hari kerja"])
def test_working_time_is_not_a_validity(text):
    assert Span.parse(text).is_working_time
    with pytest.raises(ValueError, match="waktu kerja"):
        Span.parse(text).add_to_date(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        (date(2026, 1, 31), "1 bulan", date(2026, 2, 28)),
        (date(2028, 1, 31), "1 bulan", date(2028, 2, 29)),
        (date(2028, 2, 29), "1 tahun", date(2029, 2, 28)),
        (date(2026, 7, 12), "6 bulan", date(2027, 1, 12)),
        (date(2026, 8, 31), "6 bulan", date(2027, 2, 28)),
        (date(2026, 12, 31), "7 hari", date(2027, 1, 7)),
        (date(2026, 7, 12), "permanen", None),
    ],
)
def test_a_validity_ends_on_the_same_day_or_the_last_of_a_shorter_month(start, text, end):
    assert Span.parse(text).add_to_date(start) == end


@given(st.dates(max_value=date(2500, 1, 1)), st.integers(1, 600))
def test_months_land_in_the_right_month_and_on_the_day_or_the_last_of_it(start, months):
    end = Span(months, Unit.MONTH).add_to_date(start)
    assert end is not None
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@pytest.mark.parametrize("text", ["9999 tahun", "9999 bulan", "9999 hari"])
def test_a_validity_past_all_calendars_is_refused(text):
    with pytest.raises(ValueError, match="melewati tahun 9999"):
        Span.parse(text).add_to_date(date(9990, 1, 1))


def test_a_span_of_nothing_cannot_be_built():
    for amount, unit in ((0, Unit.DAY), (-3, Unit.DAY), (1, Unit.PERMANENT)):
        with pytest.raises(ValueError, match="paling sedikit 1"):
            Span(amount, unit)
