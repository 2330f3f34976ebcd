"""What strangers may not read is covered, wherever it stands and however it is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.masking import DOT, is_rude, masked

SEPARATORS = st.sampled_from(["", " ", ".", "-", " - "])


@given(
    st.text(max_size=60),
    st.lists(st.sampled_from("0123456789"), min_size=9, max_size=20),
    st.lists(SEPARATORS, min_size=20, max_size=20),
    st.text(max_size=60),
)
def test_no_long_number_gets_through_however_it_is_spaced(before: str, digits: list[str], gaps: list[str], after: str):
    number = "".join(d + ("" if gap == " - " else gap) for d, gap in zip(digits, gaps, strict=False)).strip(" .-")
    shown = masked(f"{before} # {number} # {after}")
    middle = shown.split("#")[before.count("#") + 1] if "@" not in before + after else ""
    assert not re.search(r"\d", middle)


@given(st.text(max_size=200))
def test_covering_twice_changes_nothing_and_keeps_the_length(text: str):
    once = masked(text)
    assert masked(once) == once
    assert len(once) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "NIK saya 7371131234560001",
        "nik 7371 1312 3456 0001 tolong",
        "hubungi 081234567890",
        "WA +62 812-3456-7890",
        "telepon 0411 123 4567",
        "kirim ke siti.contoh@pos.contoh.id ya",
        "mobil DD 1234 AB parkir di trotoar",
        "motor dd1234xy",
        "truk B 9876 C",
    ],
)
def test_numbers_of_people_phones_plates_and_mail_are_covered(text: str):
    shown = masked(text)
    assert DOT * 6 in shown
    assert not re.search(r"\d{3}|@", shown)


@pytest.mark.parametrize(
    "text",
    [
        "Lampu nomor 12 di Jalan Contoh RT 03 RW 04 mati sejak 1 Agustus 2026",
        "Lubang 50 x 60 cm, dalam 20 cm",
        "Air mati dari jam 08.00 sampai 17.30",
        "Tiang A 12 dekat SD Inpres 2",
        "Anjing liar di pasar, 3 ekor",
        "Ada tahi kucing di halaman puskesmas",
        "sudah 3 hari, 20 KK terdampak",
        "tarif Rp150.000 per bulan",
    ],
)
def test_what_a_report_needs_stays_readable(text: str):
    assert masked(text) == text
    assert not is_rude(text)


@pytest.mark.parametrize("text", ["Petugasnya bodoh", "dasar ANJING kau", "Sundala!", "goblokmu itu", "what the fuck"])
def test_abuse_is_covered_and_noticed(text: str):
    assert is_rude(text)
    assert DOT * 4 in masked(text)
