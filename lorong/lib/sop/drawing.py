"""Where everything of the official flowchart stands on paper: rows on pages, symbols in columns, arrows between them.

All lengths are centimetres from the upper left corner of the table of a page. A row holds one symbol, so an arrow may
leave sideways through its own row, run down or up in a lane on the border of two columns, and enter its target from
above: it never crosses a symbol. What leaves the page goes through a pentagon with the letter of its target.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from lorong.lib.sop.matrix import Matrix, Row, Shape

Point = tuple[float, float]

PAGE_WIDTH, PAGE_HEIGHT = 26.9, 16.0
HEAD = 1.5
LEAST_ROW, LINE, PADDING = 1.8, 0.37, 0.35
LETTER = 0.150  # how wide a letter of the table's text is, on average
WIDEST_ROLE = 2.35
DECISION, BOX = 0.5, 0.36  # half heights
STRIP = 0.2  # between a symbol and the line that goes along above or below it
LANE = 0.12


@dataclass(frozen=True)
class Symbol:
    """`half`: half its width and height."""

    x: float
    y: float
    half: Point
    shape: Shape


@dataclass(frozen=True)
class Arrow:
    """A line with right angles; `tip`: whether it ends in an arrow (not where it goes into a pentagon)."""

    points: tuple[Point, ...]
    tip: bool = True


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Pentagon:
    """Off-page connector. `letter` names the target row."""

    x: float
    y: float
    letter: str


@dataclass
class Sheet:
    """One page: the rows from `first` to `last` (indexes, last not included), `heights` of each, and what is drawn."""

    first: int
    last: int
    heights: tuple[float, ...]
    symbols: list[Symbol] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    pentagons: list[Pentagon] = field(default_factory=list)


@dataclass(frozen=True)
class Drawing:
    """The flowchart on paper. `widths` of the columns: number, activity, each role, needs, time, output, note."""

    widths: tuple[float, ...]
    pages: tuple[Sheet, ...]


def draw(matrix: Matrix) -> Drawing:
    """Lay the matrix out on as many landscape A4 pages as it needs."""
    words = next(w for most, w in WORDS if len(matrix.columns) <= most)
    role = min(WIDEST_ROLE, (PAGE_WIDTH - words.width) / len(matrix.columns))
    pages = _pages([words.height(row) for row in matrix.rows])
    letters = _letters(matrix, pages)
    for page in pages:
        _Page(matrix, page, words.number + words.activity, role, letters).draw()
    roles = [role] * len(matrix.columns)
    widths = (words.number, words.activity, *roles, words.needs, words.time, words.output, words.note)
    return Drawing(widths, tuple(pages))


@dataclass(frozen=True)
class WordColumns:
    """Widths of the columns that hold words."""

    number: float = 0.8
    activity: float = 4.7
    needs: float = 3.5
    time: float = 1.9
    output: float = 3.3
    note: float = 2.9

    @property
    def width(self) -> float:
        return self.number + self.activity + self.needs + self.time + self.output + self.note

    def height(self, row: Row) -> float:
        """How high a row must be for its longest cell."""
        names = ("activity", "needs", "time", "output", "note")
        lines = max(_lines(getattr(row, name), getattr(self, name)) for name in names)
        return max(LEAST_ROW, lines * LINE + PADDING)


# The more roles, the narrower the words: (most roles, widths).
WORDS = (
    (4, WordColumns()),
    (6, WordColumns(0.8, 4.2, 3.2, 1.9, 2.9, 2.6)),
    (99, WordColumns(0.7, 3.8, 3.0, 1.8, 2.6, 2.5)),
)


def _lines(text: str, width: float) -> int:
    return len(textwrap.wrap(text, max(4, int((width - 0.3) / LETTER))))


def _pages(heights: Sequence[float]) -> list[Sheet]:
    """As few pages as possible, filled alike."""
    room = PAGE_HEIGHT - HEAD
    needed = len(_cut(heights, room))
    room = next(r for r in (sum(heights) / needed * (1 + k / 20) for k in range(100)) if len(_cut(heights, r)) <= needed)
    return _cut(heights, min(room, PAGE_HEIGHT - HEAD))


def _cut(heights: Sequence[float], room: float) -> list[Sheet]:
    pages: list[Sheet] = []
    first, used = 0, 0.0
    for i, height in enumerate(heights):
        if used + height > room + 0.001 and i > first:
            pages.append(Sheet(first, i, tuple(heights[first:i])))
            first, used = i, 0.0
        used += height
    return [*pages, Sheet(first, len(heights), tuple(heights[first:]))]


def _letters(matrix: Matrix, pages: Sequence[Sheet]) -> dict[int, str]:
    """A letter for each row that is entered from another page."""
    page_of = {row: number for number, page in enumerate(pages) for row in range(page.first, page.last)}
    entered = {t for i, row in enumerate(matrix.rows) for e in row.exits for t in e.rows if page_of[t] != page_of[i]}
    return {row: chr(ord("A") + n) if n < 26 else str(n) for n, row in enumerate(sorted(entered))}


class _Page:
    def __init__(self, matrix: Matrix, page: Sheet, left: float, role: float, letters: dict[int, str]) -> None:
        self.matrix, self.page, self.left, self.role, self.letters = matrix, page, left, role, letters
        self.half_width = min(0.7, max(0.5, role / 2 - 0.36))
        self.top: dict[int, float] = {}
        at = HEAD
        for row, height in zip(range(page.first, page.last), page.heights, strict=True):
            self.top[row] = at
            at += height
        self.height = dict(zip(range(page.first, page.last), page.heights, strict=True))
        self.lanes: dict[tuple[int, float], list[tuple[float, float]]] = {}
        self.strips: dict[int, set[int]] = {}  # target row -> sides from which lines come along its strip

    # ---- places ---------------------------------------------------------------------------------------------------
    def x(self, column: int) -> float:
        return self.left + self.role * (column + 0.5)

    def y(self, row: int) -> float:
        return self.top[row] + self.height[row] / 2

    def half(self, row: int) -> float:
        return DECISION if self.matrix.rows[row].shape is Shape.DECISION else BOX

    def entry(self, row: int) -> tuple[float, float]:
        """Heights of the strip along which lines come, and of the point where they enter: above; below at the start."""
        sign = 1 if self.matrix.rows[row].shape is Shape.START else -1
        edge = self.y(row) + sign * self.half(row)
        return edge + sign * STRIP, edge

    # ---- drawing --------------------------------------------------------------------------------------------------
    def draw(self) -> None:
        for row in range(self.page.first, self.page.last):
            one = self.matrix.rows[row]
            self.page.symbols.append(Symbol(self.x(one.column), self.y(row), (self.half_width, self.half(row)), one.shape))
            taken: set[str] = set()
            for exit_ in one.exits:
                port = self._port(row, exit_.rows, taken)
                taken.add(port)
                if exit_.label:
                    self._label(row, port, exit_.label)
                for target in exit_.rows:
                    self._arrow(row, port, target)
        for row, letter in self.letters.items():
            if self.page.first <= row < self.page.last:
                self._arrival(row, letter)

    def _port(self, row: int, targets: Sequence[int], taken: set[str]) -> str:
        """Through which side an exit leaves: towards its target, unless that side is taken."""
        one = self.matrix.rows[row]
        target = targets[0]
        column = self.matrix.rows[target].column
        sideways = ["right", "left"] if column > one.column else ["left", "right"]
        if not self._here(target):
            order = ["bottom", *self._with_room(one.column)]
        elif target == row + 1 and column == one.column:
            order = ["bottom", *sideways]
        elif column == one.column:
            order = ["right", "left", "bottom"]
        else:
            order = [*sideways, "bottom"]
        return next(port for port in order if port not in taken)

    def _with_room(self, column: int) -> list[str]:
        sides = ["right", "left"] if column + 1 < len(self.matrix.columns) else ["left", "right"]
        return sides if column > 0 else ["right", "left"]

    def _arrow(self, row: int, port: str, target: int) -> None:
        if not self._here(target):
            self._departure(row, port, target)
            return
        start, near = self._start(row, port)
        column, x = self.matrix.rows[target].column, self.x(self.matrix.rows[target].column)
        strip, edge = self.entry(target)
        if target == row + 1 and port == "bottom" and x == start[0]:
            self._line(start, (x, edge))
        elif target == row + 1 and (port == "bottom" or (x > start[0]) == (port == "right")):
            self._line(*near, (x, near[-1][1]), (x, edge))
        else:
            lane = self._lane(row, port, column, near[-1][1], strip)
            self.strips.setdefault(target, set()).add(-1 if lane < x else 1)
            self._line(*near, (lane, near[-1][1]), (lane, strip), (x, strip), (x, edge))

    def _start(self, row: int, port: str) -> tuple[Point, list[Point]]:
        """Where an exit begins, and the points until it is clear of its symbol."""
        x, y = self.x(self.matrix.rows[row].column), self.y(row)
        if port == "bottom":
            start = (x, y + self.half(row))
            return start, [start, (x, y + self.half(row) + STRIP)]
        start = (x + self.half_width * (1 if port == "right" else -1), y)
        return start, [start]

    def _lane(self, row: int, port: str, towards: int, one: float, other: float) -> float:
        """A free vertical lane on the border of two columns, beside the symbol of `row`."""
        column = self.matrix.rows[row].column
        right = port == "right" or (port == "bottom" and towards > column)
        border = column + 1 if right else column
        x = self.left + self.role * border
        low, high = sorted((one, other))
        for offset in self._offsets(border):
            busy = self.lanes.setdefault((border, offset), [])
            if all(high < a - 0.05 or low > b + 0.05 for a, b in busy):
                busy.append((low, high))
                return x + offset
        return x  # more lanes than room: two lines share one

    def _offsets(self, border: int) -> list[float]:
        count = max(1, int((self.role / 2 - self.half_width - 0.05) / LANE))
        inward = [LANE * (k + 1) for k in range(count)]
        if border == 0:
            return inward
        if border == len(self.matrix.columns):
            return [-o for o in inward]
        return [s * o for o in inward for s in (1, -1)]

    # ---- to and from other pages ----------------------------------------------------------------------------------
    def _departure(self, row: int, port: str, target: int) -> None:
        start, _ = self._start(row, port)
        letter = self.letters[target]
        if port == "bottom":
            # right below the symbol, inside its row
            self.page.pentagons.append(Pentagon(start[0], start[1] + 0.21, letter))
            return
        sign = 1 if port == "right" else -1
        x = start[0] + sign * (self.role - self.half_width)
        self._line(start, (x - sign * 0.22, start[1]), tip=False)
        self.page.pentagons.append(Pentagon(x, start[1], letter))

    def _arrival(self, row: int, letter: str) -> None:
        column = self.matrix.rows[row].column
        strip, edge = self.entry(row)
        x = self.x(column)
        if column == 0:
            # beside its own symbol: the next column may hold a line on its way down
            side, there = -1, x - self.role / 2 + 0.26
        else:
            sides = [s for s in (-1, 1) if column + s < len(self.matrix.columns)]
            side = next((s for s in sides if s not in self.strips.get(row, set())), -1)
            there = self.x(column + side)
        self._line((there - side * 0.22, strip), (x, strip), (x, edge))
        self.page.pentagons.append(Pentagon(there, strip, letter))

    # ---- the small things -----------------------------------------------------------------------------------------
    def _here(self, row: int) -> bool:
        return self.page.first <= row < self.page.last

    def _line(self, *points: Point, tip: bool = True) -> None:
        clean = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
        self.page.arrows.append(Arrow(tuple((round(x, 3), round(y, 3)) for x, y in clean), tip))

    def _label(self, row: int, port: str, text: str) -> None:
        x, y = self.x(self.matrix.rows[row].column), self.y(row)
        if port == "bottom":
            self.page.labels.append(Label(x + 0.1, y + self.half(row) + 0.01, text))
            return
        # beside the slant of the diamond, where there is room
        beside = 0.62 * self.half_width
        width = 0.34 if text == "Ya" else 0.62
        self.page.labels.append(Label(x + beside if port == "right" else x - beside - width, y - 0.37, text))
