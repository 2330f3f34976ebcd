"""The picture of the ways that cases took: steps from top to bottom, a line as thick as many went along it.

An extra room: pure places of shapes, as in `look.charts`; a template draws them as SVG. Lengths are px of a picture that is
288 wide on the narrowest page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

BOX_HEIGHT, GAP = 44, 46
LANE, LANE_WITH_WORDS, THICKEST = 13, 36, 9.0
WIDE, NARROW = (190, 25), (150, 20)  # a box with nothing to its left, and one with: its width, and letters that it takes


@dataclass(frozen=True)
class Stop:
    """A step in its box: one or two lines of words."""

    y: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Stream:
    """A line along which `count` cases went. `kind`: on, back (turn) or skip. label: at x, y."""

    path: str
    thick: float
    kind: str
    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Riverbed:
    """The whole picture. desc: what it says, for those who do not see it. left, width: of every box."""

    height: int
    left: int
    width: int
    stops: tuple[Stop, ...]
    streams: tuple[Stream, ...]
    desc: str


def riverbed(names: Sequence[str], edges: Mapping[tuple[int, int], int], *, label: Mapping[int, str], desc: str) -> Riverbed:
    """names: the rows from top to bottom. edges: (row, row) to how many went that way. label: a count to its words."""
    top = max(edges.values(), default=1)
    ahead, back = _lanes([e for e in edges if e[1] > e[0] + 1]), _lanes([e for e in edges if e[1] <= e[0]])
    left = 2 + LANE_WITH_WORDS * (max(ahead.values()) + 1 if ahead else 0)
    width, letters = NARROW if ahead else WIDE
    streams = []
    for edge, count in sorted(edges.items()):
        thick = round(max(1.2, THICKEST * sqrt(count / top)), 1)
        if edge in ahead:
            streams.append(_skip(edge, left, ahead[edge], thick, label[count]))
        elif edge in back:
            streams.append(_back(edge, left + width, back[edge], thick, label[count]))
        else:
            streams.append(_on(edge, left + width // 2, thick, label[count]))
    stops = tuple(Stop(_top(i), _folded(name, letters)) for i, name in enumerate(names))
    return Riverbed(_top(len(names)) - GAP + 8, left, width, stops, tuple(streams), desc)


def _top(row: int) -> int:
    return 4 + row * (BOX_HEIGHT + GAP)


def _on(edge: tuple[int, int], x: int, thick: float, words: str) -> Stream:
    y1, y2 = _top(edge[0]) + BOX_HEIGHT, _top(edge[1])
    return Stream(f"M{x} {y1}V{y2}", thick, "on", words, x + 10, (y1 + y2) / 2 + 5)


def _skip(edge: tuple[int, int], side: int, lane: int, thick: float, words: str) -> Stream:
    y1, y2 = _top(edge[0]) + BOX_HEIGHT - 8, _top(edge[1]) + 10
    x = side - LANE_WITH_WORDS * (lane + 1) + 8
    return Stream(f"M{side} {y1}H{x}V{y2}H{side}", thick, "skip", words, x + 7, y1 + 22 + 16 * lane)


def _back(edge: tuple[int, int], side: int, lane: int, thick: float, words: str) -> Stream:
    y1, y2 = _top(edge[0]) + 12, _top(edge[1]) + BOX_HEIGHT - 10
    x = side + 14 + lane * LANE
    if edge[0] == edge[1]:
        y1, y2 = y2, y1
    return Stream(f"M{side} {y1}H{x}V{y2}H{side}", thick, "back", words, x + 6, (y1 + y2) / 2 + 5 + lane * 4)


def _lanes(edges: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The nearest lane in which a line meets no other, short lines first."""
    taken: list[list[tuple[int, int]]] = []
    placed: dict[tuple[int, int], int] = {}
    for edge in sorted(edges, key=lambda e: (abs(e[1] - e[0]), e)):
        low, high = min(edge), max(edge)
        lane = 0
        while lane < len(taken) and any(low <= b and a <= high for a, b in taken[lane]):
            lane += 1
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        placed[edge] = lane
    return placed


def _folded(name: str, letters: int) -> tuple[str, ...]:
    """A name on one line, or on two of which the second is cut."""
    if len(name) <= letters:
        return (name,)
    words, first = name.split(), ""
    while words and len(first) + 1 + len(words[0]) <= letters:
        first = f"{first} {words.pop(0)}".strip()
    second = " ".join(words)
    if not first:
        first, second = name[:letters], name[letters:]
    return first, second if len(second) <= letters else second[: letters - 1].rstrip() + "…"
