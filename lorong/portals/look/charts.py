"""Small charts: pure functions from numbers to the places of shapes; templates draw them as SVG.

x is in percent of the width, y and text in px, so that text never shrinks on a phone. Every chart carries a title and
a description: what it says must be readable without seeing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from lorong.portals.look import words

LETTER = 6.6  # px of an average letter at 12 px, a little generous
NARROW = 320  # px: the narrowest page; labels must not meet there
LAST_X = 82  # percent from the first month to the last: its number stands to the right of it
NOTE_GAP = 2.5  # percent between a point and the words beside it


def percent(part: float, whole: float) -> float:
    """`part` of `whole` in percent, one decimal, held between 0 and 100."""
    assert whole > 0, "a chart has a width"
    return round(min(max(part / whole * 100, 0.0), 100.0), 1)


@dataclass(frozen=True)
class Label:
    """Words in a chart. `anchor` is start, middle or end; `kind` colours them: ink, city, turn or
    nothing; skip leaves them out on a phone."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    kind: str = ""


@dataclass(frozen=True)
class Bar:
    """An upright or lying rectangle. `kind` is city, turn or late."""

    x: float
    width: float
    y: float
    height: float
    kind: str = "city"


# ---- whose turn, hour by hour


@dataclass(frozen=True)
class Span:
    """A stretch of a case in working minutes since the left edge; `side` is city, you or other."""

    side: str
    start: int
    end: int


@dataclass(frozen=True)
class TurnChart:
    """The ribbon of whose turn it was, what is expected, and the promise."""

    ident: str
    title: str
    desc: str
    height: int
    days: tuple[Label, ...]
    breaks: tuple[float, ...]
    bars: tuple[Bar, ...]
    predicted: Bar | None
    now: float | None
    promise: float | None
    promise_y2: int
    labels: tuple[Label, ...]
    legend: tuple[tuple[str, str], ...]


def _extent(label: Label) -> tuple[float, float]:
    """From where to where a label reaches, in percent of the narrowest page."""
    width = len(label.text) * LETTER / NARROW * 100
    left = {"start": label.x, "middle": label.x - width / 2, "end": label.x - width}[label.anchor]
    return left - 1, left + width + 1


def _anchored(x: float, text: str, *, prefer: str = "middle") -> tuple[float, str]:
    """Where to hang a label at x so that it stays inside: x may move a little off its line."""
    width = len(text) * LETTER / NARROW * 100
    if prefer == "end" and x - width >= 0:
        return round(x - 1.5, 1), "end"
    if x + width / 2 > 100:
        return min(round(x + 0.5, 1), 100.0), "end"
    if x - width / 2 < 0 or (prefer == "end" and x + width <= 100):
        return (round(x + 1.5, 1), "start") if prefer == "end" else (max(x - 0.5, 0.0), "start")
    return x, "middle"


def _in_lanes(labels: Iterable[Label], *, first: int = 74, step: int = 22) -> tuple[Label, ...]:
    """Each label in the highest lane where it meets no other."""
    lanes: list[list[tuple[float, float]]] = []
    placed = []
    for label in labels:
        left, right = _extent(label)
        lane = 0
        while lane < len(lanes) and any(left < b and a < right for a, b in lanes[lane]):
            lane += 1
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((left, right))
        placed.append(Label(label.x, first + lane * step, label.text, label.anchor, label.kind))
    return tuple(placed)


def turn_chart(
    *,
    ident: str,
    title: str,
    desc: str,
    days: Sequence[tuple[str, int]],
    length: int,
    spans: Sequence[Span],
    now: tuple[int, str] | None = None,
    predicted: tuple[int, int, str] | None = None,
    promise: tuple[int, str] | None = None,
    legend: Sequence[tuple[str, str]] = (),
) -> TurnChart:
    """The ribbon of a case. All places are working minutes since the left edge, so nights and holidays take no room.

    ident: unique on the page. days: (label, minute at which the day begins). length: minutes at the right edge.
    now, promise: (minute, words). predicted: (from, to, words). legend: (city, turn, late or predicted; words).
    """
    kinds = {"city": "city", "you": "turn", "other": "late"}
    bars = tuple(
        Bar(percent(s.start, length), percent(s.end - s.start, length), 30, 22, kinds[s.side]) for s in spans if s.end > s.start
    )
    expected = _predicted_bar(predicted, length) if predicted else None
    labels = _in_lanes(_turn_labels(length, now, predicted, promise))
    lowest = max((label.y for label in labels), default=58.0)
    return TurnChart(
        ident=ident,
        title=title,
        desc=desc,
        height=int(lowest) + 16,
        days=tuple(Label(percent(at, length) + (1 if at else 0), 14, text, "start") for text, at in days),
        breaks=tuple(percent(at, length) for _, at in days if at),
        bars=bars,
        predicted=expected,
        now=percent(now[0], length) if now else None,
        promise=percent(promise[0], length) if promise else None,
        promise_y2=int(labels[-1].y) - 8 if promise else 0,
        labels=labels,
        legend=tuple(legend),
    )


