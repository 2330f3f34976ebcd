"""What a counter may do to somebody's account, and to whose it may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lorong.kernel.people import actions, policies, queries
from lorong.kernel.people.errors import PersonHasAccount, PhoneTaken
from lorong.kernel.people.models import Account, Person
from lorong.kernel.people.tests.conftest import (
    BUDI,
    NEW_PHONE,
    NOON,
    SITI_PHONE,
    TONO_PHONE,
    actor_for,
    open_for,
    prove,
)
from lorong.kernel.people.values import VISITOR, Claim, Match, Purpose, Verification
from lorong.lib.actors import Actor, ActorKind, Holding
from lorong.lib.refusals import NotAllowed, Refusal

SOON = NOON + timedelta(minutes=2)
ADMIN = Actor(ActorKind.OFFICER, "Admin", 900002, None, (Holding(9, "Admin", frozenset({"admin-kota"}), "kota"),))


def unverified(phone: str = NEW_PHONE) -> Account:
    claim = Claim("7371130101909999", "7371130302150011", NOON.date())
    proof = prove(phone, Purpose.REGISTER)
    opened = actions.open_account(actor=VISITOR, proof=proof, claim=claim, at=NOON)
    assert opened.match is Match.ABSENT
    return opened.account


def test_budi_verifies_an_account_with_the_card_in_his_hand(siti: Person) -> None:
    account = unverified()
    actions.verify_at_counter(actor=BUDI, account=account, holder=actor_for(account), person=siti, at=SOON)
    account = queries.account(account.pk)
    assert (account.person, account.verification) == (siti, Verification.COUNTER)


def test_a_resident_verifies_nobody(siti: Person, sitis_account: Account) -> None:
    account = unverified()
    with pytest.raises(NotAllowed):
        actions.verify_at_counter(
            actor=actor_for(sitis_account), account=account, holder=actor_for(account), person=siti, at=SOON
        )


def test_budi_does_not_serve_himself(tono: Person) -> None:
    account = unverified()
    himself = actor_for(account, "staf-pelayanan")
    with pytest.raises(NotAllowed):
        actions.verify_at_counter(actor=himself, account=account, holder=himself, person=tono, at=SOON)


def test_budi_cannot_take_over_the_account_of_bu_lurah(sitis_account: Account) -> None:
    bu_lurah = actor_for(sitis_account, "lurah")
    with pytest.raises(NotAllowed):
        actions.move_to_phone(
            actor=BUDI, account=sitis_account, holder=bu_lurah, proof=prove(NEW_PHONE, Purpose.COUNTER), at=NOON
        )
    assert queries.account(sitis_account.pk).phone == SITI_PHONE


def test_the_city_administrator_can(sitis_account: Account) -> None:
    bu_lurah = actor_for(sitis_account, "lurah")
    proof = prove(NEW_PHONE, Purpose.COUNTER)
    actions.move_to_phone(actor=ADMIN, account=sitis_account, holder=bu_lurah, proof=proof, at=NOON)
    assert queries.account(sitis_account.pk).phone == NEW_PHONE


def test_a_person_with_another_account_is_not_given_a_second(sitis_account: Account, siti: Person) -> None:
    account = unverified()
    with pytest.raises(PersonHasAccount):
        actions.verify_at_counter(actor=BUDI, account=account, holder=actor_for(account), person=siti, at=SOON)


def test_an_account_of_one_person_is_not_given_to_another(sitis_account: Account, tono: Person) -> None:
    with pytest.raises(Refusal):
        actions.verify_at_counter(actor=BUDI, account=sitis_account, holder=actor_for(sitis_account), person=tono, at=SOON)


def test_the_late_get_no_account(siti: Person) -> None:
    siti.died_on = NOON.date()
    siti.save()
    with pytest.raises(Refusal):
        actions.open_at_counter(actor=BUDI, person=siti, proof=prove(NEW_PHONE, Purpose.COUNTER), at=NOON)


def test_somebody_without_an_account_gets_one_at_the_counter(tono: Person) -> None:
    proof = prove(TONO_PHONE, Purpose.COUNTER)
    account = actions.open_at_counter(actor=BUDI, person=tono, proof=proof, at=NOON)
    assert (account.person, account.verification) == (tono, Verification.COUNTER)


def test_a_lost_phone_is_replaced_and_the_finder_is_signed_out(sitis_account: Account) -> None:
    before = sitis_account.get_session_auth_hash()
    actions.move_to_phone(
        actor=BUDI,
        account=sitis_account,
        holder=actor_for(sitis_account),
        proof=prove(NEW_PHONE, Purpose.COUNTER, at=SOON),
        at=SOON,
    )
    account = queries.account(sitis_account.pk)
    assert (account.phone, account.verification) == (NEW_PHONE, Verification.COUNTER)
    assert account.get_session_auth_hash() != before


def test_a_phone_of_somebody_else_is_refused_at_the_counter_too(sitis_account: Account, tono: Person) -> None:
    open_for(tono, TONO_PHONE)
    with pytest.raises(PhoneTaken):
        actions.move_to_phone(
            actor=BUDI,
            account=sitis_account,
            holder=actor_for(sitis_account),
            proof=prove(TONO_PHONE, Purpose.COUNTER),
            at=NOON,
        )


def test_a_guardian_may_apply_for_the_ward_while_it_lasts(siti: Person, tono: Person) -> None:
    today = NOON.date()
    guardian = actor_for(open_for(tono, TONO_PHONE))
    assert not policies.may_apply_for(actor=guardian, subject=siti, on=today)
    guardianship = actions.appoint_guardian(actor=BUDI, guardian=tono, ward=siti, basis="Penetapan 12/Pdt.P/2026", since=today)
    assert policies.may_apply_for(actor=guardian, subject=siti, on=today)
    assert list(queries.wards_of(tono, on=today)) == [siti]
    assert not policies.may_apply_for(actor=guardian, subject=siti, on=today - timedelta(days=1))
    actions.end_guardianship(actor=BUDI, guardianship=guardianship, until=today)
    assert not policies.may_apply_for(actor=guardian, subject=siti, on=today + timedelta(days=1))


def test_nobody_is_their_own_guardian(tono: Person) -> None:
    with pytest.raises(Refusal):
        actions.appoint_guardian(actor=BUDI, guardian=tono, ward=tono, basis="x", since=NOON.date())
