"""Letter numbers: the city's pattern, filled in; and which letters share one counter.

A pattern holds words in square brackets: [klasifikasi], [nomor] or [nomor, 3] (filled with zeroes), [unit],
[bulan], [bulan_romawi], [tahun]. Everything else stands as written.
"""

from __future__ import annotations

import re
from datetime import date

WORD = re.compile(r"\[([a-z_]+)(?:,\s*(\d))?\]")
WORDS = ("klasifikasi", "nomor", "unit", "bulan", "bulan_romawi", "tahun")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
NEEDED = {
    "unit+class": ("nomor", "unit", "klasifikasi", "tahun"),
    "unit": ("nomor", "unit", "tahun"),
    "register": ("nomor", "tahun"),
}


def check_pattern(pattern: str, scope: str) -> None:
    """Refuse (ValueError) a pattern with an unknown word, or under which two letters could bear one number."""
    words = [word for word, _ in WORD.findall(pattern)]
    for word in words:
        if word not in WORDS:
            raise ValueError(f"[{word}] tidak dikenal. Yang ada: {', '.join(f'[{known}]' for known in WORDS)}.")
    if "[" in WORD.sub("", pattern) or "]" in WORD.sub("", pattern):
        raise ValueError('kurung siku tidak berpasangan. Tulis misalnya "[klasifikasi]/[nomor, 3]/[unit]/[tahun]".')
    missing = [word for word in NEEDED[scope] if word not in words]
    if missing:
        wanted = ", ".join(f"[{word}]" for word in missing)
        raise ValueError(f"dengan scope {scope}, dua surat bisa bernomor sama. Tambahkan {wanted} pada pattern.")


def letter_number(pattern: str, *, number: int, classification: str, unit: str, signed_on: date) -> str:
    """The number as printed. `unit`: the unit's abbreviation; `signed_on`: the local date of signing."""
    values = {
        "klasifikasi": classification,
        "nomor": str(number),
        "unit": unit,
        "bulan": f"{signed_on.month:02d}",
        "bulan_romawi": ROMAN[signed_on.month - 1],
        "tahun": str(signed_on.year),
    }
    return WORD.sub(lambda found: values[found.group(1)].zfill(int(found.group(2) or 0)), pattern)


def counter_scope(scope: str, *, unit_code: str, classification: str) -> str:
    """The key under which numbers are counted within one year; two letters with one key never share a number."""
    return {"unit+class": f"{unit_code}|{classification}", "unit": unit_code, "register": "register"}[scope]
