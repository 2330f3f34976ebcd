"""Keys are changed while the house works: everything stays readable and findable, a killed run goes on, the old key goes."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from allauth.mfa.totp.internal import auth as totp
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from lorong.kernel.cases.actions import tell_levy
from lorong.kernel.cases.management.commands import rotate_keys
from lorong.kernel.cases.models import LevyReport
from lorong.kernel.cases.sealed import all_sealed
from lorong.kernel.documents.authorities import CA, authority
from lorong.kernel.people import actions, limits, queries
from lorong.kernel.people.fields import SealedTextField
from lorong.kernel.people.models import Account, Household, Person
from lorong.kernel.people.resealing import MARK
from lorong.kernel.people.values import VISITOR, Claim, Factor, Match, Purpose
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed, TooMany
from lorong.lib.sealing import CannotOpen, Keyring
from lorong.testing import MONDAY, Cast, address_of

PHONE = "+6281999900777"


def key(n: int) -> str:
    return base64.b64encode(bytes([n]) * 32).decode()


ONLY_OLD = settings.KEYRING
ONLY_NEW = Keyring.parse([f"9:{key(9)}"], [key(19)])


def ring_after(*, old_first: bool = False) -> Keyring:
    """The keys the test world was made with, and a newer pair, as the processes hold them on the way."""
    pair = (ONLY_OLD, ONLY_NEW) if old_first else (ONLY_NEW, ONLY_OLD)
    return Keyring(sum((r.keys for r in pair), ()), sum((r.index_keys for r in pair), ()))


def rotate(**options: object) -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said, **options)
    return said.getvalue()


def siti_is_found(cast: Cast) -> bool:
    siti = cast.person("siti")
    account = queries.account_of(siti)
    assert account is not None
    found, by_card = queries.person_by_nik(siti.nik), queries.household_by_kk(siti.household.kk)
    by_phone = queries.account_by_phone(account.phone or "")
    claim = Claim(siti.nik, siti.household.kk, siti.birth_date)
    return (
        found == siti
        and by_card == siti.household
        and by_phone == account
        and queries.match(claim, on=MONDAY.date())[0] is Match.AGREES
    )


def test_every_sealed_column_is_on_the_list_of_its_room() -> None:
    listed = {(table.table, name) for table in all_sealed() for name in table.sealed}
    fields = [(m, f) for m in apps.get_models() for f in m._meta.concrete_fields]
    sealed = {(m._meta.db_table, f.column) for m, f in fields if isinstance(f, SealedTextField)}
    assert sealed <= listed
    indexed = {(table.table, name) for table in all_sealed() for name in table.indexes}
    assert indexed == {(m._meta.db_table, f.column) for m, f in fields if f.column.endswith("_index")}


def test_people_are_found_and_read_at_every_step_of_a_change(cast: Cast, settings: Any) -> None:
    turned = ring_after()
    for ring in (ring_after(old_first=True), turned):
        settings.KEYRING = ring
        assert siti_is_found(cast)
    with pytest.raises(CommandError, match="baris masih memakai kunci lama"):
        rotate(check=True)
    assert "Semua baris memakai kunci nomor 9" in rotate()
    for ring in (turned, ONLY_NEW):
        settings.KEYRING = ring
        assert siti_is_found(cast)
    assert "diperbarui" in rotate(check=True)


def test_before_everything_is_sealed_anew_the_old_key_is_still_needed(cast: Cast, settings: Any) -> None:
    settings.KEYRING = ONLY_NEW
    with pytest.raises(CannotOpen):
        Person.objects.get(name=cast.person("siti").name)
    with pytest.raises(CommandError, match="tidak terbuka oleh kunci mana pun"):
        rotate(check=True)


def test_a_phone_has_one_account_whatever_key_it_stands_under(cast: Cast, settings: Any) -> None:
    account = queries.account_of(cast.person("siti"))
    assert account is not None
    assert account.phone
    settings.KEYRING = ring_after()
    issued = actions.issue_code(actor=VISITOR, phone=account.phone, purpose=Purpose.REGISTER, at=MONDAY)
    assert actions.try_code(actor=VISITOR, issued=issued.row, typed=issued.text or "", at=MONDAY).right
    somebody = Claim("7371130101900001", "7371130302150001", MONDAY.date())
    with pytest.raises(Exception, match="sudah punya akun"):
        actions.open_account(actor=VISITOR, proof=issued.row, claim=somebody, at=MONDAY)


def test_a_code_asked_before_the_change_is_answered_after_it(cast: Cast, settings: Any) -> None:
    issued = actions.issue_code(actor=VISITOR, phone=PHONE, purpose=Purpose.REGISTER, at=MONDAY)
    settings.KEYRING = ring_after()
    rotate()
    issued.row.refresh_from_db()
    assert actions.try_code(actor=VISITOR, issued=issued.row, typed=issued.text or "", at=MONDAY).right
    with pytest.raises(TooMany):
        actions.issue_code(actor=VISITOR, phone=PHONE, purpose=Purpose.REGISTER, at=MONDAY + timedelta(seconds=5))


def test_a_count_goes_on_while_processes_hold_the_keys_in_another_order(own_database: str, settings: Any) -> None:
    both, turned = ring_after(old_first=True), ring_after()
    for number, ring in enumerate((both, turned, both), start=1):
        settings.KEYRING = ring
        assert limits.apply(limits.PASSWORDS, PHONE, at=MONDAY) == number


def test_the_authority_and_secrets_of_factors_come_along(cast: Cast, settings: Any) -> None:
    account = queries.account_of(cast.person("siti"))
    assert account is not None
    made, secret = authority(CA), totp.generate_totp_secret()
    totp.TOTP.activate(account, secret)
    settings.KEYRING = ring_after()
    rotate()
    settings.KEYRING = ONLY_NEW
    assert authority(CA) == made
    typed = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    visitor = actions.use_code_factor(actor=VISITOR, account=account, typed=typed, at=MONDAY)
    assert visitor is Factor.TOTP


def report(cast: Cast) -> LevyReport:
    return tell_levy(actor=cast.actor("siti"), text="Diminta uang", place="Loket 2", key="lapor-1")


def test_what_nobody_may_change_is_sealed_anew_and_says_the_same(cast: Cast, settings: Any) -> None:
    told = report(cast)
    settings.KEYRING = ring_after()
    rotate()
    settings.KEYRING = ONLY_NEW
    assert LevyReport.objects.get(pk=told.pk).text == "Diminta uang"


def test_the_owner_changes_nothing_but_seals_and_only_when_it_says_so(cast: Cast) -> None:
    told = report(cast)
    with connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
            cursor.execute("UPDATE cases_levy_report SET text = text WHERE id = %s", [told.pk])
        cursor.execute(MARK)
        with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
            cursor.execute("UPDATE cases_levy_report SET number = 'x' WHERE id = %s", [told.pk])


def test_a_role_that_does_not_own_the_table_cannot_say_it_renews_seals(cast: Cast) -> None:
    told = report(cast)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE lorong_rotate_nobody")
        cursor.execute("GRANT SELECT, UPDATE ON cases_levy_report TO lorong_rotate_nobody")
        cursor.execute("SET LOCAL ROLE lorong_rotate_nobody")
        cursor.execute(MARK)
        with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
            cursor.execute("UPDATE cases_levy_report SET text = ''::bytea WHERE id = %s", [told.pk])
        with pytest.raises(CommandError, match="Hanya pemilik tabel"):
            rotate()
        cursor.execute("RESET ROLE")


def test_nobody_but_the_system_renews_seals(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.reseal(actor=cast.actor("bu_lurah"), table=all_sealed()[0], after=None, size=1)


def test_the_register_is_not_loaded_while_index_keys_change(cast: Cast, settings: Any) -> None:
    settings.KEYRING = ring_after()
    with pytest.raises(NotAllowed, match="sesudah kunci lama dilepas"):
        actions.load_households(actor=SISTEM, households=[])


def test_a_row_that_somebody_holds_is_met_on_a_later_walk(
    own_database: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.KEYRING = ring_after()
    with psycopg.connect(address_of(own_database)) as other:
        held = Person.objects.defer("nik").earliest("pk").pk
        other.execute("SELECT 1 FROM people_person WHERE id = %s FOR UPDATE", [held])
        monkeypatch.setattr(rotate_keys, "sleep", lambda _: other.rollback())
        said = rotate()
    assert said.count("people_person: ") == 2
    assert "Semua baris" in said


def test_a_killed_run_is_started_again_and_ends(own_database: str, settings: Any) -> None:
    settings.KEYRING = ring_after()
    words = {
        "LORONG_DATABASE_URL": address_of(own_database),
        "LORONG_FIELD_KEYS": ",".join(f"{n}:{base64.b64encode(k).decode()}" for n, k in settings.KEYRING.keys),
        "LORONG_INDEX_KEYS": ",".join(base64.b64encode(k).decode() for k in settings.KEYRING.index_keys),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "lorong", "rotate-keys", "--size", "3"]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env={**os.environ, **words}, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert "people_household: " in running.stdout.readline()
        running.send_signal(signal.SIGKILL)
    with pytest.raises(CommandError, match="baris masih memakai kunci lama"):
        rotate(check=True)
    assert Household.objects.count() == sum(1 for home in Household.objects.all() if home.kk)
    rotate(size=50)
    settings.KEYRING = ONLY_NEW
    rotate(check=True)
    assert all(account.phone for account in Account.objects.exclude(phone_index=None))
