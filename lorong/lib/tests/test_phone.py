import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.phone import PhoneError, masked, national, parse_mobile

#: what follows +628 in a mobile number
rests = st.from_regex(re.compile(r"[1-9][0-9]{7,10}"), fullmatch=True)


def answer_to(text: str) -> str:
    try:
        return parse_mobile(text)
    except PhoneError as refused:
        return str(refused)


@given(rests, st.sampled_from(["08", "8", "628", "+628", "+62 8", "0-8", " 08", "(0)8", "+62(0)8"]))
def test_every_way_of_writing_one_number_is_that_number(rest, start):
    assert parse_mobile(start + rest) == f"+628{rest}"


@given(rests)
def test_a_stored_number_and_a_shown_number_are_read_as_the_same(rest):
    assert parse_mobile(f"+628{rest}") == f"+628{rest}"
    assert parse_mobile(national(f"+628{rest}")) == f"+628{rest}"


@given(rests)
def test_a_masked_number_shows_two_digits_at_each_end(rest):
    shown = masked(f"+628{rest}").replace(" ", "")
    assert shown == f"08{'•' * (len(rest) - 2)}{rest[-2:]}"


def test_numbers_are_shown_in_groups_of_four():
    assert national("+6281234567890") == "0812 3456 7890"
    assert national("+62811000000002") == "0811 0000 00002"
    assert masked("+6281234567812") == "08•• •••• ••12"


def test_a_number_beginning_with_62_is_not_taken_for_a_landline():
    assert parse_mobile("62811000012") == "+62811000012"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "belum diisi"),
        ("   ", "belum diisi"),
        ("0812ABC4567", "hanya berisi angka"),
        ("0812345678 ext 9", "hanya berisi angka"),
        ("٠٨١٢٣٤٥٦٧٨٩٠", "hanya berisi angka"),
        ("0812345", "10 sampai 13 angka. Yang Anda tulis 7 angka"),
        ("08123456789012", "10 sampai 13 angka. Yang Anda tulis 14 angka"),
        ("0411123456", "diawali 081"),
        ("112", "diawali 081"),
        ("+1 202 555 0100", "nomor HP Indonesia"),
        ("+60123456789", "nomor HP Indonesia"),
        ("+", "bukan nomor HP|hanya berisi angka"),
        ("0812345678901234567890", "bukan nomor HP|10 sampai 13"),
    ],
)
def test_what_is_no_indonesian_mobile_number_is_refused_with_a_sentence(text, says):
    with pytest.raises(PhoneError, match=says):
        parse_mobile(text)


def test_a_number_of_eight_and_nought_is_no_mobile_number():
    with pytest.raises(PhoneError, match="diawali 081"):
        parse_mobile("080012345678")


@given(st.text("+0123456789 ()-./", max_size=24))
def test_no_row_of_digits_whatever_breaks_the_reader(text):
    assert re.fullmatch(r"\+628[1-9][0-9]{7,10}|.*\.", answer_to(text))
