import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.id import nik as stdnum_nik

from lorong.lib.nik import (
    Employment,
    KkError,
    Nik,
    NikError,
    NipError,
    Sex,
    make_kk,
    make_nik,
    make_nip,
    masked,
    parse_kk,
    parse_nik,
    parse_nip,
    warnings,
)

TODAY = date(2026, 8, 3)
SITI = make_nik(region="73.71.13", birth_date=date(1988, 5, 17), sex=Sex.FEMALE, serial=1)
regions = st.sampled_from(["73.71.13", "73.73.01", "13.71.09", "62.03.12", "91.71.01"])
sexes = st.sampled_from(Sex)
births = st.dates(date(1926, 8, 4), TODAY)


def answer_of(read: Callable[[], object]) -> str:
    try:
        return str(read())
    except (NikError, KkError, NipError) as refused:
        return str(refused)


@given(regions, births, sexes, st.integers(1, 9999))
def test_what_is_made_is_read_again_for_everybody_under_a_hundred(region, birth_date, sex, serial):
    number = make_nik(region=region, birth_date=birth_date, sex=sex, serial=serial)
    assert parse_nik(number, today=TODAY) == Nik(number, region, birth_date, sex)


@given(births, sexes, st.integers(1, 9999))
def test_what_is_made_is_a_nik_to_an_independent_library_too(birth_date, sex, serial):
    assert stdnum_nik.is_valid(make_nik(region="73.71.13", birth_date=birth_date, sex=sex, serial=serial))


def test_a_woman_is_known_by_a_day_over_forty():
    siti = parse_nik(SITI, today=TODAY)
    assert SITI == "7371135705880001"
    assert (siti.sex, siti.birth_date, siti.region) == (Sex.FEMALE, date(1988, 5, 17), "73.71.13")


def test_spaces_dots_and_dashes_are_forgiven():
    assert parse_nik(" 7371 1357-0588.0001\n", today=TODAY).number == SITI


def test_the_century_is_the_latest_that_is_not_in_the_future():
    assert parse_nik("7371130308260001", today=TODAY).birth_date == TODAY
    assert parse_nik("7371130408260001", today=TODAY).birth_date == date(1926, 8, 4)
    # 1900 had no 29 February
    assert parse_nik("7371132902000001", today=TODAY).birth_date == date(2000, 2, 29)
    assert parse_nik("7371132902280001", today=TODAY).birth_date == date(1928, 2, 29)


@given(st.text("0123456789", max_size=30).filter(lambda digits: len(digits) not in (0, 16)))
def test_a_nik_of_the_wrong_length_is_told_how_many_digits_it_has(digits):
    with pytest.raises(NikError) as refused:
        parse_nik(digits, today=TODAY)
    assert str(refused.value) == f"NIK harus 16 angka. Yang Anda tulis {len(digits)} angka; lihat lagi di KTP."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "belum diisi"),
        ("737113570588000O", "hanya berisi angka"),
        ("٧٣٧١١٣٥٧٠٥٨٨٠٠٠١", "hanya berisi angka"),
        ("9971135705880001", "tidak ada wilayah"),
        ("7399135705880001", "tidak ada wilayah"),
        ("7371130005880001", "bukan tanggal lahir"),
        ("7371133205880001", "bukan tanggal lahir"),
        ("7371134005880001", "bukan tanggal lahir"),
        ("7371137205880001", "bukan tanggal lahir"),
        ("7371138105880001", "bukan tanggal lahir"),
        ("7371135713880001", "bukan tanggal lahir"),
        ("7371135700880001", "bukan tanggal lahir"),
        ("7371133102880001", "bukan tanggal lahir"),
        ("7371135705880000", "tidak mungkin 0000"),
    ],
)
def test_a_slip_of_the_pen_is_refused_with_a_sentence(text, says):
    with pytest.raises(NikError, match=says):
        parse_nik(text, today=TODAY)


@given(st.text(max_size=25))
def test_no_text_whatever_breaks_the_reader(text):
    for read in (lambda: parse_nik(text, today=TODAY), lambda: parse_kk(text), lambda: parse_nip(text)):
        assert re.fullmatch(r"[0-9]{16,18}|.*\.", answer_of(read))


