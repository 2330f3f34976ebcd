"""A root over all history: nothing can be changed, taken out or slipped in under it without being found."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from lorong.kernel.audit import actions, roots
from lorong.kernel.audit.models import AccessEntry, AuditEntry, Root
from lorong.kernel.audit.tests.test_chain import SITI, guards_off, sql, write
from lorong.lib.actors import SISTEM
from lorong.lib.merkle import EMPTY, leaf_hash, root_of
from lorong.lib.refusals import NotAllowed

DAY = date(2026, 8, 3)


def close(day: date = DAY) -> list[Root]:
    upto = roots.settled_place(patience=20)
    assert upto is not None
    return actions.close_day(actor=SISTEM, day=day, upto=upto)


def look() -> AccessEntry:
    told = {"actor_kind": "officer", "actor_name": "Budi", "actor_title": "Staf", "purpose": "memeriksa berkas"}
    return AccessEntry.objects.create(subject=SITI, fields=["NIK"], **told)


@pytest.fixture
def history(db: None) -> list[AuditEntry]:
    close(DAY - timedelta(days=1))  # what the shared database brought along
    return [write(f"uji.{n}") for n in range(7)]


def test_a_root_covers_what_was_written_since_the_last_in_the_order_of_writing(history: list[AuditEntry]):
    seen = look()
    (root,) = close()

    texts = [leaf.text for leaf in roots.leaves(*roots.bounds_of(root))]
    mine = [f"entry:{bytes(entry.hash).hex()}" for entry in history]
    assert [text for text in texts if text in mine] == mine
    assert texts[-1].startswith("look:")
    assert bytes(root.tree) == root_of([leaf_hash(text.encode()) for text in texts])
    seen.refresh_from_db()
    assert roots.roots_over([seen.position])[seen.position].no == root.no
    assert roots.first_broken_root() is None


def test_closing_twice_gives_one_root_and_a_quiet_day_an_empty_one(db: None):
    upto = roots.settled_place(patience=20)
    assert upto is not None
    first = actions.close_day(actor=SISTEM, day=DAY, upto=upto)
    assert len(first) == 1
    assert actions.close_day(actor=SISTEM, day=DAY, upto=upto) == []
    (quiet,) = actions.close_day(actor=SISTEM, day=DAY + timedelta(days=1), upto=upto)
    assert (quiet.size, bytes(quiet.tree)) == (0, EMPTY)
    assert bytes(quiet.prev_hash) == bytes(first[0].hash)


def test_a_day_with_very_much_gets_several_roots(history: list[AuditEntry], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(roots, "MOST_LEAVES", 3)
    made = close()
    assert len({r.no for r in made}) == len(made)
    assert [r.size for r in made][:2] == [3, 3]
    assert {r.day for r in made} == {DAY}
    assert sum(r.size for r in made) >= len(history)
    assert roots.first_broken_root() is None


def test_only_the_system_closes_a_day(cast):
    with pytest.raises(NotAllowed, match="disegel sistem"):
        actions.close_day(actor=cast.actor("auditor"), day=DAY, upto=10**9)


def test_the_writer_does_not_choose_its_place(history: list[AuditEntry]):
    before = history[-1].position
    assert write("uji.titip", position=1).position > before


@pytest.mark.parametrize("text", ["UPDATE audit_root SET size = 1", "DELETE FROM audit_root", "TRUNCATE audit_root"])
def test_a_root_is_never_edited(history: list[AuditEntry], text: str):
    close()
    with pytest.raises(DatabaseError, match="is never edited"), transaction.atomic():
        sql(text)


def test_a_root_does_not_go_back(history: list[AuditEntry]):
    (root,) = close()
    for more in ({"day": DAY, "upto": root.upto - 1}, {"day": DAY - timedelta(days=1), "upto": root.upto}):
        with pytest.raises(DatabaseError, match="does not go back"), transaction.atomic():
            Root.objects.create(size=0, tree=EMPTY, **more)


# ---- what a superuser did behind the guards is found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DELETE FROM audit_access WHERE position = {look}", "1 now"),
        ("UPDATE audit_access SET actor_name = 'Tono' WHERE position = {look}", "not what it was"),
        ("UPDATE audit_entry SET hash = sha256('x') WHERE position = {first}", "not what it was"),
        ("UPDATE audit_entry SET position = {after} WHERE position = {first}", "not what it was"),
        ("UPDATE audit_entry SET position = 0 WHERE position = {after}", "outside the order"),
        ("UPDATE audit_root SET size = 99 WHERE no = {no}", "its content was changed"),
        ("DELETE FROM audit_root WHERE no = {no} - 1", "a root is missing"),
        ("UPDATE audit_root SET prev_hash = ''  WHERE no = {no}", "does not continue"),
    ],
)
def test_a_change_under_a_root_is_found(db: None, change: str, words: str):
    close(DAY - timedelta(days=1))
    first, seen = write("uji.pertama"), look()
    seen.refresh_from_db()
    (root,) = close()
    after = write("uji.sesudah")
    with guards_off():
        sql(change.format(look=seen.position, first=first.position, after=after.position, no=root.no))
    broken = roots.first_broken_root()
    assert broken is not None
    expected = words if words != "1 now" else f"{root.size - 1} now"
    assert expected in broken.why


# ---- who is still writing


def test_a_day_waits_for_whoever_took_a_place_and_has_not_committed(own_database: str):
    wrote, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            write("uji.lambat")
            wrote.set()
            may_end.wait(20)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert wrote.wait(20)
    later = write("uji.cepat")  # committed, behind the slow one
    assert roots.settled_place(patience=0.2) is None
    may_end.set()
    (root,) = close()
    writer.join()
    slow_one = AuditEntry.objects.get(action="uji.lambat")
    assert slow_one.position < later.position <= root.upto
    assert roots.first_broken_root() is None
