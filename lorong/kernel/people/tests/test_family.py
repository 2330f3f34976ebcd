"""For whom one may apply, and what others see of a person."""

from __future__ import annotations

from datetime import date, timedelta

from lorong.kernel.people import policies, queries
from lorong.kernel.people.models import Person
from lorong.kernel.people.tests.conftest import BUDI, NOON, SITI_PHONE, TONO_PHONE, actor_for, member, open_for
from lorong.kernel.people.values import Claim, Match
from lorong.lib.nik import Sex

TODAY = NOON.date()


def test_siti_applies_for_her_child_and_not_for_tono(siti: Person, tono: Person) -> None:
    child = member(siti.household, "Ani", date(2015, 5, 5), Sex.FEMALE)
    me = actor_for(open_for(siti, SITI_PHONE))
    assert policies.may_apply_for(actor=me, subject=siti, on=TODAY)
    assert policies.may_apply_for(actor=me, subject=child, on=TODAY)
    assert not policies.may_apply_for(actor=me, subject=tono, on=TODAY)
    assert list(queries.family_of(siti, on=TODAY)) == [child]


def test_the_late_are_apart_from_the_living(siti: Person) -> None:
    father = member(siti.household, "Ahmad", date(1950, 5, 5), Sex.MALE, relation=7)
    Person.objects.filter(pk=father.pk).update(died_on=TODAY)
    assert list(queries.family_of(siti, on=TODAY)) == []
    assert list(queries.late_of(siti, on=TODAY)) == [father]
    assert list(queries.late_of(siti, on=TODAY - timedelta(days=1))) == []
    assert set(queries.household_of(siti)) == {siti, father}


def test_a_counter_applies_for_whoever_stands_there(tono: Person) -> None:
    assert policies.may_apply_for(actor=BUDI, subject=tono, on=TODAY)


def test_an_account_without_a_person_applies_for_nobody(siti: Person, tono: Person) -> None:
    account = open_for(tono, TONO_PHONE)
    account.person = None
    assert not policies.may_apply_for(actor=actor_for(account), subject=siti, on=TODAY)


def test_a_person_is_found_by_all_sixteen_digits_only(siti: Person) -> None:
    assert queries.person_by_nik(siti.nik) == siti
    assert queries.person_by_nik(siti.nik[:-1]) is None
    assert queries.household_by_kk(siti.household.kk) == siti.household


def test_the_register_never_says_which_part_differs(siti: Person, tono: Person) -> None:
    wrong_card = Claim(siti.nik, tono.household.kk, siti.birth_date)
    wrong_date = Claim(siti.nik, siti.household.kk, tono.birth_date)
    assert queries.match(wrong_card, on=TODAY) == queries.match(wrong_date, on=TODAY) == (Match.DIFFERS, None)


def test_others_see_masked_numbers(siti: Person) -> None:
    seen = queries.masked(siti)
    assert siti.nik not in repr(seen)
    assert siti.household.kk not in repr(seen)
    assert seen.nik.startswith(siti.nik[:4])
    assert "Lorong" not in seen.place