def test_the_region_is_known_by_whatever_level_the_codes_have():
    for codes in ({"73"}, {"73.71"}, {"73.71.13"}):
        assert parse_nik(SITI, today=TODAY, regions=codes).region == "73.71.13"
    with pytest.raises(NikError, match="tidak ada wilayah"):
        parse_nik(SITI, today=TODAY, regions={"73.71.12", "73.72"})


def test_a_nik_of_a_city_whose_code_has_changed_since_is_still_good():
    assert parse_nik("9471011705880001", today=TODAY).region == "94.71.01"


def test_a_differing_birth_date_or_sex_is_a_warning():
    siti = parse_nik(SITI, today=TODAY)
    assert warnings(siti, birth_date=date(1988, 5, 17), sex=Sex.FEMALE, region="73.71.13") == []
    assert warnings(siti, birth_date=date(1988, 5, 18)) == [
        "Tanggal lahir tidak sama dengan NIK. Kalau memang begitu di KTP, lanjutkan saja."
    ]
    assert len(warnings(siti, birth_date=date(1990, 1, 1), sex=Sex.MALE, region="73.72")) == 3


def test_a_hundred_years_make_no_warning_because_the_number_does_not_tell_them():
    old = parse_nik(make_nik(region="73.71.13", birth_date=date(1920, 1, 2), sex=Sex.MALE, serial=7), today=TODAY)
    assert old.birth_date == date(2020, 1, 2)
    assert warnings(old, birth_date=date(1920, 1, 2)) == []


def test_living_in_the_city_of_the_nik_is_no_warning():
    siti = parse_nik(SITI, today=TODAY)
    assert warnings(siti, region="73.71") == []
    assert warnings(siti, region="73.7") != []


@given(regions, st.dates(date(2000, 1, 1), TODAY), st.integers(1, 9999))
def test_a_family_card_number_is_read_again(region, issued, serial):
    number = make_kk(region=region, issued=issued, serial=serial)
    assert parse_kk(number).number == number
    assert parse_kk(number).region == region


@pytest.mark.parametrize(("text", "says"), [("737113", "16 angka"), ("9971130101200001", "tidak ada wilayah"), ("x", "angka")])
def test_a_wrong_family_card_number_is_refused(text, says):
    with pytest.raises(KkError, match=f"Nomor KK .*{says}"):
        parse_kk(text)


@given(
    st.dates(date(1950, 1, 1), date(2005, 1, 1)),
    st.dates(date(2005, 2, 1), TODAY),
    sexes,
    st.integers(1, 999),
)
def test_a_nip_is_read_again(birth_date, appointed, sex, serial):
    number = make_nip(birth_date=birth_date, appointed=appointed, sex=sex, serial=serial)
    nip = parse_nip(number)
    assert (nip.birth_date, nip.appointed, nip.sex) == (birth_date, appointed.replace(day=1), sex)
    assert nip.employment is Employment.PNS


def test_a_nip_tells_when_one_was_born_and_appointed():
    nip = parse_nip("19780212 200312 2 003")
    assert (nip.birth_date, nip.appointed, nip.sex) == (date(1978, 2, 12), date(2003, 12, 1), Sex.FEMALE)


def test_a_month_over_twenty_marks_a_contract():
    assert parse_nip("199002122023211003").employment is Employment.PPPK


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("19780212200312200", "18 angka"),
        ("197802302003122003", "tanggal lahir"),
        ("197802122003132003", "pengangkatan"),
        ("197802121970012003", "pengangkatan"),
        ("197802122003123003", "1 atau 2"),
        ("197802122003122000", "000"),
    ],
)
def test_a_wrong_nip_is_refused(text, says):
    with pytest.raises(NipError, match=says):
        parse_nip(text)


def test_a_masked_number_shows_only_its_ends():
    assert masked(SITI) == "7371••••••••0001"
    with pytest.raises(AssertionError):
        masked("12345678")


@pytest.mark.parametrize("region", ["73.71", "73.71.1301", "73.71.1X"])
def test_a_nik_cannot_be_made_for_what_is_no_kecamatan(region):
    with pytest.raises(AssertionError):
        make_nik(region=region, birth_date=TODAY, sex=Sex.MALE, serial=1)


def test_a_serial_that_does_not_fit_is_a_bug():
    for serial in (0, 10_000):
        with pytest.raises(AssertionError):
            make_kk(region="73.71.13", issued=TODAY, serial=serial)
