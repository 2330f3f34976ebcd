"""A range from what was observed holds eight times of ten, and is wide when little was observed."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.foretelling import LEAST, enough_for, remaining_range

LENGTHS = st.lists(st.integers(0, 10_000), min_size=0, max_size=200)


@given(LENGTHS, st.integers(0, 5000))
def test_a_range_lies_between_observed_lengths_and_counts_only_longer_ones(lengths, elapsed):
    found = remaining_range(lengths, elapsed)
    left = [n - elapsed for n in lengths if n > elapsed or not elapsed]
    assert (found is None) == (len(left) < LEAST)
    if found is not None:
        low, high, count = found
        assert count == len(left)
        assert min(left) <= low <= high <= max(left)


def test_of_ten_it_is_everything_and_of_many_the_inner_eighty_percent():
    assert remaining_range(range(1, 11), 0) == (1, 10, 10)
    assert remaining_range(range(1, 1000), 0) == (100, 900, 999)
    assert remaining_range(range(1, 21), 10) == (1, 10, 10)
    assert remaining_range(range(1, 10), 0) is None


@pytest.mark.parametrize("count", [10, 14, 25, 60, 400])
def test_the_next_one_falls_into_the_range_eight_times_of_ten(count):
    chance = Random(count)

    def one() -> int:
        return round(60 * chance.lognormvariate(0, 1))

    hits = 0
    for _ in range(3000):
        low, high, _ = remaining_range([one() for _ in range(count)], 0)
        hits += low <= one() <= high
    assert 0.78 < hits / 3000 < 0.9


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60, unique=True), st.fractions(0, 1))
def test_one_more_like_them_needs_no_more_with_at_least_that_probability(lengths, share):
    # each of them in turn is the new one, told from the others: exchangeable, so this is its probability
    inside = 0
    for new in lengths:
        others = sorted(set(lengths) - {new})
        if not others or new <= enough_for(others, share) or ceil((len(others) + 1) * share) > len(others):
            inside += 1
    assert Fraction(inside, len(lengths)) >= share


def test_nothing_is_told_from_nothing():
    with pytest.raises(ValueError, match="nothing"):
        enough_for([], Fraction(1, 2))
