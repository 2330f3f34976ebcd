"""The four real packs."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date

import pytest
import shapely
from shapely.geometry import shape

from lorong.lib.citypack import CityPack
from lorong.lib.citypack.tests.conftest import CITIES, NAMES, read
from lorong.lib.phone import parse_mobile

COUNTS = {"padang": (11, 104), "makassar": (15, 153), "palopo": (9, 48), "kapuas": (17, 231)}


def test_there_are_four_cities_and_each_is_read_without_a_warning(pack: CityPack) -> None:
    assert sorted(path.name for path in CITIES.iterdir() if path.is_dir()) == list(NAMES)
    assert pack.warnings == ()
    assert pack.path.name == pack.slug


def test_every_kecamatan_and_kelurahan_is_there(pack: CityPack) -> None:
    levels = Counter(region.level for region in pack.regions.values())
    assert (levels["kecamatan"], levels["kelurahan"]) == COUNTS[pack.slug]
    assert levels["city"] == 1
    assert all(re.fullmatch(r"\d{5}", village.postcode) for village in pack.villages)


def test_kapuas_has_kelurahan_and_desa(kapuas: CityPack) -> None:
    kinds = Counter(village.kind for village in kapuas.villages)
    assert kinds == {"kelurahan": 17, "desa": 214}
    # The last four digits of the official code begin with 1 for a kelurahan and with 2 for a desa.
    assert all(village.code[9] == {"kelurahan": "1", "desa": "2"}[village.kind] for village in kapuas.villages)


def test_every_region_has_a_valid_boundary_around_its_point(pack: CityPack) -> None:
    assert pack.boundaries.stat().st_size <= 250_000
    features = json.loads(pack.boundaries.read_text(encoding="utf-8"))["features"]
    shapes = {feature["id"]: shape(feature["geometry"]) for feature in features}
    assert list(shapes) == list(pack.regions)
    for code, region in pack.regions.items():
        assert shapes[code].is_valid, region.full_name
        assert region.level != "kelurahan" or shapes[code].contains(shapely.Point(region.lon, region.lat)), region.full_name


def test_the_villages_of_a_city_cover_it_and_hardly_overlap(pack: CityPack) -> None:
    features = json.loads(pack.boundaries.read_text(encoding="utf-8"))["features"]
    shapes = {feature["id"]: shape(feature["geometry"]) for feature in features}
    villages = [shapes[village.code] for village in pack.villages]
    together = shapely.union_all(villages)
    # The outline of the city is closed where the source leaves gaps between neighbours.
    assert together.symmetric_difference(shapes[pack.city.code]).area < 0.002 * together.area
    assert sum(village.area for village in villages) - together.area < 0.001 * together.area


def test_coordinates_have_at_most_five_decimals(pack: CityPack) -> None:
    assert not re.search(r"\d\.\d{6}", pack.boundaries.read_text(encoding="utf-8"))


def test_every_region_below_the_city_is_a_unit_with_a_head_who_may_sign(pack: CityPack) -> None:
    for code, region in pack.regions.items():
        heads = [position for position in pack.positions_of(code) if position.head]
        assert len(heads) == 1, region.full_name
        assert heads[0].may_sign


def test_no_two_units_share_an_abbreviation_an_address_of_mail_or_a_code(pack: CityPack) -> None:
    units = pack.units.values()
    assert len({unit.abbreviation for unit in units}) == len(units)
    assert len({unit.email for unit in units}) == len(units)
    assert all(re.fullmatch(r"[A-Z]{3,5}", unit.abbreviation) for unit in units)


def test_everything_a_stranger_could_call_or_visit_is_plainly_invented(pack: CityPack) -> None:
    for unit in pack.units.values():
        assert "Contoh" in unit.address
        assert ") 000" in unit.phone
        assert unit.email.endswith(".contoh.go.id")
        assert unit.website.endswith(".contoh.go.id")
    assert pack.city.host.endswith(".contoh.go.id")
    assert parse_mobile(pack.city.sms_number) == pack.city.sms_number
    assert pack.city.sms_number.startswith("+62811000990")


def test_a_letter_head_goes_from_the_city_to_the_unit(makassar: CityPack, kapuas: CityPack) -> None:
    assert makassar.units["73.71.13.1006"].letterhead == (
        "Pemerintah Kota Makassar",
        "Kecamatan Rappocini",
        "Kelurahan Rappocini",
    )
    assert makassar.units["73.71.13"].letterhead == ("Pemerintah Kota Makassar", "Kecamatan Rappocini")
    assert kapuas.units["62.03.02.2006"].letterhead[-1] == "Desa Bakungin"
    assert makassar.units["73.71"].letterhead == ("Pemerintah Kota Makassar",)
    assert makassar.units["73.71.13.1006"].address.endswith("Makassar, Sulawesi Selatan 90222")


def test_two_villages_of_one_name_do_not_share_an_address_of_mail(kapuas: CityPack) -> None:
    mails = {unit.email for unit in kapuas.units.values() if unit.short_name == "Sidomulyo"}
    assert mails == {"desa-sidomulyo-mantangai@kapuas.contoh.go.id", "desa-sidomulyo-tamban-catur@kapuas.contoh.go.id"}


def test_a_role_of_an_sop_resolves_in_every_village(pack: CityPack) -> None:
    for village in pack.villages:
        roles = {role for position in pack.positions_of(village.code) for role in position.roles}
        assert {"lurah", "sekretaris", "kasi-pelayanan", "kasi-pemerintahan", "staf-pelayanan"} <= roles, village.full_name


def test_the_head_of_a_desa_is_a_kepala_desa_outside_the_civil_service(kapuas: CityPack) -> None:
    head = next(position for position in kapuas.positions_of("62.03.02.2006") if position.head)
    assert head.title == "Kepala Desa Bakungin"
    assert head.roles == ("kepala-desa", "lurah")
    assert not head.civil_servant
    assert head.rank == ""


@pytest.mark.parametrize(("city", "title"), [("makassar", "Wali Kota Makassar"), ("kapuas", "Bupati Kapuas")])
def test_the_head_of_the_city_is_found_by_the_role_wali_kota(city: str, title: str) -> None:
    holders = [position for position in read(city).positions.values() if "wali-kota" in position.roles]
    assert [position.title for position in holders] == [title]


def test_an_auditor_works_at_the_inspectorate(pack: CityPack) -> None:
    units = {position.unit for position in pack.positions.values() if "auditor" in position.roles}
    assert units == {f"{pack.city.code}-inspektorat"}


def test_no_office_has_two_heads(pack: CityPack) -> None:
    for unit in pack.units:
        assert sum(position.head for position in pack.positions_of(unit)) == 1, unit


def test_a_substitute_is_a_seat_that_exists_and_never_the_position_itself(pack: CityPack) -> None:
    for position in pack.positions.values():
        assert set(position.substitutes) <= set(pack.positions)
        assert position.code not in position.substitutes


def test_seats_of_one_position_have_their_own_codes(makassar: CityPack) -> None:
    staff = [position for position in makassar.positions_of("73.71.13.1006") if position.slug == "staf-pelayanan"]
    assert [position.code for position in staff] == ["73.71.13.1006/staf-pelayanan-1", "73.71.13.1006/staf-pelayanan-2"]


def test_the_lurah_is_stood_in_for_by_the_sekretaris_first(makassar: CityPack) -> None:
    lurah = makassar.positions["73.71.13.1006/lurah"]
    assert lurah.substitutes == ("73.71.13.1006/sekretaris", "73.71.13.1006/kasi-pelayanan")
    assert makassar.positions["73.71/wali-kota"].substitutes == ("73.71-setda/sekda",)


def test_an_override_changes_one_unit_only(makassar: CityPack) -> None:
    assert makassar.units["73.71.15.1002"].address.startswith("Dermaga Contoh")
    assert makassar.units["73.71.15.1001"].address.startswith("Jalan Contoh")


def test_the_city_offers_the_letters(pack: CityPack) -> None:
    assert pack.offer.includes("letters", "surat-keterangan-usaha")
    assert not pack.offer.includes("permits", "izin-reklame")


def test_the_season_of_ramadan_is_known_for_every_year_of_the_calendar(pack: CityPack) -> None:
    years = {season.first.year for season in pack.calendar.seasons}
    assert years == set(range(pack.calendar.first_year, pack.calendar.last_year + 1))
    estimated = [season.first for season in pack.calendar.seasons if season.estimate]
    assert estimated
    assert all(first > date(2026, 12, 31) for first in estimated)
