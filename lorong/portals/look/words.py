"""Numbers and hidden things as people read them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

DOT = "\u2022"
SPACE = "\u00a0"  # does not break


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """1234567.5 as "1.234.567,5". decimals: how many, rounded half up; without it those the value has."""
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{exact:,f}".translate(str.maketrans(",.", ".,"))


def percentage(value: float | Decimal, decimals: int = 1) -> str:
    """94.1 as "94,1 %", with a space that does not break."""
    return f"{number(value, decimals)}{SPACE}%"


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
