"""Tokens with which programs act: made, known, and ended in every way in which they can end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from lorong.kernel.people import actions, queries, tokens
from lorong.kernel.people.errors import KeyReused
from lorong.kernel.people.models import Account, ApiCall, ApiToken, Person
from lorong.kernel.people.tests.conftest import NOON, TONO_PHONE, actor_for, open_for
from lorong.kernel.people.values import TOKENS_MOST, FreshToken, Scope
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed, NotFound, Refusal


def make(account: Account, **given: Any) -> FreshToken:
    wanted = {"name": "Aplikasi kas RT", "scopes": [Scope.CASES], "days": 30, "at": NOON, **given}
    return actions.make_token(actor=actor_for(account), account=account, **wanted)


@pytest.fixture
def tonos_account(tono: Person) -> Account:
    return queries.account(open_for(tono, TONO_PHONE).pk)


def test_a_fresh_token_is_known_by_its_text_alone(sitis_account: Account):
    fresh = make(sitis_account, scopes=[Scope.DOCUMENTS, Scope.APPLY])
    found = tokens.known(fresh.text, at=NOON)
    assert found == fresh.row
    assert found is not None
    assert found.scopes == ["apply", "documents"]
    assert tokens.known(fresh.text[:-1], at=NOON) is None
    assert tokens.known("", at=NOON) is None
    assert tokens.known("\ud800", at=NOON) is None


def test_the_text_stands_nowhere_in_the_database_nor_in_a_log(sitis_account: Account):
    fresh = make(sitis_account)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM people_api_token t")
        rows = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT row_to_json(a)::text FROM audit_entry a")
        rows += " ".join(row[0] for row in cursor.fetchall())
    assert fresh.text not in rows
    assert fresh.row.hint in rows
    assert fresh.text not in repr(fresh)
    assert "people.make_token" in rows


def test_a_token_ends_on_its_day_and_not_before(sitis_account: Account):
    fresh = make(sitis_account, days=30)
    assert tokens.known(fresh.text, at=fresh.row.expires_at - timedelta(seconds=1))
    assert tokens.known(fresh.text, at=fresh.row.expires_at) is None


def test_a_revoked_token_is_a_strangers_and_stays_revoked_at_the_first_moment(sitis_account: Account):
    fresh, at = make(sitis_account), NOON
    actions.revoke_token(actor=actor_for(sitis_account), token=fresh.row, at=at)
    again = actions.revoke_token(actor=actor_for(sitis_account), token=fresh.row, at=at + timedelta(hours=1))
    assert again.revoked_at == at
    assert tokens.known(fresh.text, at=NOON) is None
    assert list(queries.tokens_of(sitis_account, at=NOON)) == []


def test_tono_neither_sees_nor_revokes_sitis_token_nor_makes_one_for_her(sitis_account: Account, tonos_account: Account):
    fresh, tono = make(sitis_account), actor_for(tonos_account)
    with pytest.raises(NotFound):
        queries.token(tonos_account, fresh.row.pk)
    with pytest.raises(NotFound):
        actions.revoke_token(actor=tono, token=fresh.row, at=NOON)
    with pytest.raises(NotAllowed):
        actions.make_token(actor=tono, account=sitis_account, name="x", scopes=[Scope.CASES], days=30, at=NOON)
    assert tokens.known(fresh.text, at=NOON)


@pytest.mark.parametrize("end", ["signed out everywhere", "account closed"])
def test_what_ends_all_sessions_ends_the_tokens_too(sitis_account: Account, end: str):
    fresh, siti, at = make(sitis_account), actor_for(sitis_account), NOON + timedelta(seconds=1)
    if end == "account closed":
        actions.close_account(actor=SISTEM, account=sitis_account, at=at)
    else:
        actions.sign_out_everywhere(actor=siti, account=sitis_account, at=at)
    assert tokens.known(fresh.text, at=at) is None


@pytest.mark.parametrize(
    ("given", "field"),
    [({"name": "  "}, "name"), ({"name": "a" * 81}, "name"), ({"scopes": []}, "scopes"), ({"days": 31}, "days")],
)
def test_a_token_without_a_name_a_scope_or_an_end_is_refused_at_its_field(
    sitis_account: Account, given: dict[str, Any], field: str
):
    with pytest.raises(Refusal) as refused:
        make(sitis_account, **given)
    assert refused.value.field == field
    assert not ApiToken.objects.exists()


def test_ten_tokens_are_enough(sitis_account: Account):
    made = [make(sitis_account, name=f"program {i}") for i in range(TOKENS_MOST)]
    with pytest.raises(Refusal, match="Cabut dulu"):
        make(sitis_account)
    actions.revoke_token(actor=actor_for(sitis_account), token=made[0].row, at=NOON)
    make(sitis_account)


def test_use_is_noted_once_a_minute(sitis_account: Account):
    fresh, at = make(sitis_account), NOON
    for later in (0, 30, 90):
        tokens.known(fresh.text, at=at + timedelta(seconds=later))
        fresh.row.refresh_from_db()
        assert fresh.row.last_used_at == at + timedelta(seconds=90 if later == 90 else 0)


def test_the_database_keeps_no_token_without_end_or_scope(sitis_account: Account):
    common = {"account": sitis_account, "name": "x", "hint": "x"}
    at = NOON
    with pytest.raises(IntegrityError, match="a_token_expires_after_it_was_made"), transaction.atomic():
        ApiToken.objects.create(token_hash=b"1", scopes=["cases"], made_at=at, expires_at=at, **common)
    with pytest.raises(IntegrityError, match="a_token_is_good_for_something"), transaction.atomic():
        ApiToken.objects.create(token_hash=b"2", scopes=[], made_at=at, expires_at=at + timedelta(1), **common)


def test_a_key_names_one_request_of_one_account_for_two_days(sitis_account: Account, tonos_account: Account):
    siti, tono, at = sitis_account.pk, tonos_account.pk, NOON
    assert tokens.result_of(siti, "k", b"one", at=at) == ""
    tokens.keep_result(siti, "k", "draft:1")
    tokens.keep_result(siti, "k", "draft:2")
    assert tokens.result_of(siti, "k", b"one", at=at) == "draft:1"
    with pytest.raises(KeyReused):
        tokens.result_of(siti, "k", b"two", at=at)
    assert tokens.result_of(tono, "k", b"two", at=at) == ""
    actions.sweep(actor=SISTEM, at=at + timedelta(days=1))
    assert ApiCall.objects.count() == 2
    actions.sweep(actor=SISTEM, at=at + timedelta(days=3))
    assert tokens.result_of(siti, "k", b"two", at=at) == ""
    assert Account.objects.filter(pk=siti).exists()