def _predicted_bar(predicted: tuple[int, int, str], length: int) -> Bar:
    left, right = percent(predicted[0], length), percent(predicted[1], length)
    return Bar(left, max(round(right - left, 1), 1.0), 30, 22)


def _turn_labels(
    length: int, now: tuple[int, str] | None, predicted: tuple[int, int, str] | None, promise: tuple[int, str] | None
) -> list[Label]:
    wanted = []
    if now:
        x, anchor = _anchored(percent(now[0], length), now[1])
        wanted.append(Label(x, 0, now[1], anchor, "ink"))
    if predicted:
        middle = round((percent(predicted[0], length) + percent(predicted[1], length)) / 2, 1)
        x, anchor = _anchored(middle, predicted[2])
        wanted.append(Label(x, 0, predicted[2], anchor, "city"))
    if promise:
        x, anchor = _anchored(percent(promise[0], length), promise[1], prefer="end")
        wanted.append(Label(x, 0, promise[1], anchor, "ink"))
    return wanted


# ---- how long it took: a histogram with the promise as a line


@dataclass(frozen=True)
class Histogram:
    """How many took how long. Bars right of the promise are late and grey."""

    ident: str
    title: str
    desc: str
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    promise: float | None
    axis: str


def histogram(
    *,
    ident: str,
    title: str,
    desc: str,
    bins: Sequence[tuple[str, int]],
    late_from: int,
    promise: str,
    late: str,
    axis: str,
) -> Histogram:
    """Bars of how many took how long. bins: (label, count), in order. late_from: index of the first bin beyond the
    promise (len(bins) when none is). promise, late, axis: words at the line, beside late bars, under the axis."""
    assert bins, "a histogram has bins"
    slot = 100 / len(bins)
    most = max(max(count for _, count in bins), 1)
    bars: list[Bar] = []
    labels: list[Label] = []
    highest = max(range(len(bins)), key=lambda i: bins[i][1])
    for index, (text, count) in enumerate(bins):
        height = max(round(count / most * 124), min(count, 1))
        kind = "late" if index >= late_from else "city"
        bars.append(Bar(round(index * slot + slot * 0.06, 1), round(slot * 0.88, 1), 170 - height, height, kind))
        labels.append(Label(round((index + 0.5) * slot, 1), 188, text))
    if bins[highest][1]:
        labels.append(Label(round((highest + 0.5) * slot, 1), bars[highest].y - 7, str(bins[highest][1]), kind="ink"))
    line = round(late_from * slot, 1) if 0 < late_from <= len(bins) else None
    if line is not None:
        x, anchor = _anchored(line, promise, prefer="end")
        labels.append(Label(x, 18, promise, anchor, "ink"))
    if late_from < len(bins) and any(count for _, count in bins[late_from:]):
        tallest = max(bar.height for bar in bars[late_from:])
        x, anchor = _beside(round(late_from * slot, 1), late)
        labels.append(Label(x, max(170 - tallest - 29, 36), late, anchor))
    return Histogram(ident, title, desc, tuple(bars), tuple(labels), line, axis)


def _beside(x: float, text: str) -> tuple[float, str]:
    """Right of x when the words fit there, else ending at the right edge."""
    width = len(text) * LETTER / NARROW * 100
    return (round(x + 1.8, 1), "start") if x + 1.8 + width <= 100 else (100.0, "end")


# ---- promise against reality, one row


@dataclass(frozen=True)
class PromiseBar:
    """One row: bar to the ninth decile, ring at the median, upright line at the promise, at the same x in all rows."""

    label: str
    promise: float
    median: float
    kept: float
    late: float


def promise_bar(*, label: str, median: float, ninth: float, limit: float = 150) -> PromiseBar:
    """median and ninth decile in percent of the promised time; the right edge is `limit` percent. label: the sentence
    for those who cannot see it."""
    line = percent(100, limit)
    reach = percent(ninth, limit)
    return PromiseBar(label, line, percent(median, limit), min(reach, line), round(max(reach - line, 0), 1))


# ---- twelve months


@dataclass(frozen=True)
class Line12:
    """A line over the months. `lines` are the points of unbroken stretches; a month without cases breaks the line."""

    ident: str
    title: str
    desc: str
    grid: tuple[Label, ...]
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    labels: tuple[Label, ...]


