"""From how long like things took to how long this one will still take: a range that holds eight times of ten.

The range lies between two of the observed lengths, chosen by rank among one more than were observed (split conformal prediction:
when the new one is like the old ones, every rank is equally probable for it). So the range is right also for few observations, and
then wide: of ten it is all from the shortest to the longest.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

LOW, HIGH = Fraction(1, 10), Fraction(9, 10)
LEAST = 10  # below this many there is no rank high enough


def remaining_range(lengths: Iterable[int], elapsed: int) -> tuple[int, int, int] | None:
    """(least, most, observations) of what remains after `elapsed`, all in the unit of `lengths`.

    Only lengths beyond `elapsed` count: what is already over tells nothing about this one. None with fewer than `LEAST`.
    """
    left = sorted(length - elapsed for length in lengths if length > elapsed or not elapsed)
    count = len(left)
    if count < LEAST:
        return None
    low = max(floor((count + 1) * LOW), 1)
    high = min(ceil((count + 1) * HIGH), count)
    return left[low - 1], left[high - 1], count
