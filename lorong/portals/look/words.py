"""Numbers and hidden things as people read them.

Counts and shares are written in the language of the page, as times and dates are. Rupiah is not: an amount is shown as a
letter, a receipt and the box in which it is typed have it.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

DOT = "\u2022"
SPACE = "\u00a0"  # does not break


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """1234567.5 as "1.234.567,5", in English "1,234,567.5". decimals: how many, rounded half up; without it as they are."""
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    written = f"{exact:,f}"
    return written if _english() else written.translate(str.maketrans(",.", ".,"))


def percentage(value: float | Decimal, decimals: int = 1) -> str:
    """94.1 as "94,1 %", with a space that does not break; in English "94.1%"."""
    return f"{number(value, decimals)}{'' if _english() else SPACE}%"


def _english() -> bool:
    return (get_language() or "id").startswith("en")


def masked_name(name: str) -> str:
    """First and last letter of every word: "Siti Aminah" as "S••i A••••h"; of two letters only the first."""
    return " ".join(_masked_word(word) for word in name.split())


def _masked_word(word: str) -> str:
    if len(word) <= 2:
        return word[0] + DOT * (len(word) - 1)
    return word[0] + DOT * (len(word) - 2) + word[-1]


def grouped(digits: str) -> str:
    """Sixteen digits, or signs in their place, in groups of four: "7371 •••• •••• 0000"."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
