"""What an SMS says, as people type it on a phone with keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.services.complaints.texting import words
from lorong.services.complaints.texting.words import Village

RAPPOCINI = Village("73.71.13.1006", "Rappocini", "Rappocini")
GUNUNG_SARI = Village("73.71.13.1001", "Gunung Sari", "Rappocini")
SARI = Village("73.71.01.1001", "Sari", "Mariso")
BARU_MARISO = Village("73.71.01.1002", "Baru", "Mariso")
BARU_WAJO = Village("73.71.05.1002", "Baru", "Wajo")
ALL = (RAPPOCINI, GUNUNG_SARI, SARI, BARU_MARISO, BARU_WAJO)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("LAPOR lampu mati", "lampu mati"),
        ("lapor: lampu mati", "lampu mati"),
        (" Lapor,lampu mati", "lampu mati"),
        ("LAPORKAN sampah", "sampah"),
        ("(1/2) LAPOR sampah", "sampah"),
        ("LAPOR", ""),
    ],
)
def test_an_sms_that_begins_with_lapor_reports_the_rest(text: str, told: str):
    assert words.is_report(text) and words.in_order([text]) == told


@pytest.mark.parametrize("text", ["laporan saya mana", "mau lapor lampu mati", "CEK 26-0727-0042", "", "(2/2) lampu"])
def test_any_other_sms_reports_nothing(text: str):
    assert not words.is_report(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lampu mati di kelurahan rappocini", RAPPOCINI.code),
        ("lampu mati di RAPPOCINI lorong 4", RAPPOCINI.code),
        ("kel. gunung sari, kec. rappocini", GUNUNG_SARI.code),
        ("gunung sari rappocini", GUNUNG_SARI.code),
        ("sampah di gunung sari", GUNUNG_SARI.code),
        ("kel baru kec wajo", BARU_WAJO.code),
        ("di baru, mariso", BARU_MARISO.code),
    ],
)
def test_a_kelurahan_is_found_by_its_name(text: str, code: str | None):
    found = words.place_in(text, ALL)
    assert (found.village.code if found.village else None) == code


def test_two_of_one_name_are_asked_back():
    found = words.place_in("selokan mampet di baru", ALL)
    assert found.village is None and set(found.maybe) == {BARU_MARISO, BARU_WAJO}


def test_a_name_with_a_slip_is_asked_back_and_a_strange_one_is_not_guessed():
    assert words.place_in("lampu mati di rapocini", ALL).maybe == (RAPPOCINI,)
    assert words.place_in("lampu mati depan rumah", ALL) == words.Found(None, ())


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("(1/2) LAPOR lampu mati di", (1, "LAPOR lampu mati di")),
        ("2/2 lorong 4", (2, "lorong 4")),
        ("lorong 4 (2/2)", (2, "lorong 4")),
        ("3/2 lorong", (0, "3/2 lorong")),
        ("lampu mati", (0, "lampu mati")),
    ],
)
def test_a_part_of_a_longer_sms_says_which(text: str, part: tuple[int, str]):
    assert words.part_of(text) == part


@given(st.permutations(["1/3 lampu jalan", "2/3 mati sejak", "(3/3) kemarin"]))
def test_parts_are_put_together_in_their_order_however_they_came(parts: list[str]):
    assert words.in_order(parts) == "lampu jalan mati sejak kemarin"


@given(st.text(max_size=200))
def test_any_text_is_read_without_breaking(text: str):
    words.part_of(text)
    found = words.place_in(text, ALL)
    assert found.village is None or not found.maybe
    assert words.verdict_in(text) is None or isinstance(words.verdict_in(text), tuple)
