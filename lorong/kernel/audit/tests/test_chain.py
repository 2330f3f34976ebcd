"""The trail is only appended to, and whoever changes it behind the guards' back is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from lorong.kernel.audit.models import AccessEntry, AuditEntry
from lorong.kernel.audit.queries import first_broken_audit_link

pytestmark = pytest.mark.django_db
SITI = "11111111-1111-4111-8111-111111111111"


def write(action: str = "uji.act", **more: object) -> AuditEntry:
    told = {"actor_kind": "system", "actor_title": "Sistem", "object_kind": "uji", "object_id": "1"}
    entry = AuditEntry.objects.create(action=action, **{**told, **more})
    entry.refresh_from_db()
    return entry


def sql(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


@contextmanager
def guards_off() -> Iterator[None]:
    """What only a superuser can do: switch all triggers off."""
    sql("SET LOCAL session_replication_role = replica")
    yield
    sql("SET LOCAL session_replication_role = origin")


def assert_refused(text: str, *values: object, because: str) -> None:
    with pytest.raises(DatabaseError, match=because), transaction.atomic():
        sql(text, *values)


@pytest.fixture
def entries() -> list[AuditEntry]:
    return [write(f"uji.{n}", data={"n": n}) for n in range(5)]


# ---- what the guards refuse


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE audit_entry SET action = 'x'",
        "UPDATE audit_entry SET hash = ''",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_access SET purpose = 'x'",
        "DELETE FROM audit_access",
        "TRUNCATE audit_access",
    ],
)
def test_history_is_never_edited(entries, text):
    AccessEntry.objects.create(subject=SITI, actor_kind="system", actor_name="Sistem", actor_title="", purpose="uji")
    assert_refused(text, because="is never edited")


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE audit_chain_head SET seq = seq + 1",
        "UPDATE audit_chain_head SET hash = ''",
        "DELETE FROM audit_chain_head",
        "INSERT INTO audit_chain_head (chain, seq, hash) VALUES (99, 0, '')",
    ],
)
def test_the_head_of_a_chain_moves_only_with_an_entry(entries, text):
    assert_refused(text, because="moves only with an entry")


def test_a_writer_cannot_choose_place_or_hash():
    first = write()
    second = write(chain=first.chain, seq=first.seq, prev_hash=b"mine", hash=b"mine")
    assert second.seq == first.seq + 1
    assert bytes(second.prev_hash) == bytes(first.hash)
    assert len(bytes(second.hash)) == 32


def test_a_look_needs_a_purpose():
    with pytest.raises(DatabaseError, match="a_look_has_a_purpose"), transaction.atomic():
        AccessEntry.objects.create(subject=SITI, actor_kind="officer", actor_name="Budi", actor_title="", purpose="")


# ---- what the walk finds


def test_what_is_whole_is_whole(entries):
    assert first_broken_audit_link() is None


@pytest.mark.parametrize(
    "change",
    [
        "action = 'uji.other'",
        "at = at + interval '1 second'",
        "refused = NOT refused",
        "actor_kind = 'officer'",
        "account_id = 5",
        "position_id = 5",
        "actor_title = 'Bu Lurah'",
        "object_kind = 'other'",
        "object_id = '2'",
        "data = '{\"n\": 99}'",
        "hash = sha256('x')",
    ],
)
def test_a_changed_entry_is_named(entries, change):
    entry = entries[2]
    with guards_off():
        sql(f"UPDATE audit_entry SET {change} WHERE id = %s", entry.pk)
    broken = first_broken_audit_link()
    assert broken is not None
    assert broken.where == f"audit chain {entry.chain}, entry {entry.seq}"
    assert broken.why == "its content was changed"


def test_an_entry_whose_hash_was_made_to_fit_betrays_itself_at_the_next(entries):
    entry, after = entries[2], entries[3]
    with guards_off():
        sql("UPDATE audit_entry SET action = 'uji.other' WHERE id = %s", entry.pk)
        sql("UPDATE audit_entry e SET hash = lorong_audit_hash(prev_hash, e) WHERE id = %s", entry.pk)
    broken = first_broken_audit_link()
    assert broken is not None
    assert broken.where == f"audit chain {after.chain}, entry {after.seq}"
    assert broken.why == "it does not continue the entry before it"


def test_an_entry_taken_out_of_the_middle_is_missed(entries):
    with guards_off():
        sql("DELETE FROM audit_entry WHERE id = %s", entries[2].pk)
    broken = first_broken_audit_link()
    assert broken is not None
    assert broken.where == f"audit chain {entries[3].chain}, entry {entries[3].seq}"
    assert broken.why == "an entry is missing before it"


def test_an_entry_slipped_in_is_found(entries):
    last = entries[-1]
    with guards_off():
        sql(
            "INSERT INTO audit_entry (chain, seq, at, action, refused, actor_kind, actor_title, object_kind, object_id,"
            " data, prev_hash, hash) SELECT chain, seq + 1, at, 'uji.false', refused, actor_kind, actor_title,"
            " object_kind, object_id, data, hash, sha256('x') FROM audit_entry WHERE id = %s",
            last.pk,
        )
    broken = first_broken_audit_link()
    assert broken is not None
    assert broken.where == f"audit chain {last.chain}, entry {last.seq + 1}"


def test_the_last_entry_taken_away_is_missed(entries):
    last = entries[-1]
    with guards_off():
        sql("DELETE FROM audit_entry WHERE id = %s", last.pk)
    broken = first_broken_audit_link()
    assert broken is not None
    assert broken.where == f"audit chain {last.chain}, entry {last.seq}"
    assert broken.why == "the end of the chain is missing"


def test_a_head_set_back_is_found(entries):
    last = entries[-1]
    with guards_off():
        sql("UPDATE audit_chain_head SET seq = seq - 1, hash = %s WHERE chain = %s", bytes(last.prev_hash), last.chain)
    broken = first_broken_audit_link()
    assert broken is not None
    assert f"audit chain {last.chain}," in broken.where
    assert broken.why == "the head of the chain was set back"


def test_a_head_taken_away_is_missed(entries):
    with guards_off():
        sql("DELETE FROM audit_chain_head WHERE chain = %s", entries[0].chain)
    broken = first_broken_audit_link()
    assert broken is not None
    assert broken.where == f"audit chain {entries[-1].chain}, entry {entries[-1].seq}"
    assert broken.why == "the head of the chain is missing"


def test_without_its_head_a_chain_takes_nothing_more(entries):
    with guards_off():
        sql("DELETE FROM audit_chain_head WHERE chain = %s", entries[0].chain)
    with pytest.raises(DatabaseError, match="returned no rows"), transaction.atomic():
        write()


def test_a_whole_chain_taken_away_is_missed(entries):
    with guards_off():
        sql("DELETE FROM audit_entry WHERE chain = %s", entries[0].chain)
    broken = first_broken_audit_link()
    assert broken is not None
    assert broken.why == "the end of the chain is missing"


def test_other_time_zones_and_settings_do_not_change_what_is_true(entries):
    sql("SET LOCAL TimeZone = 'Asia/Jayapura'")
    sql("SET LOCAL DateStyle = 'German, DMY'")
    sql("SET LOCAL extra_float_digits = 0")
    assert first_broken_audit_link() is None


def test_signs_of_all_kinds_hold(entries):
    write(actor_title="Plt. Lurah “Ràppocini” 😀\n", data={"b": [1, None, {"x": "é"}], "a": 1.5})
    assert first_broken_audit_link() is None
