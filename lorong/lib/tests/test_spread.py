"""Counts in buckets: exact below 128, within one per cent above, and the order of adding does not matter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lorong.lib import spread

numbers = st.lists(st.integers(0, 5_000_000), min_size=1, max_size=60)


@given(st.integers(0, 10_000_000))
def test_the_middle_of_a_bucket_is_within_one_per_cent_of_what_is_in_it(number):
    assert abs(spread.middle(spread.bucket(number)) - number) * 100 <= number
    assert spread.bucket(spread.middle(spread.bucket(number))) == spread.bucket(number)


@given(st.integers(0, 128))
def test_small_numbers_are_exact(number):
    assert spread.middle(spread.bucket(number)) == number


@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_buckets_keep_the_order_of_numbers(a, b):
    low, high = sorted((a, b))
    assert spread.bucket(low) <= spread.bucket(high)


@given(numbers, st.sampled_from([(1, 2), (9, 10), (1, 100), (1, 1)]))
def test_a_percentile_is_within_one_per_cent_of_the_exact_one(values, share):
    exact = sorted(values)[-(-len(values) * share[0] // share[1]) - 1]
    assert abs(spread.percentile(spread.of_numbers(values), share) - exact) * 100 <= exact


@given(numbers, numbers, numbers)
def test_spreads_add_up_in_any_order(a, b, c):
    whole = spread.of_numbers([*a, *b, *c])
    parts = [spread.of_numbers(x) for x in (a, b, c)]
    assert spread.added(*parts) == spread.added(*reversed(parts)) == whole


def test_nothing_has_no_percentile():
    assert spread.percentile({}, (1, 2)) == 0
