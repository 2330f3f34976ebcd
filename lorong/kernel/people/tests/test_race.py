"""Two at once: one wins, the other gets a sentence and never a second account."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from lorong.kernel.people import actions, queries
from lorong.kernel.people.errors import PersonHasAccount, PhoneTaken
from lorong.kernel.people.models import Account, OneTimeCode, Person
from lorong.kernel.people.tests.conftest import NEW_PHONE, NOON, SITI_PHONE, TONO_PHONE, claim_of, household, member, prove
from lorong.kernel.people.values import VISITOR, Purpose
from lorong.lib.nik import Sex
from lorong.lib.refusals import Refusal, TooMany


@pytest.fixture
def rini(own_database: str) -> Person:
    return member(household(9021, "Lorong 5"), "Rini", date(1991, 1, 1), Sex.FEMALE)


@pytest.fixture
def ani(own_database: str) -> Person:
    return member(household(9022, "Lorong 6"), "Ani", date(1993, 3, 3), Sex.FEMALE)


def together(*doings: Callable[[], object]) -> list[object]:
    """Each in its own connection, all at once; what each gave or refused."""

    def run(doing: Callable[[], object]) -> object:
        try:
            return doing()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(run, doings))


def opening(person: Person, proof: OneTimeCode) -> Callable[[], object]:
    return lambda: actions.open_account(actor=VISITOR, proof=proof, claim=claim_of(person), at=NOON)


def test_two_phones_for_one_person_give_one_account(rini: Person) -> None:
    proofs = [prove(phone, Purpose.REGISTER) for phone in (SITI_PHONE, TONO_PHONE, NEW_PHONE)]
    answers = together(*(opening(rini, proof) for proof in proofs))
    assert sum(isinstance(a, PersonHasAccount) for a in answers) == 2
    assert Account.objects.filter(person=rini).count() == 1


def test_two_persons_for_one_phone_give_one_account(rini: Person, ani: Person) -> None:
    first = prove(NEW_PHONE, Purpose.REGISTER)
    second = prove(NEW_PHONE, Purpose.REGISTER, at=NOON - timedelta(minutes=2))
    answers = together(opening(rini, first), opening(ani, second))
    assert sum(isinstance(a, PhoneTaken) for a in answers) == 1
    assert queries.account_by_phone(NEW_PHONE) is not None


def test_a_double_click_sends_one_code(own_database: str) -> None:
    def ask() -> object:
        return actions.issue_code(actor=VISITOR, phone=NEW_PHONE, purpose=Purpose.REGISTER, at=NOON)

    answers = together(*[ask] * 6)
    assert sum(isinstance(a, TooMany) for a in answers) == 5


def test_sixteen_guesses_at_once_are_still_five(own_database: str) -> None:
    issued = actions.issue_code(actor=VISITOR, phone=NEW_PHONE, purpose=Purpose.REGISTER, at=NOON)
    wrong = f"{(int(issued.text or 0) + 1) % 10**6:06}"
    guess = lambda: actions.try_code(actor=VISITOR, issued=issued.row, typed=wrong, at=NOON)  # noqa: E731
    together(*[guess] * 16)
    assert OneTimeCode.objects.get(pk=issued.row.pk).tries == 5
    assert not actions.try_code(actor=VISITOR, issued=issued.row, typed=issued.text or "", at=NOON).right


def test_the_right_code_at_once_from_two_pages_is_right_once(own_database: str) -> None:
    issued = actions.issue_code(actor=VISITOR, phone=NEW_PHONE, purpose=Purpose.REGISTER, at=NOON)
    answer = lambda: actions.try_code(actor=VISITOR, issued=issued.row, typed=issued.text or "", at=NOON).right  # noqa: E731
    assert sorted(map(bool, together(*[answer] * 6))) == [False] * 5 + [True]
