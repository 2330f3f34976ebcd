"""What a line of the bench is, and what it gives."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

AT_LEAST, AT_MOST = ">=", "<="
RATIO, VALUE = "ratio", "value"


@dataclass(frozen=True)
class Line:
    """One row of the table before it is measured. `heavy` lines need the large database; they run last.

    by_name: measured only when it is named, because it serves a decision and not the table.
    """

    id: str
    what: str
    against: str = ""
    heavy: bool = False
    by_name: bool = False


@dataclass(frozen=True)
class Reach:
    """How far a line has to come. `of`: whether the ratio to the baseline counts, or the value itself."""

    sign: str
    number: float
    of: str = RATIO

    def __str__(self) -> str:
        return f"{self.sign} {self.number:g}" + (" ×" if self.of == RATIO else "")

    def holds(self, number: float) -> bool:
        """Whether a measured number comes that far."""
        return number >= self.number if self.sign == AT_LEAST else number <= self.number


@dataclass(frozen=True)
class Result:
    """A measured row. `value` and `baseline` are in `unit`; `ratio` is value ÷ baseline unless the line says otherwise."""

    id: str
    value: float
    unit: str
    reach: Reach
    baseline: float | None = None
    ratio: float | None = None
    note: str = ""
    more: dict[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether the row comes as far as it has to."""
        number = self.ratio if self.reach.of == RATIO else self.value
        return number is not None and self.reach.holds(number)


def against(id: str, value: float, unit: str, baseline: float, reach: Reach, *, note: str = "", **more: float) -> Result:
    """A row measured against a baseline: its ratio is value ÷ baseline."""
    return Result(id, value, unit, reach, baseline, value / baseline if baseline else None, note, more)


def alone(id: str, value: float, unit: str, reach: Reach, *, note: str = "", **more: float) -> Result:
    """A row that stands by itself: its reach counts the value."""
    return Result(id, value, unit, reach, note=note, more=more)


def per_second(act: Callable[[], object], seconds: float) -> float:
    """How often a second `act` can be done, one after another, for about that many seconds."""
    count, begin = 0, time.perf_counter()
    while (spent := time.perf_counter() - begin) < seconds or count == 0:
        act()
        count += 1
    return count / spent


def taking_turns(
    first: Callable[[], object], second: Callable[[], object], *, seconds: float, rounds: int = 7
) -> tuple[float, float]:
    """How often a second each can be done: medians of rounds in which they take turns, so that a busy machine slows both."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        found[0].append(per_second(first, seconds / rounds))
        found[1].append(per_second(second, seconds / rounds))
    return statistics.median(found[0]), statistics.median(found[1])


def percentile(numbers: list[float], share: float) -> float:
    """The smallest number that at least `share` (0 to 1) of them do not exceed."""
    ordered = sorted(numbers)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def batches(first: Callable[[], object], second: Callable[[], object], *, size: int, rounds: int) -> tuple[float, float]:
    """The same for work of which there is only so much: `rounds` times `size` of each."""

    def rate(act: Callable[[], object]) -> float:
        begin = time.perf_counter()
        for _ in range(size):
            act()
        return size / (time.perf_counter() - begin)

    found = [(rate(first), rate(second)) for _ in range(rounds)]
    return statistics.median(a for a, _ in found), statistics.median(b for _, b in found)
