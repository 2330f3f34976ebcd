"""A password is not made of the words that hang on the office's wall."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from lorong.kernel.people.passwords import CommonPasswords, OwnWords


@pytest.mark.parametrize("easy", ["Makassar2026!", "kelurahan-lurah-1", "LORONG.layanan", "petugasloket99", "rahasiasaya123"])
def test_words_of_the_city_and_a_number_are_easily_guessed(easy: str):
    with pytest.raises(ValidationError, match="kata Anda sendiri"):
        OwnWords().validate(easy)


@pytest.mark.parametrize("good", ["makassar gerimis", "lurah makan coto malam", "kuda-nil ungu 7", "8234-1199-44"])
def test_one_word_of_ones_own_is_enough(good: str):
    validator = OwnWords()
    assert validator.validate(good) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize("easy", ["Sunshine2026!", "p4ssw0rd1234", "12345monkey!!", "dragondragon", "iloveyou-iloveyou"])
def test_a_common_password_with_numbers_around_it_or_said_twice_is_still_common(easy: str):
    with pytest.raises(ValidationError, match="banyak dipakai"):
        CommonPasswords().validate(easy)


@pytest.mark.parametrize("good", ["dragon makan rambutan", "hujan-sunshine-becak", "8234-1199-44", "q7!kopi tubruk"])
def test_a_common_word_in_ones_own_sentence_is_good(good: str):
    validator = CommonPasswords()
    assert validator.validate(good) is None


def test_common_ones_are_refused_wherever_a_password_is_chosen():
    with pytest.raises(ValidationError, match="banyak dipakai"):
        validate_password("Sunshine2026!")


def test_it_is_asked_wherever_a_password_is_chosen():
    with pytest.raises(ValidationError, match="kata Anda sendiri"):
        validate_password("Walikota-Padang-2026")
