"""A chart shows what its numbers say, stays inside its frame, and says itself in words."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as some

from lorong.portals.look import charts
from lorong.portals.look.tests import samples


def draw(drawing: object) -> str:
    return Template("{% load look %}{% chart drawing %}").render(Context({"drawing": drawing}))


def bars_of(counts: list[int], late_from: int) -> charts.Histogram:
    return charts.histogram(
        ident="h",
        title="t",
        desc="d",
        bins=[(str(n), count) for n, count in enumerate(counts)],
        late_from=late_from,
        promise="janji: 7 jam kerja",
        late="24 lebih lama",
        axis="jam kerja",
    )


@pytest.mark.parametrize(
    "drawing",
    [samples.TURNS, samples.HISTOGRAM, samples.YEAR, samples.MAP, charts.mini_path(stations=5, at=2, side="you")],
)
def test_every_chart_is_well_formed(drawing):
    svg = draw(drawing).split("<ul")[0]
    assert ElementTree.fromstring(svg).tag == "svg"


@pytest.mark.parametrize("drawing", [samples.TURNS, samples.HISTOGRAM, samples.YEAR, samples.MAP])
def test_every_chart_is_an_image_with_a_title_and_a_description(drawing):
    svg = draw(drawing)
    assert f'role="img" aria-labelledby="{drawing.ident}-t {drawing.ident}-d"' in svg
    assert f'<title id="{drawing.ident}-t">{drawing.title}</title>' in svg
    assert f'<desc id="{drawing.ident}-d">{drawing.desc}</desc>' in svg


def test_words_in_a_chart_are_escaped():
    bar = charts.promise_bar(label='"><script>', median=10, ninth=20)
    assert "<script>" not in draw(bar)
    drawn = draw(charts.line12(ident="a", title="<b>", desc="d", months=[("<i>", 90), ("x", 91)], notes={}))
    assert "<b>" not in drawn
    assert "<i>" not in drawn


def test_the_ribbon_measures_working_minutes():
    assert [(bar.x, bar.width, bar.kind) for bar in samples.TURNS.bars] == [(1.8, 8.8, "city"), (10.6, 10.6, "turn")]
    assert samples.TURNS.now == 21.2
    assert samples.TURNS.promise == 76.1


def test_a_comma_never_gets_into_a_coordinate():
    for drawing in (samples.TURNS, samples.HISTOGRAM, samples.YEAR):
        places = re.findall(r' (?:x|y|x1|x2|y1|y2|width|height|cx|cy)="([^"]*)"', draw(drawing))
        assert places
        assert all(re.fullmatch(r"-?[\d.]+%?", place) for place in places)


minutes = some.integers(0, 3000)


@given(length=some.integers(1, 3000), now=minutes, first=minutes, more=minutes, promise=minutes)
def test_labels_of_the_ribbon_never_meet_and_never_leave_the_page(length, now, first, more, promise):
    ribbon = charts.turn_chart(
        ident="r",
        title="t",
        desc="d",
        days=[("Senin 27", 0)],
        length=length,
        spans=[],
        now=(now, "kini 10.20"),
        predicted=(first, first + more, "perkiraan selesai"),
        promise=(promise, "janji kota: Selasa 09.22"),
    )
    reach = [(label.y, *charts._extent(label)) for label in ribbon.labels]
    for n, (y, left, right) in enumerate(reach):
        assert left >= -3
        assert right <= 103
        assert all(y != other or right <= a or b <= left for other, a, b in reach[n + 1 :])
    assert ribbon.height > max(label.y for label in ribbon.labels)


def test_a_ribbon_without_prediction_or_promise_is_only_a_ribbon():
    ribbon = charts.turn_chart(ident="r", title="t", desc="d", days=[("Senin", 0)], length=60, spans=[])
    drawn = draw(ribbon)
    assert "s-ink" not in drawn
    assert "pattern" not in drawn


@given(
    counts=some.lists(some.integers(0, 5000), min_size=1, max_size=20),
    late_from=some.integers(0, 20),
)
def test_bars_are_as_high_as_their_numbers_and_stand_on_the_axis(counts, late_from):
    late_from = min(late_from, len(counts))
    drawing = bars_of(counts, late_from)
    assert all(bar.y + bar.height == 170 for bar in drawing.bars)
    assert all(0 <= bar.height <= 124 for bar in drawing.bars)
    ranked = sorted(zip(counts, drawing.bars, strict=True), key=lambda pair: pair[0])
    assert all(a[1].height <= b[1].height for a, b in pairwise(ranked))
    assert all((bar.height > 0) == (count > 0) for count, bar in zip(counts, drawing.bars, strict=True))


def test_late_bars_are_grey_and_stand_right_of_the_promise():
    assert [bar.kind for bar in samples.HISTOGRAM.bars] == ["city"] * 7 + ["late"] * 3
    assert samples.HISTOGRAM.promise == 70
    assert all(bar.x > 70 for bar in samples.HISTOGRAM.bars[7:])


def test_when_nobody_was_late_nothing_says_so():
    assert "lebih lama" not in draw(bars_of([3, 4, 0], 2))


def test_no_cases_yet_is_an_empty_axis():
    assert "<rect" not in draw(bars_of([0, 0, 0], 2))


def test_the_promise_stands_at_the_same_place_in_every_row():
    rows = [charts.promise_bar(label="x", median=m, ninth=n) for m, n in ((10, 20), (82, 146), (300, 900))]
    assert {row.promise for row in rows} == {66.7}
    assert [row.late for row in rows] == [0, 30.6, 33.3]
    assert rows[0].kept == 13.3


def test_the_line_breaks_at_a_month_without_cases():
    assert len(samples.YEAR.lines) == 2
    assert samples.YEAR.labels[4].text == "Des"


def test_a_month_between_two_empty_ones_is_a_dot():
    months = [("Jan", None), ("Feb", 91.0), ("Mar", None)]
    line = charts.line12(ident="a", title="t", desc="d", months=months, notes={})
    assert line.lines == ()
    assert len(line.dots) == 1


@given(values=some.lists(some.one_of(some.none(), some.floats(0, 100)), min_size=2, max_size=12))
def test_the_line_stays_between_its_grid_lines(values):
    months = [(str(n), value) for n, value in enumerate(values)]
    line = charts.line12(ident="a", title="t", desc="d", months=months, notes={})
    heights = [float(point.split(",")[1]) for stretch in line.lines for point in stretch.split()]
    assert all(12 <= height <= 152 for height in heights)
    assert [step.y for step in line.grid] == [152, 82, 12]


@pytest.mark.parametrize("values", [(99, 98, 84.2), (80, 85, 99.5)])
def test_the_number_of_the_last_month_stands_beside_its_point(values):
    months = [(str(n), value) for n, value in enumerate(values)]
    line = charts.line12(ident="a", title="t", desc="d", months=months, notes={2: "100,0"})
    (note,) = [label for label in line.labels if label.text == "100,0"]
    assert note.anchor == "start"
    assert note.x > line.dots[-1][0]
    assert note.x + len(note.text) * charts.LETTER / charts.NARROW * 100 <= 100


@pytest.mark.parametrize(("value", "kind"), [(95, "m-a"), (94.9, "m-b"), (90, "m-b"), (80, "m-c"), (79.9, "m-d"), (None, "m-n")])
def test_a_region_wears_the_class_of_its_value(value, kind):
    drawing = charts.city_map(ident="m", title="t", desc="d", view_box="0 0 9 9", outlines={"a": "M0 0"}, values={"a": value})
    assert drawing.shapes == ((kind, "M0 0"),)


def test_a_region_nobody_counted_is_not_called_bad():
    drawing = charts.city_map(ident="m", title="t", desc="d", view_box="0 0 9 9", outlines={"a": "M0 0"}, values={})
    assert drawing.shapes == (("m-n", "M0 0"),)


@given(stations=some.integers(2, 12), data=some.data())
def test_a_case_in_a_list_stands_at_one_station(stations, data):
    at = data.draw(some.integers(0, stations - 1))
    mini = charts.mini_path(stations=stations, at=at, side="city")
    kinds = [kind for _, kind in mini.dots]
    assert kinds == ["done"] * at + ["city"] + ["later"] * (stations - at - 1)
    assert mini.dots[0][0] == 3
    assert mini.dots[-1][0] == 97
    assert mini.reached == mini.dots[at][0]


@pytest.mark.parametrize(("percent", "width", "kind"), [(0, 0, "city"), (67.4, 67, "city"), (104, 100, "late")])
def test_a_used_up_promise_is_grey(percent, width, kind):
    drawn = Template("{% load look %}{% used percent %}").render(Context({"percent": percent}))
    assert f'class="c-{kind}" width="{width}%"' in drawn
