"""Nobody stands alone: whatever was told, every cell that leaves the house holds at least k incidents."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from lorong.services.complaints.opendata.cells import EVERYTHING, Cell, K, merged, upwards

GROUPS = {"lampu-jalan-mati": "penerangan", "kabel-menjuntai": "penerangan", "banjir": "drainase"}
AREAS = [f"73.71.{kecamatan:02}.{village}" for kecamatan in (1, 2) for village in (1001, 1002)]
cells = st.builds(
    Cell, st.sampled_from(AREAS), st.sampled_from([*GROUPS, "lain"]), st.sampled_from(["2025-12", "2026-01", "2026-02"])
)
counted = st.dictionaries(cells, st.integers(1, 8), max_size=20)


@given(counted, st.integers(1, 12))
def test_every_cell_that_is_told_holds_at_least_k(counts: dict[Cell, int], k: int):
    found = merged(counts, GROUPS, k=k)
    told: Counter[Cell] = Counter()
    for cell, into in found.items():
        if into is not None:
            told[into] += counts[cell]
    assert all(number >= k for number in told.values())


@given(counted)
def test_a_row_is_told_where_it_lies_or_above(counts: dict[Cell, int]):
    for cell, into in merged(counts, GROUPS).items():
        assert into is None or into in set(upwards(cell, GROUPS.get(cell.category, "")))


@given(counted)
def test_what_is_large_enough_stays_as_it_is(counts: dict[Cell, int]):
    found = merged(counts, GROUPS)
    assert all(found[cell] == cell for cell, number in counts.items() if number >= K)


@given(counted)
def test_nothing_is_left_out_that_would_fit_at_the_top(counts: dict[Cell, int]):
    found = merged(counts, GROUPS)
    left: Counter[str] = Counter()
    for cell, into in found.items():
        if into is None:
            left[cell.when[:4]] += counts[cell]
    assert all(number < K for number in left.values())


def test_small_ones_go_up_to_the_kecamatan_first():
    counts = {
        Cell(AREAS[0], "banjir", "2026-01"): 3,
        Cell(AREAS[1], "banjir", "2026-01"): 2,
        Cell(AREAS[2], "banjir", "2026-01"): 5,
    }
    found = merged(counts, GROUPS)
    assert found[Cell(AREAS[0], "banjir", "2026-01")] == Cell("73.71.01", "banjir", "2026-01")
    assert found[Cell(AREAS[2], "banjir", "2026-01")] == Cell(AREAS[2], "banjir", "2026-01")


def test_a_lonely_one_ends_among_all_of_the_year_or_not_at_all():
    lonely = Cell(AREAS[0], "lain", "2026-02")
    others = {Cell(AREAS[2], "banjir", "2026-01"): 4}
    assert merged({lonely: 1}, GROUPS)[lonely] is None
    assert merged({lonely: 1, **others}, GROUPS)[lonely] == Cell("73.71", EVERYTHING, "2026")
