"""In which order to walk to several places: a short way, found in a moment. Straight lines, since streets are not known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lorong.lib.places import Spot, distance

ROUNDS = 30  # looks at the whole way: after some ten of them nothing is left to make shorter
TINY = 1e-6  # metres: less than that is the arithmetic's, not the way's


def walking_order(spots: Sequence[Spot], *, start: Spot | None = None) -> list[int]:
    """Indexes of `spots` in the order of a short way through all of them, and not back.

    start: where one is; without it the way begins at the first place. Always the nearest next, then pieces of the way are
    turned round while that makes it shorter (2-opt; Croes 1958). Never longer than always walking to the nearest next.
    """
    if not spots:
        return []
    places = [start, *spots] if start is not None else list(spots)
    metres = [[distance(*one, *other) for other in places] for one in places]
    way = _turned(_nearest_next(metres), metres)
    return [place - 1 for place in way[1:]] if start is not None else way


def way_length(spots: Sequence[Spot], order: Sequence[int], *, start: Spot | None = None) -> float:
    """Metres of the way through `spots` in this order, from `start` when there is one."""
    way = [*([start] if start is not None else []), *(spots[place] for place in order)]
    return sum(distance(*one, *other) for one, other in pairwise(way))


def _nearest_next(metres: list[list[float]]) -> list[int]:
    way, left = [0], set(range(1, len(metres)))
    while left:
        here = metres[way[-1]]
        way.append(min(left, key=lambda place: (here[place], place)))
        left.remove(way[-1])
    return way


def _turned(way: list[int], metres: list[list[float]]) -> list[int]:
    for _ in range(ROUNDS):
        shorter = False
        for first in range(len(way) - 2):
            for last in range(first + 2, len(way)):
                if _gain(way, metres, first, last) > TINY:
                    way[first + 1 : last + 1] = reversed(way[first + 1 : last + 1])
                    shorter = True
        if not shorter:
            break
    return way


def _gain(way: list[int], metres: list[list[float]], first: int, last: int) -> float:
    """Metres that are saved by walking the piece after `first` up to `last` the other way round. The end is open."""
    before = metres[way[first]][way[first + 1]]
    after = metres[way[first]][way[last]]
    if last + 1 < len(way):
        before += metres[way[last]][way[last + 1]]
        after += metres[way[first + 1]][way[last + 1]]
    return before - after
