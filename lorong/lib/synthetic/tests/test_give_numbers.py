"""Numbers for invented people."""

from __future__ import annotations

from datetime import date

from lorong.lib.nik import Sex
from lorong.lib.synthetic.numbers import OFFICIAL_PHONES, RESIDENT_PHONES, Numbers


def test_two_people_of_one_day_and_place_get_different_nik() -> None:
    numbers = Numbers()
    niks = [numbers.nik("73.71.13", date(1987, 3, 15), Sex.FEMALE) for _ in range(2)]
    assert niks == ["7371135503870001", "7371135503870002"]


def test_the_day_of_a_woman_is_raised_by_forty_and_that_of_a_family_card_is_not() -> None:
    numbers = Numbers()
    assert numbers.nik("73.71.13", date(1987, 3, 15), Sex.MALE)[6:8] == "15"
    assert numbers.kk("73.71.13", date(2019, 4, 8)) == "7371130804190001"


def test_telephones_of_residents_and_officials_lie_apart_and_below_the_citys_own() -> None:
    assert RESIDENT_PHONES.stop <= OFFICIAL_PHONES.start
    assert OFFICIAL_PHONES.stop <= 990_000
    assert Numbers().phone() == "+62811000000001"
    assert Numbers(phones=OFFICIAL_PHONES).phone() == "+62811000900001"


def test_when_the_numbers_are_used_up_people_have_no_telephone() -> None:
    numbers = Numbers(phones=range(5, 6))
    assert [numbers.phone(), numbers.phone()] == ["+62811000000005", ""]
