from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from lorong.lib.sop.drawing import HEAD, PAGE_HEIGHT, PAGE_WIDTH, Arrow, Sheet, Symbol, draw
from lorong.lib.sop.matrix import REFUSED, Matrix, Shape, matrix_of
from lorong.lib.sop.reading import read_service
from lorong.lib.sop.schema import Sop
from lorong.lib.sop.soundness import explore
from lorong.lib.sop.tests.flows import Flow, flows, sop_of

SAMPLE = Path(__file__).parent / "samples" / "surat-contoh"


def sample() -> Matrix:
    declared = read_service(SAMPLE).declared
    assert declared is not None
    return matrix_of(declared.sop)


def test_the_form_says_when_another_kelurahan_than_that_of_the_address_handles_it() -> None:
    declared = read_service(SAMPLE).declared
    assert declared is not None
    assert sample().rows[0].note == "Tidak dihitung dalam waktu layanan"
    moved = declared.sop.model_copy(update={"applicant": declared.sop.applicant.model_copy(update={"place": "tempat"})})
    assert "wilayah tempat yang diisi pemohon, tetap sejak dikirim" in matrix_of(moved).rows[0].note


def test_the_form_of_the_model_letter_has_one_start_its_steps_and_an_end_for_each_way_out() -> None:
    matrix = sample()
    assert matrix.columns == ("Pemohon", "Petugas pelayanan", "Kasi Pelayanan", "Lurah", "Sistem")
    assert [r.activity for r in matrix.rows] == [
        "Mengajukan permohonan dan melampirkan berkas",
        "Memeriksa kelengkapan dan kebenaran berkas",
        "Menentukan: minta dilengkapi?",
        "Meneliti dan memaraf konsep surat",
        "Menandatangani surat secara elektronik",
        "Menerbitkan dan mengirim surat",
        "Menerima Surat Keterangan Usaha",
        "Menerima penolakan beserta alasannya",
    ]
    assert matrix.total == "6 jam 35 menit kerja (janji: 1 hari kerja, 7 jam 30 menit kerja)"


def test_an_outcome_set_with_three_exits_becomes_two_decisions_with_yes_and_no() -> None:
    rows = sample().rows
    assert [(e.label, e.rows) for e in rows[1].exits] == [("Ya", (3,)), ("Tidak", (2,))]
    assert [(e.label, e.rows) for e in rows[2].exits] == [("Ya", (0,)), ("Tidak", (7,))]


@settings(max_examples=200, deadline=None)
@given(flows(most=6))
def test_every_form_keeps_the_rules_of_the_regulation(game: Flow) -> None:
    if explore(game):
        return
    matrix = matrix_of(Sop.model_validate(sop_of(game, dict.fromkeys(game["steps"], 10))))
    assert [r.shape for r in matrix.rows].count(Shape.START) == 1
    assert any(r.shape is Shape.END for r in matrix.rows)
    for row in matrix.rows:
        labels = [e.label for e in row.exits]
        assert labels == {Shape.DECISION: ["Ya", "Tidak"], Shape.END: []}.get(row.shape, [""])
        assert 0 <= row.column < len(matrix.columns)
    assert [r.number for r in matrix.rows] == list(range(1, len(matrix.rows) + 1))
    reached = {t for r in matrix.rows for e in r.exits for t in e.rows}
    assert set(range(1, len(matrix.rows))) <= reached
    refused = any(w.get("end") == REFUSED for s in game["steps"].values() for w in s["outcomes"].values())
    assert ("Menerima penolakan beserta alasannya" in {r.activity for r in matrix.rows}) == refused


def crosses(arrow: Arrow, symbol: Symbol) -> bool:
    """Whether a line runs through the inside of a symbol."""
    left, right = symbol.x - symbol.half[0] + 0.02, symbol.x + symbol.half[0] - 0.02
    top, bottom = symbol.y - symbol.half[1] + 0.02, symbol.y + symbol.half[1] - 0.02
    for (x1, y1), (x2, y2) in pairwise(arrow.points):
        if max(x1, x2) > left and min(x1, x2) < right and max(y1, y2) > top and min(y1, y2) < bottom:
            return True
    return False


def check_page(page: Sheet, left: float, right: float) -> None:
    height = HEAD + sum(page.heights)
    for arrow in page.arrows:
        assert not any(crosses(arrow, s) for s in page.symbols), arrow
        for (x1, y1), (x2, y2) in pairwise(arrow.points):
            assert abs(x1 - x2) < 0.001 or abs(y1 - y2) < 0.001, "lines are straight"
        assert all(left <= x <= right and HEAD <= y <= height for x, y in arrow.points), arrow
    for pentagon in page.pentagons:
        assert left <= pentagon.x <= right
        assert HEAD < pentagon.y < height


@settings(max_examples=250, deadline=None)
@given(flows(most=9), st.integers(1, 6))
def test_no_arrow_crosses_a_symbol_and_nothing_leaves_the_paper(game: Flow, words: int) -> None:
    if explore(game):
        return
    given_sop = sop_of(game, dict.fromkeys(game["steps"], 10))
    for step in given_sop["steps"]:
        step["does"] = "Memeriksa kelengkapan dan kebenaran berkas permohonan " * words
    matrix = matrix_of(Sop.model_validate(given_sop))
    drawing = draw(matrix)
    assert sum(drawing.widths) <= PAGE_WIDTH + 0.01
    assert [p.first for p in drawing.pages] == [0, *(p.last for p in drawing.pages[:-1])]
    assert drawing.pages[-1].last == len(matrix.rows)
    left, right = sum(drawing.widths[:2]), sum(drawing.widths[:-4])
    for page in drawing.pages:
        assert HEAD + sum(page.heights) <= PAGE_HEIGHT + 0.01
        check_page(page, left, right)


@settings(max_examples=150, deadline=None)
@given(flows(most=9))
def test_what_leaves_a_page_arrives_on_another_under_the_same_letter(game: Flow) -> None:
    if explore(game):
        return
    given_sop = sop_of(game, dict.fromkeys(game["steps"], 10))
    for step in given_sop["steps"]:
        step["does"] = "Memeriksa kelengkapan berkas " * 9
    drawing = draw(matrix_of(Sop.model_validate(given_sop)))
    pages: dict[str, int] = {}
    for page in drawing.pages:
        for letter in {p.letter for p in page.pentagons}:
            pages[letter] = pages.get(letter, 0) + 1
    assert all(count >= 2 for count in pages.values())
    assert bool(pages) == (len(drawing.pages) > 1)
