"""How numbers are spread, in little space: counts in buckets that can be added up, and percentiles from them.

Whole numbers up to 128 have a bucket each. Beyond that a bucket is at most 1/64 as wide as the numbers in it, and its
middle stands for them: a percentile is off by less than one per cent, however many spreads were added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

FINE = 6  # a bucket spans 2**-6 of its numbers
EXACT = 2 << FINE
Counts = Mapping[int, int]


def bucket(number: int) -> int:
    """The lowest number of the bucket that `number` (0 or more) belongs to, by which the bucket is called."""
    assert number >= 0, f"{number} is below nothing"
    if number <= EXACT:
        return number
    shift = number.bit_length() - FINE - 1
    return number >> shift << shift


def middle(of: int) -> int:
    """The number that stands for all in a bucket."""
    if of <= EXACT:
        return of
    return of + ((1 << (of.bit_length() - FINE - 1)) - 1) // 2


def added(*spreads: Counts) -> dict[int, int]:
    """All of them as one."""
    total: dict[int, int] = {}
    for counts in spreads:
        for at, count in counts.items():
            total[at] = total.get(at, 0) + count
    return total


def of_numbers(numbers: Iterable[int]) -> dict[int, int]:
    """The spread of some numbers."""
    total: dict[int, int] = {}
    for number in numbers:
        at = bucket(number)
        total[at] = total.get(at, 0) + 1
    return total


def percentile(counts: Counts, share: tuple[int, int]) -> int:
    """The smallest number that at least `share` (numerator, denominator) do not exceed; 0 of nothing."""
    total = sum(counts.values())
    wanted = -(-total * share[0] // share[1])
    passed = 0
    for at in sorted(counts):
        passed += counts[at]
        if passed >= wanted:
            return middle(at)
    return 0
