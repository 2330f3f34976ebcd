"""On whose ground a point lies, from the outlines that the map is drawn with."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from lorong.kernel.city import queries as city
from lorong.lib.places import Regions, Spot

pytestmark = pytest.mark.django_db


def test_a_point_in_each_kelurahan_is_found_there_as_by_the_boundaries_of_the_pack(django_db_setup: None):
    collection = json.loads((settings.CITIES_DIR / "makassar" / "regions.geojson").read_text())
    villages = [region for region in Regions.load(collection) if region.level == 4]
    assert len(villages) > 100
    for region in villages:
        point = region.geometry.representative_point()
        assert city.village_at(Spot(point.y, point.x)) == region.code


def test_the_sea_belongs_to_nobody_and_has_a_nearest_shore(django_db_setup: None):
    at_sea = Spot(-5.148, 119.385)
    assert city.village_at(at_sea) is None
    nearest = city.nearest_village(at_sea)
    assert nearest is not None
    code, metres = nearest
    assert code in city.village_codes()
    assert 100 < metres < 5000


def test_inside_the_nearest_is_the_one_it_lies_in(django_db_setup: None):
    code, metres = city.nearest_village(Spot(-5.16, 119.43)) or ("", -1)
    assert code == city.village_at(Spot(-5.16, 119.43))
    assert metres == 0


def test_a_point_off_the_earth_is_an_error():
    with pytest.raises(ValueError):
        city.village_at(Spot(float("nan"), 0))


def test_without_a_city_there_is_no_ground():
    assert len(Regions([])) == 0
    with pytest.raises(ValueError):
        Regions([]).nearest(0, 0, level=4)
