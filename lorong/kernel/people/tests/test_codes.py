"""One-time codes: five minutes, five tries, once, for one thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lorong.kernel.people import actions
from lorong.kernel.people.models import Account, OneTimeCode
from lorong.kernel.people.tests.conftest import NEW_PHONE, NOON, SITI_PHONE
from lorong.kernel.people.values import VISITOR, IssuedCode, Purpose
from lorong.lib.refusals import TooMany

Later = Callable[..., datetime]


def ask(phone: str = NEW_PHONE, purpose: Purpose = Purpose.REGISTER, *, at: datetime = NOON, lane: str = "") -> IssuedCode:
    return actions.issue_code(actor=VISITOR, phone=phone, purpose=purpose, at=at, lane=lane)


def wrong(text: str | None) -> str:
    return f"{(int(text or 0) + 1) % 10**6:06}"


def answer(issued: IssuedCode, typed: str, *, at: datetime = NOON) -> bool:
    return actions.try_code(actor=VISITOR, issued=issued.row, typed=typed, at=at).right


def test_the_right_code_proves_the_phone_once(db: None) -> None:
    issued = ask()
    assert issued.text is not None
    assert answer(issued, f" {issued.text[:3]} {issued.text[3:]} ")
    assert not answer(issued, issued.text)


def test_only_a_keyed_hash_of_the_code_is_kept(db: None) -> None:
    issued = ask()
    row = OneTimeCode.objects.get(pk=issued.row.pk)
    assert issued.text is not None
    assert issued.text not in row.code_hash
    assert len(row.code_hash) == 64


def test_a_code_dies_after_five_minutes(db: None, later: Later) -> None:
    issued = ask()
    tried = actions.try_code(actor=VISITOR, issued=issued.row, typed=issued.text or "", at=later(minutes=5))
    assert (tried.right, tried.over) == (False, True)


def test_a_clock_set_back_does_not_revive_a_code(db: None, later: Later) -> None:
    issued = ask(at=later(minutes=10))
    assert not answer(issued, issued.text or "", at=NOON)


def test_a_clock_set_back_keeps_nobody_waiting(db: None, later: Later) -> None:
    ask(at=later(days=1))
    assert ask(at=NOON).text is not None


def test_a_code_dies_after_five_wrong_tries_and_says_how_many_are_left(db: None) -> None:
    issued = ask()
    said = [actions.try_code(actor=VISITOR, issued=issued.row, typed=wrong(issued.text), at=NOON).sentence for _ in range(5)]
    assert "masih bisa 4 kali" in said[0]
    assert "Minta kode baru" in said[4]
    assert not answer(issued, issued.text or "")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(tries=st.lists(st.booleans(), max_size=9))
def test_a_code_is_right_at_most_once_and_never_after_five_wrong_tries(db: None, tries: list[bool]) -> None:
    OneTimeCode.objects.all().delete()
    issued = ask()
    missed = hits = 0
    for right in tries:
        got = answer(issued, (issued.text or "") if right else wrong(issued.text))
        assert got == (right and missed < 5 and hits == 0)
        hits += got
        missed += not right and hits == 0


def test_another_code_waits_a_minute(db: None, later: Later) -> None:
    ask()
    with pytest.raises(TooMany) as refused:
        ask(at=later(seconds=20))
    assert refused.value.retry_after == 40
    ask(at=later(seconds=60))


def test_a_phone_gets_five_codes_an_hour_and_twelve_a_day(db: None) -> None:
    sent, at = 0, NOON
    for minute in range(0, 23 * 60, 2):
        at = NOON + timedelta(minutes=minute)
        try:
            ask(at=at)
        except TooMany as refused:
            ends = at + timedelta(seconds=refused.retry_after)
            assert at < ends <= NOON + timedelta(days=1, hours=1)
        else:
            sent += 1
        assert sent <= 5 * (minute // 60 + 1)
    assert sent == 12


def test_waiting_as_long_as_said_is_long_enough(db: None) -> None:
    for minute in range(5):
        ask(at=NOON + timedelta(minutes=minute))
    with pytest.raises(TooMany) as refused:
        ask(at=NOON + timedelta(minutes=6))
    ask(at=NOON + timedelta(minutes=6, seconds=refused.value.retry_after))


def test_a_stranger_does_not_keep_the_owner_waiting(db: None, later: Later) -> None:
    ask(SITI_PHONE)
    assert ask(SITI_PHONE, at=later(seconds=5), lane="perangkat-siti").text is not None


def test_a_phone_without_an_account_gets_no_code_and_the_same_answers(sitis_account: Account, later: Later) -> None:
    known = ask(SITI_PHONE, Purpose.SIGN_IN, at=later(minutes=2))
    unknown = ask(NEW_PHONE, Purpose.SIGN_IN, at=later(minutes=2))
    assert known.text is not None
    assert unknown.text is None
    sentences = [
        actions.try_code(actor=VISITOR, issued=i.row, typed=wrong(known.text), at=later(minutes=2)) for i in (known, unknown)
    ]
    assert sentences[0] == sentences[1]


def test_a_code_that_was_never_sent_is_never_right(db: None) -> None:
    issued = ask(NEW_PHONE, Purpose.SIGN_IN)
    digits = [f"{n:06}" for n in range(0, 10**6, 250_000)]
    assert not any(answer(issued, d) for d in digits)


def test_codes_of_a_closed_account_are_not_sent(sitis_account: Account, later: Later) -> None:
    Account.objects.filter(pk=sitis_account.pk).update(is_active=False)
    assert ask(SITI_PHONE, Purpose.SIGN_IN, at=later(minutes=2)).text is None


def test_two_spacings_are_not_shared_between_purposes(db: None) -> None:
    ask(NEW_PHONE, Purpose.REGISTER)
    assert ask(NEW_PHONE, Purpose.COUNTER, at=NOON + timedelta(seconds=1)).text is not None
