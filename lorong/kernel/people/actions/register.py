"""Loading the register of residents, in bulk, and the accounts of a demonstration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from django.conf import settings

from lorong.kernel.audit.action import action
from lorong.kernel.people.fields import blind_index
from lorong.kernel.people.models import Account, Household, Person
from lorong.kernel.people.policies import may_load_cast, may_load_register
from lorong.kernel.people.values import Verification
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.lib.synthetic import SyntheticHousehold, SyntheticPerson

BATCH = 500  # households at once
CITIZENSHIP = {"WNI": 1, "WNA": 2}


@action("people.load_register", allow=may_load_register)
def load_households(*, actor: Actor, households: Iterable[SyntheticHousehold]) -> int:
    """Write households and their members that are not in the register yet, found by their numbers.

    Gives the number of people written: 0 when everybody was there. A person that is known stays in the household where
    the register has them; a family card without new members is not written.
    """
    waiting = iter(households)
    written = 0
    while batch := list(islice(waiting, BATCH)):
        written += _load(batch)
    return written


def _load(batch: Sequence[SyntheticHousehold]) -> int:
    kks = {household.kk: blind_index(household.kk, context="household.kk") for household in batch}
    niks = {m.nik: blind_index(m.nik, context="person.nik") for household in batch for m in household.members}
    homes = {bytes(h.kk_index): h for h in Household.objects.filter(kk_index__in=kks.values()).defer("kk", "address")}
    known = set(map(bytes, Person.objects.filter(nik_index__in=niks.values()).values_list("nik_index", flat=True)))
    new_homes: list[Household] = []
    new_people: list[Person] = []
    for household in batch:
        missing = [member for member in household.members if niks[member.nik] not in known]
        if not missing:
            continue
        index = kks[household.kk]
        if index not in homes:
            homes[index] = _household(household, index)
            new_homes.append(homes[index])
        for member in missing:
            known.add(niks[member.nik])
            new_people.append(_person(member, niks[member.nik], homes[index]))
    Household.objects.bulk_create(new_homes)
    Person.objects.bulk_create(new_people)
    return len(new_people)


def _household(household: SyntheticHousehold, index: bytes) -> Household:
    return Household(
        kk=household.kk,
        kk_index=index,
        address=household.address,
        rt=household.rt,
        rw=household.rw,
        region=household.region,
        synthetic=household.synthetic,
    )


def _person(member: SyntheticPerson, index: bytes, home: Household) -> Person:
    return Person(
        nik=member.nik,
        nik_index=index,
        household=home,
        relation=member.relation,
        name=member.name,
        birth_place=member.birth_place,
        birth_date=member.birth_date,
        sex=member.sex,
        religion=member.religion,
        marital=member.marriage,
        education=member.education,
        occupation=member.occupation,
        citizenship=CITIZENSHIP[member.citizenship],
        synthetic=member.synthetic,
    )


@action("people.open_cast_account", allow=may_load_cast)
def open_cast_account(*, actor: Actor, person: Person, phone: str) -> Account:
    """An account of the demonstration: phone (E.164) proved, identity seen at a counter, entered without a code.

    A person who has an account keeps it. Raises Refusal outside a demonstration.
    """
    if not settings.DEMO:
        raise Refusal("Akun pemeran hanya ada dalam peragaan. Nyalakan LORONG_DEMO=1 di luar produksi.")
    account, _ = Account.objects.get_or_create(
        person=person,
        is_active=True,
        defaults={
            "phone": phone,
            "phone_index": blind_index(phone, context="account.phone"),
            "phone_verified": True,
            "verification": Verification.COUNTER,
            "demo": True,
        },
    )
    return account
