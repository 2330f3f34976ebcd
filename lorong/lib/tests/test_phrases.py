"""A sentence is Indonesian on its face and can be said again in English."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime

import pytest

from lorong.lib.nik import NikError
from lorong.lib.phrases import Phrase, both, phrase, spoken
from lorong.lib.refusals import Refusal

ENGLISH = {
    "{unit} tutup {day}. {next}": "{unit} is closed on {day}. {next}",
    "Datang lagi {count} hari lagi.": "Come back in {count} days.",
    "Lampirkan dulu: {names}.": "Attach first: {names}.",
    "Sudah diputuskan pukul {at}.": "Decided at {at}.",
    "Tidak ada.": "There is none.",
}


def in_english(sentence: str) -> str:
    return spoken(sentence, "en", lambda msgid: ENGLISH.get(msgid, msgid))


def test_a_sentence_is_a_string_in_indonesian():
    said = phrase(
        "{unit} tutup {day}. {next}",
        unit="Rappocini",
        day=date(2026, 8, 17),
        next=phrase("Datang lagi {count} hari lagi.", count=3),
    )
    assert said == "Rappocini tutup 17 Agustus 2026. Datang lagi 3 hari lagi."
    assert spoken(said, "id", ENGLISH.__getitem__) == said


def test_it_is_said_again_in_english_with_its_dates_and_its_inner_sentences():
    said = phrase(
        "{unit} tutup {day}. {next}",
        unit="Rappocini",
        day=date(2026, 8, 17),
        next=phrase("Datang lagi {count} hari lagi.", count=3),
    )
    assert in_english(said) == "Rappocini is closed on 17 August 2026. Come back in 3 days."


def test_a_moment_is_its_clock_and_a_list_has_commas():
    assert in_english(phrase("Sudah diputuskan pukul {at}.", at=datetime(2026, 8, 3, 16, 0, tzinfo=UTC))) == "Decided at 16:00."
    names = [both("Foto KTP", "Photo of the KTP"), both("Pengantar RT", "")]
    assert phrase("Lampirkan dulu: {names}.", names=names) == "Lampirkan dulu: Foto KTP, Pengantar RT."
    assert in_english(phrase("Lampirkan dulu: {names}.", names=names)) == "Attach first: Photo of the KTP, Pengantar RT."


def test_a_plain_string_is_its_own_msgid_and_what_has_no_english_stays():
    assert in_english("Tidak ada.") == "There is none."
    assert in_english("Belum diterjemahkan {ini}.") == "Belum diterjemahkan {ini}."
    assert in_english("") == ""


def test_what_a_person_wrote_is_never_read_as_a_template():
    said = phrase("Lampirkan dulu: {names}.", names="{unit.__class__}")
    assert in_english(said) == "Attach first: {unit.__class__}."


def test_a_forgotten_value_is_a_bug():
    with pytest.raises(KeyError):
        phrase("{unit} tutup {day}. {next}", unit="Rappocini")


def test_a_refusal_and_an_error_hand_the_sentence_on_whole():
    said = phrase("Datang lagi {count} hari lagi.", count=3)
    assert in_english(Refusal(said).sentence) == "Come back in 3 days."
    assert in_english(str(NikError(said))) == "Come back in 3 days."


@pytest.mark.parametrize("again", [copy.deepcopy, lambda said: pickle.loads(pickle.dumps(said))])
def test_a_copy_can_still_be_translated(again):
    said = again(phrase("Datang lagi {count} hari lagi.", count=3))
    assert isinstance(said, Phrase)
    assert in_english(said) == "Come back in 3 days."
