"""Who looked at whose data is kept, with a purpose, and told to the one it was about."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from lorong.kernel.audit import actions, queries
from lorong.lib.actors import SISTEM, Actor, ActorKind, Holding
from lorong.lib.refusals import NotAllowed

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 8, 3, tzinfo=UTC)
SITI, TONO = uuid.uuid4(), uuid.uuid4()
BUDI = Actor(
    ActorKind.OFFICER, "Budi", account_id=5, holdings=(Holding(7, "Staf Pelayanan", frozenset({"staf-pelayanan"}), "k"),)
)


def look(actor: Actor = BUDI, subject: uuid.UUID = SITI, purpose: str = "memeriksa permohonan", **more: str) -> Any:
    return actions.record_look(actor=actor, subject=subject, purpose=purpose, fields=["nik", "alamat"], **more)


def test_a_look_says_who_in_which_office_for_what(db):
    look(case_number="26-0727-0042")
    seen = queries.looks_at(SITI).get()
    assert (seen.actor_name, seen.actor_title, seen.position_id) == ("Budi", "Staf Pelayanan", 7)
    assert (seen.purpose, seen.case_number) == ("memeriksa permohonan", "26-0727-0042")
    assert seen.fields == ["nik", "alamat"]


def test_the_newest_look_comes_first_and_only_one_s_own(db):
    look(purpose="pertama")
    look(subject=TONO)
    look(purpose="kedua")
    assert [seen.purpose for seen in queries.looks_at(SITI)] == ["kedua", "pertama"]


def test_a_look_without_a_purpose_is_refused(db):
    with pytest.raises(NotAllowed, match="untuk apa"):
        look(purpose="")


def test_a_resident_does_not_look_at_others(db):
    with pytest.raises(NotAllowed):
        look(Actor(ActorKind.RESIDENT, "Tono", account_id=6))


def test_an_outside_party_and_the_system_are_written_down_too(db):
    look(Actor(ActorKind.OUTSIDE, "Ketua RT 003", link_id=4))
    look(SISTEM)
    assert {seen.actor_kind for seen in queries.looks_at(SITI)} == {"outside", "system"}


def at_minutes(*minutes: int, who: Actor = BUDI, case: str = "26-0727-0042") -> None:
    for minute in minutes:
        row = look(who, case_number=case, purpose="memeriksa permohonan")
        with connection.cursor() as cursor:  # history is not edited: the test moves the clock of its own rows
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE audit_access SET at = %s WHERE id = %s", [MONDAY + timedelta(minutes=minute), row.pk])
            cursor.execute("SET LOCAL session_replication_role = origin")


def told(size: int = 30, cursor: str = "") -> list[tuple[str, str, int]]:
    page = queries.looks_page(SITI, size=size, cursor=cursor)
    return [(look.actor_name, look.case_number, look.count) for look in page.rows]


def test_looks_of_one_officer_at_one_case_within_ten_minutes_are_told_as_one(db):
    kasi = Actor(ActorKind.OFFICER, "Kasi", account_id=6, holdings=BUDI.holdings)
    at_minutes(0, 5)
    at_minutes(6, who=kasi)
    at_minutes(12)
    at_minutes(13, case="26-0727-0043")
    at_minutes(30)
    assert told() == [
        ("Budi", "26-0727-0042", 1),
        ("Budi", "26-0727-0043", 1),
        ("Budi", "26-0727-0042", 3),
        ("Kasi", "26-0727-0042", 1),
    ]
    assert queries.looks_at(SITI).count() == 6, "each stays on record by itself"
    of_one_case = queries.merged(queries.looks_of_case(SITI, "26-0727-0042"))
    assert [(look.actor_name, look.count) for look in of_one_case] == [("Budi", 1), ("Budi", 3), ("Kasi", 1)]


def test_pages_of_looks_tell_every_look_once(db):
    at_minutes(0, 1, 2, 20, 40, 41, 60, 80)
    seen, cursor = 0, ""
    while True:
        page = queries.looks_page(SITI, size=2, cursor=cursor)
        assert len(page.rows) <= 2
        seen += sum(look.count for look in page.rows)
        cursor = page.after
        if not cursor:
            break
    assert seen == 8
