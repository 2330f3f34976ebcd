"""What strangers may not read in the words of somebody else: numbers of persons, phones, plates, addresses of mail, abuse.

It covers; it does not judge. The original stays with whoever must act on it.
"""

from __future__ import annotations

import re

DOT = "•"
# Digits with at most two signs between them, as people write them: "7371 1234-5678.0001".
_SPACED = r"[ .\-–/]{0,2}"
_DIGITS = re.compile(rf"(?<!\d)\+?\d(?:{_SPACED}\d){{8,}}(?!\d)")  # nine and more: NIK, KK, phone, account of a bank
_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
# Number plates: one or two letters of the region, up to four digits, up to three letters ("DD 1234 AB").
_PLATE = re.compile(r"(?<![^\W_])([A-Z]{1,2}) ?(\d{1,4}) ?([A-Z]{1,3})(?![^\W_])", re.IGNORECASE)
_PLATE_REGIONS = frozenset(
    [
        "A",
        "AA",
        "AB",
        "AD",
        "AE",
        "AG",
        "B",
        "BA",
        "BB",
        "BD",
        "BE",
        "BG",
        "BH",
        "BK",
        "BL",
        "BM",
        "BN",
        "BP",
        "D",
        "DA",
        "DB",
        "DC",
        "DD",
        "DE",
        "DG",
        "DH",
        "DK",
        "DL",
        "DM",
        "DN",
        "DP",
        "DR",
        "DS",
        "DT",
        "DW",
        "E",
        "EA",
        "EB",
        "ED",
        "F",
        "G",
        "H",
        "K",
        "KB",
        "KH",
        "KT",
        "KU",
        "L",
        "M",
        "N",
        "P",
        "PA",
        "PB",
        "PG",
        "PS",
        "PT",
        "R",
        "S",
        "T",
        "W",
        "Z",
    ]
)
# Small words that a number stands between in ordinary talk ("di 20 cm", "RT 03 RW 04").
_NO_PLATE = frozenset(["CM", "KM", "MM", "HP", "RT", "RW", "NO", "KG", "JAM", "HR", "WIB", "M", "L", "JL"])
# Stems of abuse in Indonesian, in Makassar and in English; the word as a whole is covered.
_ABUSE = (
    "anjing|anjir|anjrit|asu|bajingan|bangsat|bego|bodoh|goblok|tolol|idiot|brengsek|keparat|kampret|kontol|memek|ngentot|"
    "jancok|jancuk|cok|tai|tahi|lonte|pelacur|perek|sundala|suntili|telaso|tailaso|kongkong|bencong|fuck\\w*|shit|bitch"
)
_RUDE = re.compile(rf"(?<![^\W_])(?:{_ABUSE})(?:mu|nya|lu|lo|ko|nu)?(?![^\W_])", re.IGNORECASE)
_HARMLESS = re.compile(r"\b(?:anjing|tahi|tai) (?:liar|gila|lepas|galak|kucing|ayam|sapi|kambing)\b", re.IGNORECASE)


def masked(text: str) -> str:
    """`text` as the public may read it: a dot stands for each character that is covered.

    Covers runs of nine and more digits (NIK, KK, phones), number plates, addresses of mail and abuse. Covering twice
    changes nothing.
    """
    text = _MAIL.sub(_dots, text)
    text = _DIGITS.sub(_dots, text)
    text = _PLATE.sub(_plate, text)
    spared = [match.span() for match in _HARMLESS.finditer(text)]
    return _RUDE.sub(lambda found: found[0] if _within(found.span(), spared) else _dots(found), text)


def is_rude(text: str) -> bool:
    """Whether there is abuse in it, so that whoever looks after the page may look first."""
    spared = [match.span() for match in _HARMLESS.finditer(text)]
    return any(not _within(found.span(), spared) for found in _RUDE.finditer(text))


def _dots(found: re.Match[str]) -> str:
    return DOT * len(found[0])


def _plate(found: re.Match[str]) -> str:
    region, tail = found[1].upper(), found[3].upper()
    if region not in _PLATE_REGIONS or tail in _NO_PLATE or len(found[2]) + len(tail) < 3:
        return found[0]
    return _dots(found)


def _within(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)