def line12(*, ident: str, title: str, desc: str, months: Sequence[tuple[str, float | None]], notes: Mapping[int, str]) -> Line12:
    """Percent per month. months: (short name, percent or None when there was nothing to count).
    notes: words at the month of that index, which also gets a dot."""
    assert len(months) >= 2, "a line has two ends"
    values = [value for _, value in months if value is not None]
    low = max(floor((min(values, default=80) - 1) / 10) * 10, 0)
    low = min(low, 80)

    def height(value: float) -> float:
        return round(152 - (value - low) / (100 - low) * 140, 1)

    xs = [round(4 + index * LAST_X / (len(months) - 1), 2) for index in range(len(months))]
    stretches: list[list[str]] = [[]]
    dots, labels = [], []
    for index, (name, value) in enumerate(months):
        skipped = "" if (len(months) - 1 - index) % 2 == 0 else "skip"  # a phone shows every other month, and the last one
        labels.append(Label(round(xs[index], 1), 184, name, kind=skipped))
        if value is None:
            stretches.append([])
            continue
        stretches[-1].append(f"{xs[index]:.2f},{height(value):.1f}")
        alone = (index == 0 or months[index - 1][1] is None) and (index == len(months) - 1 or months[index + 1][1] is None)
        if index in notes or alone:
            dots.append((round(xs[index], 1), height(value)))
        if index in notes:
            last = index == len(months) - 1
            labels.append(_note(xs[index], height(value), notes[index], last=last, at_floor=value - low < (100 - low) / 6))
    steps = [low, (low + 100) / 2, 100]
    grid = tuple(Label(0, height(step), words.number(Decimal(f"{step:g}")), "start") for step in steps)
    lines = tuple(" ".join(stretch) for stretch in stretches if len(stretch) > 1)
    return Line12(ident, title, desc, grid, lines, tuple(dots), tuple(labels))


def _note(x: float, y: float, text: str, *, last: bool, at_floor: bool) -> Label:
    """Words under their point, over it when the axis is too near, beside the last one; held inside the page."""
    at, anchor = _anchored(round(x, 1), text)
    if last and len(text) * LETTER / NARROW * 100 <= 100 - x - NOTE_GAP:
        return Label(round(x + NOTE_GAP, 1), round(y + 4, 1), text, "start", "ink")
    if anchor == "end":
        at = 100.0
    return Label(at, round(y - 12 if at_floor or last else y + 20, 1), text, anchor, "ink")


# ---- the map of the city


@dataclass(frozen=True)
class CityMap:
    """Outlines by class (m-a best … m-d worst, m-n too few to say) and numbered marks."""

    ident: str
    title: str
    desc: str
    view_box: str
    shapes: tuple[tuple[str, str], ...]
    marks: tuple[tuple[int, float, float], ...]


def city_map(
    *,
    ident: str,
    title: str,
    desc: str,
    view_box: str,
    outlines: Mapping[str, str],
    values: Mapping[str, float | None],
    marks: Sequence[tuple[float, float]] = (),
    bands: tuple[float, float, float] = (95, 90, 80),
) -> CityMap:
    """outlines: path data by region code, in the units of view_box. values: percent by code; absent or None when there
    is too little to say. marks: centres of the regions numbered 1, 2, 3. bands: lower edges of the classes."""
    drawn: dict[str, list[str]] = {name: [] for name in ("m-a", "m-b", "m-c", "m-d", "m-n")}
    for code, outline in outlines.items():
        drawn[_band(values.get(code), bands)].append(outline)
    shapes = tuple((name, "".join(paths)) for name, paths in drawn.items() if paths)
    return CityMap(ident, title, desc, view_box, shapes, tuple((n, x, y) for n, (x, y) in enumerate(marks, 1)))


def _band(value: float | None, bands: tuple[float, float, float]) -> str:
    if value is None:
        return "m-n"
    for name, edge in zip(("m-a", "m-b", "m-c"), bands, strict=True):
        if value >= edge:
            return name
    return "m-d"


# ---- the line of a case in a list


@dataclass(frozen=True)
class MiniPath:
    """Stations as dots: (x, kind), kind done, you, city or later; `reached` is where the solid line ends."""

    dots: tuple[tuple[float, str], ...]
    reached: float


def mini_path(*, stations: int, at: int, side: str) -> MiniPath:
    """A case on one line. stations: how many in all, two or more. at: index of the present one. side: you or city."""
    assert stations >= 2, "a line has two ends"
    assert 0 <= at < stations, "the case stands at one of its stations"
    xs = [round(3 + index * 94 / (stations - 1), 1) for index in range(stations)]
    kinds = ["done"] * at + [side] + ["later"] * (stations - at - 1)
    return MiniPath(tuple(zip(xs, kinds, strict=True)), xs[at])
