"""From how long like things took to how long this one will still take: a range that holds eight times of ten.

The range lies between two of the observed lengths, chosen by rank among one more than were observed (split conformal prediction:
when the new one is like the old ones, every rank is equally probable for it). So the range is right also for few observations, and
then wide: of ten it is all from the shortest to the longest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor

LOW, HIGH = Fraction(1, 10), Fraction(9, 10)
LEAST = 10  # below this many there is no rank high enough


def enough_for(lengths: Sequence[int], share: Fraction) -> int:
    """What a new one needs at most with probability `share`, told from the observed lengths, which are sorted.

    Of like ones at least that share needs no more (one-sided split conformal prediction). The longest where even that is
    no rank high enough. Raises ValueError for none.
    """
    if not lengths:
        raise ValueError("nothing was observed")
    return lengths[min(ceil((len(lengths) + 1) * share), len(lengths)) - 1]


def remaining_range(lengths: Iterable[int], elapsed: int) -> tuple[int, int, int] | None:
    """(least, most, observations) of what remains after `elapsed`, all in the unit of `lengths`.

    Only lengths beyond `elapsed` count: what is already over tells nothing about this one. None with fewer than `LEAST`.
    """
    left = sorted(length - elapsed for length in lengths if length > elapsed or not elapsed)
    count = len(left)
    if count < LEAST:
        return None
    low = max(floor((count + 1) * LOW), 1)
    return left[low - 1], enough_for(left, HIGH), count
