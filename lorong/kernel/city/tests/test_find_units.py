"""Units, regions, the map and the city's own time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lorong.kernel.city import actions, queries
from lorong.kernel.city.models import Unit
from lorong.kernel.city.tests.conftest import Town, pack_of
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotFound

pytestmark = pytest.mark.django_db


def test_a_unit_is_found_or_refused(town: Town) -> None:
    assert queries.unit(town.kelurahan.pk).name == "Kelurahan Rappocini"
    with pytest.raises(NotFound):
        queries.unit("99.99")


def test_a_region_knows_the_unit_that_serves_it(town: Town) -> None:
    assert queries.unit_of_region(town.kelurahan.pk) == town.kelurahan
    assert queries.unit_of_region("99.99.99.9999") is None


def test_the_kecamatan_above_a_unit(town: Town) -> None:
    assert queries.kecamatan_unit_of(town.kelurahan) == town.kecamatan
    assert queries.kecamatan_unit_of(town.kecamatan) == town.kecamatan
    assert queries.kecamatan_unit_of(queries.unit("73.71-inspektorat")) is None


def test_offices_of_the_city_are_found_by_their_slug(town: Town) -> None:
    office = queries.city_unit("inspektorat")
    hall = queries.city_unit()

    assert office is not None
    assert (office.name, office.kind) == ("Inspektorat Daerah", "office")
    assert hall is not None
    assert hall.pk == "73.71"
    assert queries.city_unit("perpustakaan-antariksa") is None


def test_everything_below_a_unit_is_under_it(town: Town) -> None:
    below = queries.units_under(town.kecamatan.pk)

    assert {unit.pk for unit in below} == {
        code for code in town.pack.units if code == town.kecamatan.pk or code.startswith(f"{town.kecamatan.pk}.")
    }
    assert len(queries.units_under("73.71")) == len(town.pack.units)
    assert [unit.pk for unit in queries.units_under(town.kelurahan.pk)] == [town.kelurahan.pk]


def test_a_letter_head_names_the_authorities_from_above(town: Town) -> None:
    assert Unit.objects.get(pk=town.kelurahan.pk).letterhead == [
        "Pemerintah Kota Makassar",
        "Kecamatan Rappocini",
        "Kelurahan Rappocini",
    ]


@pytest.mark.parametrize("city", ["padang", "makassar", "palopo", "kapuas"])
def test_every_mark_lies_on_the_map(city: str, nothing_loaded: None) -> None:
    actions.load_pack(actor=SISTEM, pack=pack_of(city))
    _, _, width, height = map(float, queries.this_city().map_view_box.split())

    regions = queries.regions_for_map()

    assert len(regions) == len(pack_of(city).regions)
    assert all(0 <= region.x <= width and 0 <= region.y <= height for region in regions)
    assert all(region.outline.startswith("M") for region in regions)


@pytest.mark.parametrize(("city", "day"), [("padang", date(2026, 7, 1)), ("makassar", date(2026, 7, 2))])
def test_the_day_is_the_citys(city: str, day: date, nothing_loaded: None) -> None:
    actions.load_pack(actor=SISTEM, pack=pack_of(city))
    moment = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)

    assert queries.today(moment) == day
    assert queries.local(moment).date() == day
    with pytest.raises(ValueError, match="no time zone"):
        queries.local(datetime(2026, 7, 1))
