from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.sop.finding import Entry, Index, distance, likeness, stems, words


def entry(key: str, title: str, short: str, keywords: str, summary: str = "") -> Entry:
    return Entry(key, ((title, 5.0), (short, 4.0), (keywords, 4.0), (summary, 1.0)))


INDEX = Index(
    [
        entry("usaha", "Surat Keterangan Usaha", "SK Usaha SKU", "warung toko jualan modal kur bank"),
        entry("domisili", "Surat Keterangan Domisili", "SK Domisili SKD", "tempat tinggal alamat kos kontrak"),
        entry("belum-menikah", "Surat Keterangan Belum Menikah", "SKBM", "lajang bujang nikah"),
        entry("nikah", "Pengantar Nikah", "N1", "kawin menikah kua"),
        entry("tidak-mampu", "Surat Keterangan Tidak Mampu", "SKTM", "miskin beasiswa bantuan"),
        entry("tanah", "Surat Keterangan Tanah", "SK Tanah", "kebun sawah sertifikat"),
    ]
)


def first(text: str) -> str | None:
    found = INDEX.search(text)
    return found[0][0] if found else None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("usaha", "usaha"),
        ("mau bikin surat usaha", "usaha"),
        ("usha", "usaha"),
        ("uasha", "usaha"),
        ("SKU", "usaha"),
        ("sku", "usaha"),
        ("warung", "usaha"),
        ("pinjam modal bank", "usaha"),
        ("domisli", "domisili"),
        ("pindah kos", "domisili"),
        ("belum nikah", "belum-menikah"),
        ("surat keterangan belum menikah", "belum-menikah"),
        ("mau kawin", "nikah"),
        ("bantuan beasiswa anak", "tidak-mampu"),
        ("sktm", "tidak-mampu"),
        ("tan", "tanah"),
    ],
)
def test_people_find_the_service_in_their_own_words(asked: str, found: str) -> None:
    assert first(asked) == found


def test_nothing_asked_and_nothing_like_it_find_nothing() -> None:
    assert INDEX.search("") == []
    assert INDEX.search("  ?! ") == []
    assert INDEX.search("helikopter") == []


def test_a_word_that_all_share_finds_all() -> None:
    assert len(INDEX.search("surat keterangan")) >= 5


@pytest.mark.parametrize(("word", "bare"), [("menikah", "nikah"), ("pernikahan", "nikah"), ("usahanya", "usaha"), ("kos", "kos")])
def test_stems_leave_the_commonest_affixes(word: str, bare: str) -> None:
    assert bare in stems(word)


@given(st.text(alphabet="abcd", max_size=7), st.text(alphabet="abcd", max_size=7))
def test_slips_are_counted_the_same_in_both_directions(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) <= max(len(one), len(other))


@given(st.text(max_size=60))
def test_any_text_may_be_asked(text: str) -> None:
    scores = [score for _, score in INDEX.search(text)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= likeness(a, b) <= 1 for a in words(text)[:5] for b in ("usaha", "surat"))
