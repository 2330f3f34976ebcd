"""Opening an account: what the register says decides whose it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lorong.kernel.people import actions, queries
from lorong.kernel.people.errors import ClaimDiffers, PersonHasAccount, PhoneTaken, ProofStale
from lorong.kernel.people.models import Account, Person
from lorong.kernel.people.tests.conftest import (
    NEW_PHONE,
    NOON,
    SITI_PHONE,
    TONO_PHONE,
    claim_of,
    open_for,
    prove,
)
from lorong.kernel.people.values import VISITOR, Claim, Match, Purpose, Subject, Verification
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed


def test_who_agrees_with_the_register_is_verified_by_it(siti: Person) -> None:
    proof = prove(SITI_PHONE, Purpose.REGISTER)
    opened = actions.open_account(actor=VISITOR, proof=proof, claim=claim_of(siti), at=NOON)
    account = queries.account(opened.account.pk)
    assert opened.match is Match.AGREES
    assert (account.person, account.phone, account.verification) == (siti, SITI_PHONE, Verification.REGISTER)
    assert queries.agrees(account, Subject.PRIVACY)


def test_who_is_not_in_the_register_gets_an_account_without_a_person(siti: Person) -> None:
    stranger = Claim("7371130101909999", siti.household.kk, siti.birth_date)
    proof = prove(NEW_PHONE, Purpose.REGISTER)
    opened = actions.open_account(actor=VISITOR, proof=proof, claim=stranger, at=NOON)
    assert (opened.match, opened.account.person) == (Match.ABSENT, None)
    assert opened.account.verification == Verification.NONE


@pytest.mark.parametrize("wrong", ["kk", "birth_date", "late"])
def test_a_claim_that_differs_is_refused_in_one_sentence_that_tells_nothing(siti: Person, tono: Person, wrong: str) -> None:
    claim = claim_of(siti)
    if wrong == "kk":
        claim = Claim(claim.nik, tono.household.kk, claim.birth_date)
    elif wrong == "birth_date":
        claim = Claim(claim.nik, claim.kk, claim.birth_date + timedelta(days=1))
    else:
        Person.objects.filter(pk=siti.pk).update(died_on=NOON.date())
    with pytest.raises(ClaimDiffers) as refused:
        actions.open_account(actor=VISITOR, proof=prove(NEW_PHONE, Purpose.REGISTER), claim=claim, at=NOON)
    assert refused.value.sentence.startswith("NIK, nomor KK, dan tanggal lahir ini tidak cocok")
    assert queries.account_by_phone(NEW_PHONE) is None


def test_a_refused_claim_does_not_cost_another_sms(siti: Person, tono: Person) -> None:
    proof = prove(SITI_PHONE, Purpose.REGISTER)
    swapped = Claim(siti.nik, tono.household.kk, siti.birth_date)
    with pytest.raises(ClaimDiffers):
        actions.open_account(actor=VISITOR, proof=proof, claim=swapped, at=NOON)
    actions.open_account(actor=VISITOR, proof=proof, claim=claim_of(siti), at=NOON)
    assert queries.account_of(siti) is not None


def test_a_person_with_an_account_is_told_only_after_proving_a_phone(siti: Person) -> None:
    open_for(siti, SITI_PHONE)
    with pytest.raises(PersonHasAccount) as refused:
        open_for(siti, NEW_PHONE)
    assert "••" not in refused.value.sentence
    assert "0012" not in refused.value.sentence


def test_one_phone_opens_one_account(siti: Person, tono: Person) -> None:
    open_for(siti, SITI_PHONE)
    with pytest.raises(PhoneTaken):
        open_for(tono, SITI_PHONE, at=NOON + timedelta(minutes=2))


def test_a_proof_opens_one_account_only(siti: Person, tono: Person) -> None:
    proof = prove(SITI_PHONE, Purpose.REGISTER)
    account = actions.open_account(actor=VISITOR, proof=proof, claim=claim_of(siti), at=NOON).account
    Account.objects.filter(pk=account.pk).update(phone=None, phone_index=None, phone_verified=False)
    with pytest.raises(ProofStale):
        actions.open_account(actor=VISITOR, proof=proof, claim=claim_of(tono), at=NOON)


def test_a_proof_is_good_for_a_quarter_of_an_hour(siti: Person) -> None:
    proof = prove(SITI_PHONE, Purpose.REGISTER)
    with pytest.raises(ProofStale):
        actions.open_account(actor=VISITOR, proof=proof, claim=claim_of(siti), at=NOON + timedelta(minutes=15))


def test_a_code_for_signing_in_opens_no_account(siti: Person, tono: Person) -> None:
    open_for(tono, TONO_PHONE)
    proof = prove(TONO_PHONE, Purpose.SIGN_IN, at=NOON + timedelta(minutes=2))
    with pytest.raises(ProofStale):
        actions.open_account(actor=VISITOR, proof=proof, claim=claim_of(siti), at=NOON + timedelta(minutes=2))


def test_the_machine_opens_no_account(siti: Person) -> None:
    with pytest.raises(NotAllowed):
        actions.open_account(actor=SISTEM, proof=prove(SITI_PHONE, Purpose.REGISTER), claim=claim_of(siti), at=NOON)
