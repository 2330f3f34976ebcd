"""Who sits in which position."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lorong.kernel.city import actions, queries
from lorong.kernel.city.models import Assignment, Position
from lorong.kernel.city.tests.conftest import Town
from lorong.kernel.city.values import days, last_day
from lorong.kernel.people.models import Person
from lorong.lib.actors import SISTEM, Actor, As
from lorong.lib.nik import Sex, make_nip
from lorong.lib.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


def appoint(town: Town, *, actor: Actor, position: Position, person: Person, **changes: Any) -> Assignment:
    given: dict[str, Any] = {
        "held_as": As.DEFINITIVE,
        "days": days(town.day()),
        "nip": make_nip(birth_date=person.birth_date, appointed=town.day(-400), sex=Sex.MALE, serial=1),
        "rank": "Penata, III/c",
        "full_name": f"{person.name}, S.Sos.",
        "basis": "SK Wali Kota 821/17/2026",
    }
    return actions.assign(actor=actor, position=position, person=person, **(given | changes))


def test_the_administrator_fills_a_vacant_position(town: Town, vacate: Callable[[str], Position]) -> None:
    tono = town.resident("tono")

    appoint(town, actor=town.admin, position=vacate("lurah"), person=tono)

    holder = queries.holder_of("lurah", town.kelurahan.pk)
    assert holder is not None
    assert (holder.name, holder.rank, holder.title) == ("Tono, S.Sos.", "Penata, III/c", "Lurah Rappocini")
    assert town.acting(tono).has_role("lurah")


def test_a_second_holder_is_refused_with_the_name_of_the_first(town: Town) -> None:
    with pytest.raises(Refusal, match=r"Lurah Rappocini dipegang Ratna Contoh.* sampai sekarang\. Akhiri dulu") as caught:
        appoint(town, actor=town.admin, position=town.seat("lurah"), person=town.resident("tono"))
    assert caught.value.field == "days"


def test_postgresql_itself_refuses_two_holders_at_once(town: Town) -> None:
    row = {"position": town.seat("lurah"), "person": town.resident("tono"), "full_name": "Tono"}
    with pytest.raises(IntegrityError, match="one_holder_of_a_position_at_a_time"), transaction.atomic():
        Assignment.objects.create(days=days(town.day(10), town.day(20)), held_as="definitif", **row)
    with pytest.raises(IntegrityError, match="one_holder_of_a_position_at_a_time"), transaction.atomic():
        Assignment.objects.create(days=days(town.day(10), town.day(20)), held_as="plt", **row)


def test_postgresql_itself_refuses_an_unknown_right_and_an_empty_span(town: Town) -> None:
    row = {"position": town.seat("lurah"), "person": town.resident("tono"), "full_name": "Tono"}
    with pytest.raises(IntegrityError, match="known_kind_of_holding"), transaction.atomic():
        Assignment.objects.create(days=days(town.day(-2000), town.day(-1999)), held_as="raja", **row)
    with pytest.raises(IntegrityError, match="an_assignment_lasts_a_day"), transaction.atomic():
        Assignment.objects.create(days=days(town.day(), town.day(-1)), held_as="plh", **row)


def test_a_plh_stands_beside_the_holder_and_comes_first(town: Town) -> None:
    kasi = town.person("kasi-pelayanan")

    appoint(
        town,
        actor=town.admin,
        position=town.seat("lurah"),
        person=kasi,
        held_as=As.PLH,
        days=days(town.day(), town.day(3)),
    )

    first, second = queries.holders_of_role("lurah", town.kelurahan.pk)
    assert (first.title, first.person_id) == ("Plh. Lurah Rappocini", kasi.pk)
    assert second.held_as is As.DEFINITIVE
    assert queries.holder_of("lurah", town.kelurahan.pk, town.day(4)) == second


def test_a_vacant_post_is_held_by_a_plt(town: Town, vacate: Callable[[str], Position]) -> None:
    seat = vacate("lurah")
    assert queries.holder_of("lurah", town.kelurahan.pk) is None

    appoint(town, actor=town.admin, position=seat, person=town.person("sekretaris"), held_as=As.PLT)

    holder = queries.holder_of("lurah", town.kelurahan.pk)
    assert holder is not None
    assert holder.title == "Plt. Lurah Rappocini"
    assert {h.title for h in town.actor("sekretaris").holdings} == {
        "Sekretaris Kelurahan Rappocini",
        "Plt. Lurah Rappocini",
    }


def test_nobody_gives_a_position_to_himself(town: Town, vacate: Callable[[str], Position]) -> None:
    admin = town.admin
    with pytest.raises(NotAllowed, match="Minta rekan pengelola"):
        appoint(town, actor=admin, position=vacate("lurah"), person=Person.objects.get(pk=admin.person_id))


def test_a_lurah_appoints_nobody(town: Town, vacate: Callable[[str], Position]) -> None:
    with pytest.raises(NotAllowed, match="Pengelola Sistem Kota"):
        appoint(town, actor=town.actor("lurah"), position=vacate("sekretaris"), person=town.resident("tono"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"nip": "123"}, "nip"), ({"full_name": " "}, "full_name"), ({"basis": ""}, "basis")],
)
def test_what_is_missing_is_named(town: Town, vacate: Callable[[str], Position], changes: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        appoint(town, actor=SISTEM, position=vacate("lurah"), person=town.resident("tono"), **changes)
    assert caught.value.field == field


def test_a_position_that_is_gone_is_not_filled(town: Town, vacate: Callable[[str], Position]) -> None:
    seat = vacate("lurah")
    Position.objects.filter(pk=seat.pk).update(active=False)
    with pytest.raises(Refusal, match="sudah tidak ada"):
        appoint(town, actor=SISTEM, position=seat, person=town.resident("tono"))


def test_an_inactive_position_gives_no_rights(town: Town) -> None:
    lurah = town.person("lurah")
    Position.objects.filter(pk=town.seat("lurah").pk).update(active=False)

    assert not town.acting(lurah).is_officer
    assert queries.holder_of("lurah", town.kelurahan.pk) is None


def test_an_appointment_ends_after_its_last_day(town: Town) -> None:
    actions.end_assignment(actor=town.admin, assignment=town.assignment("lurah"), last=town.day(5))

    assert queries.holder_of("lurah", town.kelurahan.pk, town.day(5)) is not None
    assert queries.holder_of("lurah", town.kelurahan.pk, town.day(6)) is None
    assert last_day(town.assignment("lurah").days) == town.day(5)


@pytest.mark.parametrize(("offset", "words"), [(-2, "sudah lewat"), (-5000, "baru mulai")])
def test_an_appointment_does_not_end_in_the_past(town: Town, offset: int, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        actions.end_assignment(actor=town.admin, assignment=town.assignment("lurah"), last=town.day(offset))


def test_an_ended_appointment_is_not_prolonged(town: Town) -> None:
    actions.end_assignment(actor=town.admin, assignment=town.assignment("lurah"), last=town.day(1))
    with pytest.raises(Refusal, match="sudah berakhir"):
        actions.end_assignment(actor=town.admin, assignment=town.assignment("lurah"), last=town.day(9))


def test_a_lurah_ends_no_appointment(town: Town) -> None:
    with pytest.raises(NotAllowed):
        actions.end_assignment(actor=town.actor("lurah"), assignment=town.assignment("sekretaris"), last=town.day())
