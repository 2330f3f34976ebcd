"""Colours: the stylesheet of a city and what everybody must be able to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.citypack import CityPack, city_css
from lorong.lib.citypack.look import contrast, faults, warnings
from lorong.lib.citypack.schema import Look, Palette

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
TEAL = Palette(city="#0a5f59", strong="#074742", soft="#e4f1ef", on="#ffffff")
TEAL_BY_NIGHT = Palette(city="#6fcabf", strong="#9adfd6", soft="#12302d", on="#0d1615")


def test_every_city_can_be_read_and_none_looks_like_the_accent(pack: CityPack) -> None:
    assert faults(pack.city.look) == []
    assert warnings(pack.city.look) == []


def test_the_stylesheet_says_four_colours_by_day_and_by_night(makassar: CityPack) -> None:
    assert city_css(makassar.city.look) == (
        ":root { --city: #0a5f59; --city-strong: #074742; --city-soft: #e4f1ef; --on-city: #ffffff; }\n"
        "@media (prefers-color-scheme: dark) {\n"
        "  :root { --city: #6fcabf; --city-strong: #9adfd6; --city-soft: #12302d; --on-city: #0d1615; }\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways_and_between_1_and_21(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.001
    assert contrast(one, one) == 1


def test_a_colour_nobody_can_read_is_refused_by_day_and_by_night() -> None:
    pale = Palette(city="#9adfd6", strong="#074742", soft="#e4f1ef", on="#ffffff")
    modes = {(mode, name) for mode, name, _ in faults(Look(light=pale, dark=TEAL))}
    assert {("light", "city"), ("light", "on"), ("dark", "city")} <= modes


def test_an_orange_city_is_warned_that_orange_means_your_turn() -> None:
    orange = Palette(city="#a84a00", strong="#7a3600", soft="#fff1e2", on="#ffffff")
    look = Look(light=orange, dark=TEAL_BY_NIGHT)
    assert faults(look) == []
    assert [(mode, name) for mode, name, _ in warnings(look)] == [("light", "city")]


def test_a_brown_grey_is_not_an_orange() -> None:
    grey = Palette(city="#5c5550", strong="#403a36", soft="#f2f0ee", on="#ffffff")
    assert warnings(Look(light=grey, dark=TEAL_BY_NIGHT)) == []
