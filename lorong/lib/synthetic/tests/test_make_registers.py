"""The invented register: the same every time, and as a real one could be."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lorong.lib.citypack import CityPack
from lorong.lib.citypack.tests.conftest import NAMES, read
from lorong.lib.nik import Sex, parse_kk, parse_nik, warnings
from lorong.lib.phone import parse_mobile
from lorong.lib.synthetic import Marriage, Relation, SyntheticHousehold, SyntheticPerson, people
from lorong.lib.synthetic.register import AS_OF

SEED = 1

register = cache(lambda name: tuple(people(read(name), SEED)))


@pytest.fixture(params=NAMES)
def pack(request: pytest.FixtureRequest) -> CityPack:
    return read(request.param)


@pytest.fixture
def households(pack: CityPack) -> tuple[SyntheticHousehold, ...]:
    return register(pack.slug)


def _members(households: tuple[SyntheticHousehold, ...]) -> Iterator[SyntheticPerson]:
    return (member for household in households for member in household.members)


def test_one_seed_gives_one_register(pack: CityPack, households: tuple[SyntheticHousehold, ...]) -> None:
    assert tuple(people(pack, SEED)) == households
    assert tuple(people(pack, SEED + 1)) != households


def test_five_thousand_people_take_less_than_three_seconds(pack: CityPack) -> None:
    begun = time.process_time()
    assert sum(len(household.members) for household in people(pack, SEED + 2)) == 5000
    assert time.process_time() - begun < 3


@settings(max_examples=25, deadline=None)
@given(st.integers(7, 400), st.integers(0, 99))
def test_there_are_exactly_as_many_people_as_asked_for(count: int, seed: int) -> None:
    households = list(people(read("palopo"), seed, count))
    assert sum(len(household.members) for household in households) == count
    for household in households:
        assert_family(household)


def test_everybody_is_marked_synthetic(households: tuple[SyntheticHousehold, ...]) -> None:
    assert all(household.synthetic for household in households)
    assert all(member.synthetic for member in _members(households))


def test_every_nik_is_well_formed_and_says_birth_date_and_sex(households: tuple[SyntheticHousehold, ...]) -> None:
    for member in _members(households):
        assert warnings(parse_nik(member.nik, today=AS_OF), birth_date=member.birth_date, sex=member.sex) == []


def test_most_nik_were_issued_by_a_kecamatan_of_the_city(pack: CityPack, households: tuple[SyntheticHousehold, ...]) -> None:
    prefixes = {code.replace(".", "") for code, region in pack.regions.items() if region.level == "kecamatan"}
    own = [member.nik[:6] in prefixes for member in _members(households)]
    assert 0.85 < sum(own) / len(own) < 0.99


def test_every_family_card_was_issued_where_the_family_lives(households: tuple[SyntheticHousehold, ...]) -> None:
    assert all(parse_kk(household.kk).region == household.region[:8] for household in households)


def test_no_number_is_given_twice(households: tuple[SyntheticHousehold, ...]) -> None:
    niks = [member.nik for member in _members(households)]
    phones = [member.phone for member in _members(households) if member.phone]
    for numbers in (niks, phones, [household.kk for household in households]):
        assert len(set(numbers)) == len(numbers)


def test_telephones_are_valid_and_from_the_invented_range(households: tuple[SyntheticHousehold, ...]) -> None:
    phones = [member.phone for member in _members(households) if member.phone]
    assert len(phones) > 2000
    assert all(parse_mobile(phone) == phone and phone.startswith("+628110000") for phone in phones)


def test_every_kelurahan_and_desa_is_lived_in(pack: CityPack, households: tuple[SyntheticHousehold, ...]) -> None:
    assert {household.region for household in households} == {village.code for village in pack.villages}
    assert all(household.postcode == pack.regions[household.region].postcode for household in households)


def assert_family(household: SyntheticHousehold) -> None:
    relations = Counter(member.relation for member in household.members)
    assert relations[Relation.HEAD] == 1
    assert household.head.relation is Relation.HEAD
    assert household.head.age(AS_OF) >= 17
    assert_spouses(household, relations)
    assert_generations(household)
    assert len({member.religion for member in household.members}) == 1


def assert_spouses(household: SyntheticHousehold, relations: Counter[Relation]) -> None:
    wives = [member for member in household.members if member.relation is Relation.WIFE]
    assert len(wives) <= 1
    assert (household.head.marriage is Marriage.MARRIED) == bool(wives)
    for wife in wives:
        assert (household.head.sex, wife.sex) == (Sex.MALE, Sex.FEMALE)
        assert wife.marriage is Marriage.MARRIED
        assert wife.age(AS_OF) >= 19
    for son_in_law in (member for member in household.members if member.relation is Relation.CHILD_IN_LAW):
        spouse = next(m for m in household.members if m.relation is Relation.CHILD and m.marriage is Marriage.MARRIED)
        assert son_in_law.marriage is Marriage.MARRIED
        assert spouse.sex is not son_in_law.sex
        assert min(spouse.age(AS_OF), son_in_law.age(AS_OF)) >= 19
    if relations[Relation.GRANDCHILD]:
        assert relations[Relation.CHILD_IN_LAW] == 1


def assert_generations(household: SyntheticHousehold) -> None:
    by_nik = {member.nik: member for member in household.members}
    for member in household.members:
        for nik in filter(None, (member.father_nik, member.mother_nik)):
            assert by_nik[nik].age(AS_OF) - member.age(AS_OF) >= 15
        if member.father_nik:
            assert (by_nik[member.father_nik].name, by_nik[member.father_nik].sex) == (member.father_name, Sex.MALE)
        if member.mother_nik:
            assert (by_nik[member.mother_nik].name, by_nik[member.mother_nik].sex) == (member.mother_name, Sex.FEMALE)
        if member.relation is Relation.CHILD:
            assert member.mother_nik or member.father_nik
        if member.relation is Relation.GRANDCHILD or member.age(AS_OF) < 19:
            assert member.marriage is Marriage.SINGLE
        assert date(1915, 1, 1) < member.birth_date < AS_OF


def test_every_family_could_be_one(households: tuple[SyntheticHousehold, ...]) -> None:
    for household in households:
        assert_family(household)


def test_brothers_and_sisters_are_at_least_ten_months_apart(households: tuple[SyntheticHousehold, ...]) -> None:
    for household in households:
        births = sorted(member.birth_date for member in household.members if member.relation is Relation.CHILD)
        assert all((later - earlier).days > 300 for earlier, later in pairwise(births))


def test_families_are_of_many_kinds(households: tuple[SyntheticHousehold, ...]) -> None:
    relations = Counter(member.relation for member in _members(households))
    assert set(relations) == set(Relation) - {Relation.HUSBAND}
    heads = Counter(household.head.sex for household in households)
    assert heads[Sex.FEMALE] > 50
    sexes = Counter(member.sex for member in _members(households))
    assert 0.45 < sexes[Sex.FEMALE] / 5000 < 0.55


def test_a_child_neither_works_nor_has_a_telephone(households: tuple[SyntheticHousehold, ...]) -> None:
    children = [member for member in _members(households) if member.age(AS_OF) < 15]
    assert {child.occupation for child in children} <= {"Belum/Tidak Bekerja", "Pelajar/Mahasiswa"}
    assert not any(child.phone for child in children)


def test_shares_of_religions_follow_the_pack(pack: CityPack, households: tuple[SyntheticHousehold, ...]) -> None:
    shares = pack.city.synthetic.religions
    found = Counter(household.head.religion.name for household in households)
    assert found["Islam"] / len(households) == pytest.approx(shares["Islam"] / sum(shares.values()), abs=0.04)


def test_no_street_can_be_found_on_a_map(households: tuple[SyntheticHousehold, ...]) -> None:
    assert all("Contoh" in household.address or household.address.startswith("Lorong ") for household in households)
