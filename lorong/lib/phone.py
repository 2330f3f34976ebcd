"""Telephone numbers: stored as E.164, shown the Indonesian way, masked for others."""

from __future__ import annotations

import re

import phonenumbers

from lorong.lib.phrases import phrase

COUNTRY = "ID"
WRITTEN = re.compile(r"\+?[0-9 ().\-/]+")
MOBILE = re.compile(r"\+628[1-9][0-9]{7,10}")
STARTS_AS_MOBILE = re.compile(r"\+628[1-9]")
DOT = "•"


class PhoneError(ValueError):
    """The text is not an Indonesian mobile number; the message is a sentence for the person who typed it."""


def parse_mobile(text: str) -> str:
    """An Indonesian mobile number as E.164, "+6281234567890".

    Takes 08…, 8…, 62… and +62… with spaces, dots, dashes or brackets. A number is mobile when +62 is followed by
    8, a digit of 1 to 9, and 7 to 10 digits more: 10 to 13 digits when written with a 0. New prefixes of
    operators need no change here. Raises PhoneError, also for a landline, which cannot receive a code by SMS.
    """
    written = " ".join(text.split())
    if not written:
        raise PhoneError(phrase("Nomor HP belum diisi. Tulis seperti 0812 3456 7890."))
    if not WRITTEN.fullmatch(written):
        raise PhoneError(phrase("Nomor HP hanya berisi angka. Tulis seperti 0812 3456 7890."))
    # without its plus sign 62811… would also be a landline of area 0628
    international = f"+{written}" if written.startswith("62") else written
    try:
        number = phonenumbers.parse(international, COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise PhoneError(phrase('"{written}" bukan nomor HP. Tulis seperti 0812 3456 7890.', written=written)) from error
    # the number itself, not the library's E.164: that keeps the 0 of numbers too short to be dialled
    e164 = f"+62{number.national_number}"
    if number.country_code != 62:
        raise PhoneError(phrase("Kode lewat SMS hanya bisa dikirim ke nomor HP Indonesia. Tulis seperti 0812 3456 7890."))
    if not STARTS_AS_MOBILE.match(e164):
        raise PhoneError(phrase("Nomor HP diawali 081 sampai 089. Yang Anda tulis nomor lain. Tulis seperti 0812 3456 7890."))
    if not MOBILE.fullmatch(e164):
        raise PhoneError(
            phrase(
                "Nomor HP terdiri dari 10 sampai 13 angka. Yang Anda tulis {typed} angka. Tulis seperti 0812 3456 7890.",
                typed=len(e164) - 2,
            )
        )
    return e164


def national(e164: str) -> str:
    """A mobile number as people write it, in groups of four: "0812 3456 7890"."""
    return _grouped(_with_zero(e164))


def masked(e164: str) -> str:
    """A mobile number its owner recognises and nobody else can call: "08•• •••• ••12"."""
    digits = _with_zero(e164)
    return _grouped(digits[:2] + DOT * (len(digits) - 4) + digits[-2:])


def _with_zero(e164: str) -> str:
    assert MOBILE.fullmatch(e164), "not a number that parse_mobile gave"
    return "0" + e164.removeprefix("+62")


def _grouped(digits: str) -> str:
    groups = [digits[start : start + 4] for start in range(0, len(digits), 4)]
    if len(groups[-1]) == 1:  # thirteen digits: a last one by itself would read like a slip
        groups[-2:] = [groups[-2] + groups[-1]]
    return " ".join(groups)
