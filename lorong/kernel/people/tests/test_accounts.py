"""What an owner does with the account; nobody else does it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.people import actions, queries
from lorong.kernel.people.errors import PhoneTaken, ProofStale, WrongSecret
from lorong.kernel.people.models import Account, Person
from lorong.kernel.people.tests.conftest import (
    NEW_PHONE,
    NOON,
    SITI_PHONE,
    TONO_PHONE,
    actor_for,
    open_for,
    prove,
)
from lorong.kernel.people.values import VISITOR, Purpose, Subject
from lorong.lib.refusals import NotAllowed, NotFound, Refusal

PASSWORD = "perahu-kertas-biru-19"
SOON = NOON + timedelta(minutes=2)


def test_siti_signs_in_with_a_code(sitis_account: Account) -> None:
    proof = prove(SITI_PHONE, Purpose.SIGN_IN, at=SOON)
    assert actions.sign_in_by_code(actor=VISITOR, proof=proof, at=SOON) == sitis_account
    with pytest.raises(ProofStale):
        actions.sign_in_by_code(actor=VISITOR, proof=proof, at=SOON)


def test_siti_signs_in_with_her_password(sitis_account: Account) -> None:
    actions.set_password(actor=actor_for(sitis_account), account=sitis_account, password=PASSWORD)
    assert actions.sign_in_by_password(actor=VISITOR, phone=SITI_PHONE, password=PASSWORD) == sitis_account


def test_a_wrong_password_and_an_unknown_phone_get_the_same_answer(sitis_account: Account) -> None:
    actions.set_password(actor=actor_for(sitis_account), account=sitis_account, password=PASSWORD)
    said = []
    for phone in (SITI_PHONE, NEW_PHONE):
        with pytest.raises(WrongSecret) as refused:
            actions.sign_in_by_password(actor=VISITOR, phone=phone, password="salah-sekali-99")
        said.append((refused.value.sentence, refused.value.field))
    assert said[0] == said[1]


def test_an_account_without_a_password_is_not_entered_by_an_empty_one(sitis_account: Account) -> None:
    with pytest.raises(WrongSecret):
        actions.sign_in_by_password(actor=VISITOR, phone=SITI_PHONE, password="")


@pytest.mark.parametrize("weak", ["pendek", "12345678901", "password123"])
def test_a_password_that_is_easily_guessed_is_refused_at_its_field(sitis_account: Account, weak: str) -> None:
    with pytest.raises(Refusal) as refused:
        actions.set_password(actor=actor_for(sitis_account), account=sitis_account, password=weak)
    assert refused.value.field == "password"


def test_tono_changes_nothing_of_siti(sitis_account: Account, tono: Person) -> None:
    tonos = actor_for(open_for(tono, TONO_PHONE))
    for attempt in (
        lambda: actions.set_password(actor=tonos, account=sitis_account, password=PASSWORD),
        lambda: actions.sign_out_everywhere(actor=tonos, account=sitis_account, at=SOON),
        lambda: actions.close_account(actor=tonos, account=sitis_account, at=SOON),
        lambda: actions.choose_language(actor=tonos, account=sitis_account, language="en"),
        lambda: actions.renew_recovery_codes(actor=tonos, account=sitis_account),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert AuditEntry.objects.filter(refused=True, object_id=str(sitis_account.pk)).count() == 5


def test_siti_moves_to_a_new_phone_she_proved(sitis_account: Account) -> None:
    proof = prove(NEW_PHONE, Purpose.CHANGE_PHONE, at=SOON)
    actions.change_phone(actor=actor_for(sitis_account), account=sitis_account, proof=proof, at=SOON)
    assert queries.account_by_phone(NEW_PHONE) == sitis_account
    assert queries.account_by_phone(SITI_PHONE) is None


def test_siti_cannot_take_tonos_phone_number(sitis_account: Account, tono: Person) -> None:
    open_for(tono, TONO_PHONE)
    proof = prove(TONO_PHONE, Purpose.CHANGE_PHONE, at=SOON)
    with pytest.raises(PhoneTaken):
        actions.change_phone(actor=actor_for(sitis_account), account=sitis_account, proof=proof, at=SOON)


def test_recovery_needs_the_phone_and_the_nik_and_ends_the_old_password(sitis_account: Account, siti: Person) -> None:
    actions.set_password(actor=actor_for(sitis_account), account=sitis_account, password=PASSWORD)
    before = queries.account(sitis_account.pk).get_session_auth_hash()
    proof = prove(SITI_PHONE, Purpose.RECOVER, at=SOON)
    actions.recover(actor=VISITOR, proof=proof, nik=siti.nik, at=SOON)
    with pytest.raises(WrongSecret):
        actions.sign_in_by_password(actor=VISITOR, phone=SITI_PHONE, password=PASSWORD)
    assert queries.account(sitis_account.pk).get_session_auth_hash() != before


def test_recovery_with_somebody_elses_nik_is_refused(sitis_account: Account, tono: Person) -> None:
    with pytest.raises(WrongSecret):
        actions.recover(actor=VISITOR, proof=prove(SITI_PHONE, Purpose.RECOVER, at=SOON), nik=tono.nik, at=SOON)


def test_signing_out_everywhere_makes_every_older_session_worthless(sitis_account: Account) -> None:
    before = sitis_account.get_session_auth_hash()
    actions.sign_out_everywhere(actor=actor_for(sitis_account), account=sitis_account, at=SOON)
    assert queries.account(sitis_account.pk).get_session_auth_hash() != before


def test_a_session_survives_reading_the_account_again(sitis_account: Account) -> None:
    assert queries.account(sitis_account.pk).get_session_auth_hash() == sitis_account.get_session_auth_hash()


def test_a_closed_account_frees_its_phone_and_its_person(sitis_account: Account, siti: Person) -> None:
    actions.close_account(actor=actor_for(sitis_account), account=sitis_account, at=SOON)
    assert queries.account_by_phone(SITI_PHONE) is None
    assert queries.account_of(open_for(siti, SITI_PHONE, at=SOON).person) is not None  # type: ignore[arg-type]


def test_a_consent_can_be_withdrawn_and_the_law_cannot(sitis_account: Account) -> None:
    siti = actor_for(sitis_account)
    actions.record_consent(actor=siti, account=sitis_account, subject=Subject.SURVEY, given=True, at=NOON)
    assert queries.agrees(sitis_account, Subject.SURVEY)
    actions.record_consent(actor=siti, account=sitis_account, subject=Subject.SURVEY, given=False, at=SOON)
    assert not queries.agrees(sitis_account, Subject.SURVEY)
    with pytest.raises(Refusal):
        actions.record_consent(actor=siti, account=sitis_account, subject=Subject.PRIVACY, given=False, at=SOON)


def test_the_database_refuses_two_active_accounts_of_one_person(sitis_account: Account, siti: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(person=siti)


def test_the_database_refuses_a_verified_account_without_a_person(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(verification="register")


def test_nobody_enters_a_real_account_from_the_demonstration(sitis_account: Account) -> None:
    with pytest.raises(NotFound):
        actions.sign_in_as_cast(actor=VISITOR, account_id=sitis_account.pk)


def test_a_demo_account_is_entered_by_its_id(sitis_account: Account) -> None:
    Account.objects.filter(pk=sitis_account.pk).update(demo=True)
    assert actions.sign_in_as_cast(actor=VISITOR, account_id=sitis_account.pk) == sitis_account
