"""Second factors: an authenticator app, recovery codes."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache

from lorong.kernel.people import actions, queries
from lorong.kernel.people.models import Account, Person
from lorong.kernel.people.tests.conftest import NOON, TONO_PHONE, actor_for, open_for
from lorong.kernel.people.values import VISITOR, Factor
from lorong.lib.refusals import AlreadyDone, NotAllowed, NotFound, Refusal


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def code_now(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter + 1))


@pytest.fixture
def secret(sitis_account: Account) -> str:
    secret = totp.generate_totp_secret()
    actions.activate_app(actor=actor_for(sitis_account), account=sitis_account, secret=secret, typed=code_now(secret))
    return secret


def test_an_app_is_turned_on_by_its_own_code(sitis_account: Account, secret: str) -> None:
    assert queries.has_second_factor(sitis_account)
    with pytest.raises(AlreadyDone):
        actions.activate_app(actor=actor_for(sitis_account), account=sitis_account, secret=secret, typed="1")


def test_a_wrong_code_turns_nothing_on(sitis_account: Account) -> None:
    with pytest.raises(Refusal):
        actions.activate_app(
            actor=actor_for(sitis_account), account=sitis_account, secret=totp.generate_totp_secret(), typed="abc"
        )
    assert not queries.has_second_factor(sitis_account)


def test_the_apps_code_opens_once(sitis_account: Account, secret: str) -> None:
    typed = code_now(secret)
    assert actions.use_code_factor(actor=VISITOR, account=sitis_account, typed=typed, at=NOON) is Factor.TOTP
    assert actions.use_code_factor(actor=VISITOR, account=sitis_account, typed=typed, at=NOON) is None


def test_the_secret_is_sealed_at_rest(sitis_account: Account, secret: str) -> None:
    row = Authenticator.objects.get(user=sitis_account, type="totp")
    assert secret not in str(row.data)


def test_a_recovery_code_opens_once(sitis_account: Account, secret: str) -> None:
    codes = actions.renew_recovery_codes(actor=actor_for(sitis_account), account=sitis_account)
    assert len(set(codes)) == 10
    assert actions.use_code_factor(actor=VISITOR, account=sitis_account, typed=codes[3], at=NOON) is Factor.RECOVERY
    assert actions.use_code_factor(actor=VISITOR, account=sitis_account, typed=codes[3], at=NOON) is None
    left = [f.left for f in queries.factors_of(sitis_account) if f.kind is Factor.RECOVERY]
    assert left == [9]


def test_recovery_codes_alone_are_no_second_factor(sitis_account: Account) -> None:
    with pytest.raises(Refusal):
        actions.renew_recovery_codes(actor=actor_for(sitis_account), account=sitis_account)


def test_with_the_last_factor_go_the_recovery_codes(sitis_account: Account, secret: str) -> None:
    siti = actor_for(sitis_account)
    actions.renew_recovery_codes(actor=siti, account=sitis_account)
    app = next(f for f in queries.factors_of(sitis_account) if f.kind is Factor.TOTP)
    actions.remove_factor(actor=siti, account=sitis_account, factor_id=app.factor_id)
    assert queries.factors_of(sitis_account) == []


def test_tono_cannot_remove_sitis_app(sitis_account: Account, secret: str, tono: Person) -> None:
    tonos = open_for(tono, TONO_PHONE)
    app = queries.factors_of(sitis_account)[0]
    with pytest.raises(NotFound):
        actions.remove_factor(actor=actor_for(tonos), account=tonos, factor_id=app.factor_id)
    with pytest.raises(NotAllowed):
        actions.remove_factor(actor=actor_for(tonos), account=sitis_account, factor_id=app.factor_id)


def test_a_closed_account_takes_no_factor(sitis_account: Account, secret: str) -> None:
    Account.objects.filter(pk=sitis_account.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        actions.use_code_factor(actor=VISITOR, account=sitis_account, typed=code_now(secret), at=NOON)
