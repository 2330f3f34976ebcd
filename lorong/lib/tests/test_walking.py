"""A short way through several places."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.places import Spot, distance
from lorong.lib.walking import walking_order, way_length

spots = st.builds(Spot, st.floats(-5.2, -5.1), st.floats(119.4, 119.5))


@given(st.lists(spots, max_size=25), st.none() | spots)
def test_every_place_is_walked_to_once(places: list[Spot], start: Spot | None):
    assert sorted(walking_order(places, start=start)) == list(range(len(places)))


@given(st.lists(spots, min_size=1, max_size=25))
def test_without_a_start_the_way_begins_at_the_first_place(places: list[Spot]):
    assert walking_order(places)[0] == 0


@given(st.lists(spots, min_size=1, max_size=15), spots)
def test_it_is_never_longer_than_always_walking_to_the_nearest_next(places: list[Spot], start: Spot):
    here, left, nearest = start, list(range(len(places))), []
    while left:
        nearest.append(min(left, key=lambda place: distance(*here, *places[place])))
        left.remove(nearest[-1])
        here = places[nearest[-1]]
    order = walking_order(places, start=start)
    assert way_length(places, order, start=start) <= way_length(places, nearest, start=start) + 0.01


@given(st.lists(spots, min_size=1, max_size=5), spots)
def test_it_is_at_most_a_quarter_longer_than_the_shortest_way_through_a_few_places(places: list[Spot], start: Spot):
    best = min(way_length(places, order, start=start) for order in permutations(range(len(places))))
    assert way_length(places, walking_order(places, start=start), start=start) <= best * 1.25 + 0.01


def test_along_a_street_one_walks_from_one_end_to_the_other():
    street = [Spot(-5.15, 119.40 + step / 1000) for step in (3, 1, 4, 0, 2)]
    assert walking_order(street, start=Spot(-5.15, 119.399)) == [3, 1, 4, 0, 2]


def test_the_way_does_not_cross_itself():
    """Nearest-next alone would come back at the end for the place that it passed by."""
    places = [Spot(0, 0), Spot(0, 0.001), Spot(0, -0.0011), Spot(0, 0.0031)]
    order = walking_order(places, start=Spot(0, 0.0001))
    assert order in ([3, 1, 0, 2], [2, 0, 1, 3])


def test_nothing_to_do_is_no_way():
    assert walking_order([]) == []
    assert walking_order([], start=Spot(0, 0)) == []
