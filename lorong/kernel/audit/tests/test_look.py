"""Who looked at whose data is kept, with a purpose, and told to the one it was about."""

from __future__ import annotations

import uuid

import pytest

from lorong.kernel.audit import actions, queries
from lorong.lib.actors import SISTEM, Actor, ActorKind, Holding
from lorong.lib.refusals import NotAllowed

pytestmark = pytest.mark.django_db
SITI, TONO = uuid.uuid4(), uuid.uuid4()
BUDI = Actor(
    ActorKind.OFFICER, "Budi", account_id=5, holdings=(Holding(7, "Staf Pelayanan", frozenset({"staf-pelayanan"}), "k"),)
)


def look(actor: Actor = BUDI, subject: uuid.UUID = SITI, purpose: str = "memeriksa permohonan", **more: str) -> object:
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
