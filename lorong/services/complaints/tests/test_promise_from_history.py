"""What a promise is taken from: like incidents near by, and how often that was right. No table is touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from lorong.services.complaints.promising.paces import LEAST, SAMPLE, Like, Past, Took, judged, keys, nearest, paces

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def past(minutes, *, ended_days_ago=10, unit="pu", area="73.71.05", category="jalan", group="jalanan", took_days=5):
    ended = NOW - timedelta(days=ended_days_ago)
    return Past(category, group, unit, area, minutes, ended - timedelta(days=took_days), ended)


@given(st.lists(st.integers(1, 20_000), min_size=LEAST, max_size=200))
def test_half_of_the_known_ones_were_done_by_the_first_date_and_eight_of_ten_by_the_second(minutes):
    known = paces([past(m) for m in minutes], NOW)
    took = known[Like.AREA, "jalan", "pu", "73.71.05"]
    assert took.half <= took.most
    assert sum(m <= took.half for m in minutes) * 2 >= len(minutes)
    assert sum(m <= took.most for m in minutes) * 10 >= len(minutes) * 8
    assert sum(m < took.half for m in minutes) * 2 <= len(minutes) + 1, "and no later than it has to be"


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_what_is_nearest_and_well_known_counts(here, at_the_unit, elsewhere, in_the_group):
    history = [past(10)] * here + [past(20, area="73.71.09")] * at_the_unit
    history += [past(30, unit="kelurahan", area="73.71.09")] * elsewhere + [past(40, category="trotoar")] * in_the_group
    found = nearest(paces(history, NOW), keys("jalan", "jalanan", "pu", "73.71.05"))
    of_unit, of_category = here + at_the_unit, here + at_the_unit + elsewhere
    counts = [(here, Like.AREA), (of_unit, Like.UNIT), (of_category, Like.CATEGORY), (of_category + in_the_group, Like.GROUP)]
    wanted = next(((like, count) for count, like in counts if count >= LEAST), None)
    assert (found and (found[0], found[1].based_on)) == wanted


def test_only_what_had_ended_by_then_is_known_and_only_the_last_of_it_counts():
    old = [past(9_000, ended_days_ago=300)] * SAMPLE
    new = [past(100, ended_days_ago=5)] * SAMPLE
    running = [Past("jalan", "jalanan", "pu", "73.71.05", 5, NOW - timedelta(days=1), None)] * LEAST
    before, after = (paces([*new, *old, *running], at) for at in (NOW - timedelta(days=6), NOW))
    key = Like.UNIT, "jalan", "pu", ""
    assert before[key] == Took(9_000, 9_000, SAMPLE)
    assert after[key] == Took(100, 100, SAMPLE)


def test_told_from_like_ones_eight_of_ten_keep_the_second_date():
    chance = Random(4)
    history = [past(round(chance.lognormvariate(6, 0.8)), ended_days_ago=chance.uniform(0, 300)) for _ in range(3000)]
    begin = NOW - timedelta(days=60)
    hits = judged(history, paces(history, begin), begin, NOW)
    assert len(hits) > 300
    assert 0.42 < sum(hit.by_half for hit in hits) / len(hits) < 0.58
    assert 0.73 < sum(hit.by_most for hit in hits) / len(hits) < 0.87


def test_one_that_still_runs_is_judged_only_when_it_has_taken_too_long():
    known = paces([past(100)] * LEAST, NOW)
    still = [Past("jalan", "jalanan", "pu", "73.71.05", minutes, NOW, None) for minutes in (40, 100, 101)]
    (hit,) = judged(still, known, NOW, NOW + timedelta(days=1))
    assert not hit.by_half
    assert not hit.by_most


def test_nothing_is_judged_where_nothing_was_told():
    assert judged([past(10)], {}, NOW - timedelta(days=90), NOW) == []
