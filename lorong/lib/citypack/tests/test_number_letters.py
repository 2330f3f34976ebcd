"""Letter numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.citypack import CityPack, counter_scope, letter_number
from lorong.lib.citypack.numbering import check_pattern
from lorong.lib.citypack.tests.conftest import NAMES, read


@pytest.mark.parametrize(
    ("city", "printed"),
    [
        ("makassar", "500.2.2.4/118/RPC/VII/2026"),
        ("padang", "500.2.2.4/118/KEL-RPC/2026"),
        ("palopo", "118/500.2.2.4/RPC/VII/2026"),
        ("kapuas", "500.2.2.4/118/RPC/2026"),
    ],
)
def test_each_city_prints_a_number_its_own_way(city: str, printed: str) -> None:
    pattern = read(city).city.numbering.pattern
    number = letter_number(pattern, number=118, classification="500.2.2.4", unit="RPC", signed_on=date(2026, 7, 28))
    assert number == printed


def test_a_short_number_is_filled_with_zeroes_and_a_long_one_is_kept() -> None:
    printed = [
        letter_number("[nomor, 3]/[tahun]", number=n, classification="", unit="", signed_on=date(2026, 1, 2)) for n in (7, 1234)
    ]
    assert printed == ["007/2026", "1234/2026"]


LETTERS = st.tuples(
    st.integers(1, 99999),
    st.sampled_from(["500.2.2.4", "400.12.2.1", "100.2.2.5"]),
    st.sampled_from(["73.71.13.1006", "73.71.13.1007", "73.71.13.1008"]),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
)
ABBREVIATIONS = {"73.71.13.1006": "RPC", "73.71.13.1007": "BPG", "73.71.13.1008": "BBN"}


@given(LETTERS, LETTERS, st.sampled_from(NAMES))
def test_two_letters_share_a_printed_number_only_when_they_share_counter_year_and_number(
    one: tuple[int, str, str, date], other: tuple[int, str, str, date], city: str
) -> None:
    numbering = read(city).city.numbering

    def both(letter: tuple[int, str, str, date]) -> tuple[str, tuple[str, int, int]]:
        number, classification, unit, day = letter
        printed = letter_number(
            numbering.pattern, number=number, classification=classification, unit=ABBREVIATIONS[unit], signed_on=day
        )
        return printed, (
            counter_scope(numbering.scope, unit_code=unit, classification=classification),
            day.year,
            number,
        )

    (printed, counted), (other_printed, other_counted) = both(one), both(other)
    if counted != other_counted:
        assert printed != other_printed


def test_one_register_counts_all_units_together(pack: CityPack) -> None:
    keys = {counter_scope("register", unit_code=unit, classification="500.2.2.4") for unit in pack.units}
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("pattern", "scope"),
    [
        ("[nomor]/[tahun]", "unit"),
        ("[nomor]/[unit]/[tahun]", "unit+class"),
        ("[nomor]/[unit]", "unit"),
        ("[tahun]", "register"),
    ],
)
def test_a_pattern_under_which_two_letters_could_share_a_number_is_refused(pattern: str, scope: str) -> None:
    with pytest.raises(ValueError, match="bernomor sama"):
        check_pattern(pattern, scope)
