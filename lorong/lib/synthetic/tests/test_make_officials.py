"""Invented officials, and the people one can be."""

from __future__ import annotations

from collections import Counter

import pytest

from lorong.lib.citypack import CityPack
from lorong.lib.citypack.tests.conftest import NAMES, read
from lorong.lib.nik import Sex, parse_nik, parse_nip
from lorong.lib.phone import parse_mobile
from lorong.lib.synthetic import Relation, cast, officials, people
from lorong.lib.synthetic.register import AS_OF

SEED = 1


@pytest.fixture(params=NAMES)
def pack(request: pytest.FixtureRequest) -> CityPack:
    return read(request.param)


def test_every_position_has_one_holder(pack: CityPack) -> None:
    assert [official.position for official in officials(pack, SEED)] == list(pack.positions)


def test_one_seed_gives_one_staff(pack: CityPack) -> None:
    assert list(officials(pack, SEED)) == list(officials(pack, SEED))
    assert list(officials(pack, SEED)) != list(officials(pack, SEED + 1))


def test_a_civil_servant_has_a_nip_that_fits_and_others_have_none(pack: CityPack) -> None:
    for official in officials(pack, SEED):
        if pack.positions[official.position].civil_servant:
            nip = parse_nip(official.nip)
            assert (nip.birth_date, nip.sex) == (official.person.birth_date, official.person.sex)
            assert nip.appointed <= AS_OF
            assert official.rank
        else:
            assert (official.nip, official.rank) == ("", "")


def test_officials_and_residents_never_share_a_number(pack: CityPack) -> None:
    staff = list(officials(pack, SEED))
    households = list(people(pack, SEED))
    residents = [member for household in households for member in household.members]
    niks = [official.person.nik for official in staff] + [resident.nik for resident in residents]
    phones = [person.phone for person in (*(official.person for official in staff), *residents) if person.phone]
    cards = [household.kk for household in (*(official.household for official in staff), *households)]
    nips = [official.nip for official in staff if official.nip]
    for numbers in (niks, phones, nips, cards):
        assert len(set(numbers)) == len(numbers)


def test_the_nik_of_an_official_is_well_formed(pack: CityPack) -> None:
    for official in officials(pack, SEED):
        nik = parse_nik(official.person.nik, today=AS_OF)
        assert (nik.birth_date, nik.sex) == (official.person.birth_date, official.person.sex)
        assert parse_mobile(official.person.phone) == official.person.phone


def test_the_cast_lives_and_works_in_the_demo_kelurahan(pack: CityPack) -> None:
    them = cast(pack, SEED)
    demo = pack.demo_kelurahan
    assert {them.siti_household.region, them.tono_household.region, them.ketua_rt_household.region} == {demo.code}
    units = [
        pack.positions[official.position].unit
        for official in (them.budi, them.kasi, them.bu_lurah, them.pak_camat, them.wali_kota)
    ]
    assert units == [demo.code, demo.code, demo.code, demo.parent, pack.city.code]


def test_each_of_the_cast_has_the_role_of_the_stories(pack: CityPack) -> None:
    them = cast(pack, SEED)
    wanted = {
        "staf-pelayanan": them.budi,
        "kasi-pelayanan": them.kasi,
        "lurah": them.bu_lurah,
        "camat": them.pak_camat,
        "wali-kota": them.wali_kota,
        "auditor": them.auditor,
        "pengelola-pengaduan": them.hasnah,
        "petugas-lapangan": them.daeng_nai,
    }
    for role, official in wanted.items():
        assert role in pack.positions[official.position].roles
    assert them.bu_lurah.person.sex is Sex.FEMALE
    assert them.pak_camat.person.sex is Sex.MALE


def test_siti_has_a_husband_two_children_and_a_small_business(pack: CityPack) -> None:
    them = cast(pack, SEED)
    assert [member.relation for member in them.siti_household.members] == [
        Relation.HEAD,
        Relation.WIFE,
        Relation.CHILD,
        Relation.CHILD,
    ]
    assert them.siti_household.members[1] == them.siti
    assert all(child.mother_nik == them.siti.nik for child in them.siti_household.members[2:])
    assert them.siti_business.name == pack.city.synthetic.trade


def test_tono_is_of_another_household_and_rt_than_siti_and_the_head_of_the_rt_is_of_hers(pack: CityPack) -> None:
    them = cast(pack, SEED)
    siti, tono, ketua = them.siti_household, them.tono_household, them.ketua_rt_household
    assert len({siti.kk, tono.kk, ketua.kk}) == 3
    assert (siti.rt, siti.rw) == (ketua.rt, ketua.rw) != (tono.rt, tono.rw)


def test_the_cast_of_the_register_is_the_cast(pack: CityPack) -> None:
    them = cast(pack, SEED)
    found = {member.cast: member for household in people(pack, SEED, 300) for member in household.members if member.cast}
    assert found == {"siti": them.siti, "tono": them.tono, "ketua-rt": them.ketua_rt}
    assert Counter(official.cast for official in officials(pack, SEED) if official.cast) == dict.fromkeys(
        ("budi", "kasi", "bu-lurah", "pak-camat", "wali-kota", "auditor", "hasnah", "daeng-nai"), 1
    )
    assert them.budi in list(officials(pack, SEED))


def test_an_official_lives_in_the_city_and_the_register_knows_the_name_without_degrees(pack: CityPack) -> None:
    for official in officials(pack, SEED):
        assert official.household.region in pack.regions
        assert official.name.split(", ")[0] == official.person.name
        assert official.household.members == (official.person,)
        assert official.person.age(AS_OF) >= 22
