"""Money is whole rupiah in an int."""

from __future__ import annotations

import re

from lorong.lib.phrases import phrase

MOST = 10**15 - 1  # just under a thousand trillion, far above any city's budget and within a bigint
AMOUNT = re.compile(r"(?:rp\.?)?\s*([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,(?:-|([0-9]{1,2})))?", re.IGNORECASE)
ONES = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
GROUPS = ("", "ribu", "juta", "miliar", "triliun")


class MoneyError(ValueError):
    """The text is not an amount in whole rupiah; the message is a sentence for the person who typed it."""


def rupiah(amount: int) -> str:
    """An amount in rupiah as it is shown: "Rp1.234.567", "-Rp5.000"."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")


def parse_rupiah(text: str) -> int:
    """Read an amount: "1234567", "Rp 1.234.567", "Rp1.234.567,00", "50.000,-". Never negative.

    Raises MoneyError for sen, for commas between thousands, for dots in the wrong place, above `MOST`.
    """
    written = " ".join(text.split())
    found = AMOUNT.fullmatch(written)
    if found is None:
        raise MoneyError(phrase('"{written}" bukan jumlah uang. Tulis rupiah bulat, misalnya 1.250.000.', written=written))
    if found[2] and int(found[2]):
        raise MoneyError(phrase("Tulis rupiah bulat, tanpa sen."))
    digits = found[1].replace(".", "").lstrip("0")
    if len(digits) > len(str(MOST)):
        raise MoneyError(phrase("Jumlah paling besar {most}. Lihat lagi banyaknya angka nol.", most=rupiah(MOST)))
    return int(digits or "0")


def terbilang(number: int) -> str:
    """A whole number in Indonesian words, as letters write amounts: 1_250 is "seribu dua ratus lima puluh".

    Takes -MOST to MOST; raises ValueError beyond.
    """
    if abs(number) > MOST:
        raise ValueError(f"terbilang reaches {MOST}, not {number}")
    if number < 0:
        return f"minus {terbilang(-number)}"
    if number == 0:
        return ONES[0]
    words: list[str] = []
    for power in reversed(range(len(GROUPS))):
        group = number // 1000**power % 1000
        if group == 1 and power == 1:
            words.append("seribu")
        elif group:
            words += [*_below_thousand(group), *([GROUPS[power]] if power else [])]
    return " ".join(words)


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words: list[str] = []
    if hundreds == 1:
        words.append("seratus")
    elif hundreds:
        words += [ONES[hundreds], "ratus"]
    if rest == 0:
        return words
    if rest < len(ONES):
        return [*words, ONES[rest]]
    if rest < 20:
        return [*words, ONES[rest - 10], "belas"]
    tens, ones = divmod(rest, 10)
    return [*words, ONES[tens], "puluh", *([ONES[ones]] if ones else [])]
