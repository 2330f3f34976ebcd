"""NIK, KK, phone and address are sealed at rest, and never reach a log."""

from __future__ import annotations

import logging

import pytest
from django.db import connection

from lorong.kernel.people import actions, queries
from lorong.kernel.people.models import Account, Household, Person
from lorong.kernel.people.tests.conftest import NEW_PHONE, NOON, SITI_PHONE, actor_for
from lorong.kernel.people.values import VISITOR, Purpose
from lorong.lib.refusals import Refusal
from lorong.lib.sealing import CannotOpen


def everything_at_rest() -> str:
    """All rows of all tables as PostgreSQL holds them; bytes also read as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [row[0] for row in cursor.fetchall()]
        parts = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                parts += [bytes(v).decode("latin-1") if isinstance(v, (bytes, memoryview)) else str(v) for v in row]
    return "\n".join(parts)


def secrets_of(person: Person) -> list[str]:
    return [person.nik, person.household.kk, "Lorong 4", SITI_PHONE, SITI_PHONE[1:], "0" + SITI_PHONE[3:], NEW_PHONE]


def test_no_table_holds_a_number_or_an_address_in_the_clear(siti: Person, sitis_account: Account) -> None:
    actions.issue_code(actor=VISITOR, phone=NEW_PHONE, purpose=Purpose.REGISTER, at=NOON)
    kept = everything_at_rest()
    assert siti.name in kept
    assert [secret for secret in secrets_of(siti) if secret in kept] == []


def test_what_is_sealed_opens_again(siti: Person, sitis_account: Account) -> None:
    found = queries.account(sitis_account.pk)
    assert (found.phone, found.person.household.address) == (SITI_PHONE, "Lorong 4 Nomor 12")  # type: ignore[union-attr]


def test_equal_texts_are_sealed_differently(siti: Person, tono: Person) -> None:
    Household.objects.update(address="Lorong 4 Nomor 12")
    Household.objects.filter(pk=tono.household_id).update(address="Lorong 4 Nomor 12")
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT address FROM people_household")
        assert len(cursor.fetchall()) == 2


def test_a_value_moved_to_another_column_does_not_open(siti: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_household SET address = kk")
    with pytest.raises(CannotOpen):
        Household.objects.get(pk=siti.household_id)


def test_no_log_line_holds_a_number(siti: Person, tono: Person, sitis_account: Account, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="lorong")
    caplog.set_level(logging.INFO)
    for refused in (
        lambda: actions.sign_in_by_password(actor=VISITOR, phone=SITI_PHONE, password="salah-sekali"),
        lambda: actions.close_account(actor=actor_for(Account(pk=1)), account=sitis_account, at=NOON),
    ):
        with pytest.raises(Refusal):
            refused()
    said = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert "refused" in said
    assert [secret for secret in secrets_of(siti) if secret in said] == []
