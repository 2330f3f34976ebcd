"""The cast as the register and accounts know it: Siti with her family, Tono who must never see her things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from lorong.kernel.people import actions, queries
from lorong.kernel.people.fields import blind_index
from lorong.kernel.people.models import Account, Household, OneTimeCode, Person
from lorong.kernel.people.values import VISITOR, Claim, Purpose
from lorong.lib.actors import Actor, ActorKind, Holding
from lorong.lib.nik import Sex, make_kk, make_nik

NOON = datetime(2026, 8, 3, 4, 0, tzinfo=UTC)
REGION = "73.71.13"
SITI_PHONE, TONO_PHONE, NEW_PHONE = "+6281999900012", "+6281999900034", "+6281999900056"


def household(serial: int, address: str) -> Household:
    kk = make_kk(region=REGION, issued=date(2015, 2, 3), serial=serial)
    index = blind_index(kk, context="household.kk")
    return Household.objects.create(
        kk=kk, kk_index=index, address=address, rt="003", rw="007", region="73.71.13.1005", synthetic=True
    )


def member(home: Household, name: str, born: date, sex: Sex, *, relation: int = 4, serial: int = 9001) -> Person:
    nik = make_nik(region=REGION, birth_date=born, sex=sex, serial=serial)
    return Person.objects.create(
        nik=nik,
        nik_index=blind_index(nik, context="person.nik"),
        household=home,
        relation=relation,
        name=name,
        birth_place="Makassar",
        birth_date=born,
        sex=sex.value,
        religion=1,
        marital=2,
        education=5,
        occupation="Pedagang",
        synthetic=True,
    )


def claim_of(person: Person) -> Claim:
    return Claim(person.nik, person.household.kk, person.birth_date)


def prove(phone: str, purpose: Purpose, *, at: datetime = NOON) -> OneTimeCode:
    """A code asked and answered."""
    issued = actions.issue_code(actor=VISITOR, phone=phone, purpose=purpose, at=at)
    assert issued.text is not None
    assert actions.try_code(actor=VISITOR, issued=issued.row, typed=issued.text, at=at).right
    return issued.row


def open_for(person: Person, phone: str, *, at: datetime = NOON) -> Account:
    proof = prove(phone, Purpose.REGISTER, at=at)
    return actions.open_account(actor=VISITOR, proof=proof, claim=claim_of(person), at=at).account


def actor_for(account: Account, *roles: str) -> Actor:
    holdings = (Holding(7, "Petugas", frozenset(roles), "73.71.13.1005"),) if roles else ()
    kind = ActorKind.OFFICER if roles else ActorKind.RESIDENT
    name = account.person.name if account.person else "Warga"
    return Actor(kind, name, account.pk, account.person_id, holdings, verified=True)


BUDI = Actor(ActorKind.OFFICER, "Budi", 900001, None, (Holding(7, "Staf Pelayanan", frozenset({"staf-pelayanan"}), "u"),))


@pytest.fixture
def siti(db: None) -> Person:
    return member(household(9011, "Lorong 4 Nomor 12"), "Siti", date(1992, 9, 9), Sex.FEMALE, relation=3)


@pytest.fixture
def tono(db: None) -> Person:
    return member(household(9012, "Lorong 9 Nomor 1"), "Tono", date(1990, 1, 2), Sex.MALE, relation=1)


@pytest.fixture
def sitis_account(siti: Person) -> Account:
    return queries.account(open_for(siti, SITI_PHONE).pk)


@pytest.fixture
def later() -> Callable[..., datetime]:
    return lambda **parts: NOON + timedelta(**parts)
