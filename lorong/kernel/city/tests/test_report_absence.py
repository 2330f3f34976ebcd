"""Absence hands the work over."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lorong.kernel.city import actions, queries
from lorong.kernel.city.models import Absence, Unit
from lorong.kernel.city.tests.conftest import Town
from lorong.kernel.city.values import days
from lorong.kernel.people.models import Person
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import AlreadyDone, NotAllowed, Refusal

pytestmark = pytest.mark.django_db


def away(town: Town, slug: str, first: int, last: int, substitute: Person | None = None) -> Absence:
    return actions.report_absence(
        actor=SISTEM,
        assignment=town.assignment(slug),
        days=days(town.day(first), town.day(last)),
        reason="Cuti tahunan",
        substitute=substitute,
    )


def title_of(town: Town, role: str, on: date | None = None) -> tuple[str, str]:
    holder = queries.holder_of(role, town.kelurahan.pk, on)
    assert holder is not None
    return holder.title, holder.name


def test_the_rule_names_the_substitute(town: Town) -> None:
    away(town, "lurah", 0, 2)

    assert title_of(town, "lurah") == ("Plh. Lurah Rappocini", town.assignment("sekretaris").full_name)
    assert title_of(town, "lurah", town.day(3)) == ("Lurah Rappocini", town.assignment("lurah").full_name)


def test_a_named_substitute_goes_before_the_rule(town: Town) -> None:
    away(town, "lurah", 0, 2, town.person("kasi-pemerintahan"))

    assert title_of(town, "lurah")[1] == town.assignment("kasi-pemerintahan").full_name


def test_a_substitute_who_is_away_hands_on_for_those_days(town: Town) -> None:
    away(town, "lurah", 0, 5, town.person("kasi-pemerintahan"))
    away(town, "kasi-pemerintahan", 2, 3)
    away(town, "sekretaris", 3, 3)

    names = [title_of(town, "lurah", town.day(n))[1] for n in range(6)]

    named, secretary, kasi = (town.assignment(slug).full_name for slug in ("kasi-pemerintahan", "sekretaris", "kasi-pelayanan"))
    assert names == [named, named, secretary, kasi, named, named]


def test_a_seat_is_not_left_empty_when_all_are_away(town: Town) -> None:
    for slug in ("lurah", "sekretaris", "kasi-pelayanan"):
        away(town, slug, 0, 0)

    assert title_of(town, "lurah") == ("Lurah Rappocini", town.assignment("lurah").full_name)
    assert town.actor("lurah").has_role("lurah")


def test_the_mayor_is_replaced_by_the_secretary_of_the_city(town: Town) -> None:
    hall = Unit.objects.get(pk=town.pack.city.code)
    actions.report_absence(
        actor=town.actor("wali-kota", hall),
        assignment=town.assignment("wali-kota", hall),
        days=days(town.day(), town.day()),
        reason="Dinas luar",
    )

    holder = queries.holder_of("wali-kota", hall.pk)
    assert holder is not None
    assert holder.title == "Plh. Wali Kota Makassar"
    assert holder.person_id == town.person("sekda", Unit.objects.get(pk=f"{hall.pk}-setda")).pk


def test_a_letter_signed_as_plh_bears_the_nip_of_the_one_who_signs(town: Town) -> None:
    away(town, "lurah", 0, 0)
    secretary = town.assignment("sekretaris")

    signer = queries.standing_as(secretary.person_id, town.seat("lurah").pk)

    assert signer is not None
    assert (signer.title, signer.nip, signer.rank) == ("Plh. Lurah Rappocini", secretary.nip, secretary.rank)
    assert signer.assignment_id == secretary.pk
    assert queries.standing_as(town.person("lurah").pk, town.seat("lurah").pk) is None
    assert queries.holder_of_position(town.seat("lurah").pk) == signer


def test_the_holder_the_head_the_camat_and_the_administrator_may_report(town: Town) -> None:
    actors = [town.actor("sekretaris"), town.actor("lurah"), town.admin]
    for n, actor in enumerate(actors):
        actions.report_absence(
            actor=actor, assignment=town.assignment("sekretaris"), days=days(town.day(n), town.day(n)), reason="Sakit"
        )
    actions.report_absence(
        actor=town.actor("camat", town.kecamatan),
        assignment=town.assignment("lurah"),
        days=days(town.day(), town.day()),
        reason="Sakit",
    )
    assert Absence.objects.count() == 4


def test_a_colleague_and_a_resident_may_not_report(town: Town) -> None:
    for actor in (town.actor("kasi-pelayanan"), town.acting(town.resident("siti"))):
        with pytest.raises(NotAllowed, match="Sampaikan kepada mereka"):
            actions.report_absence(
                actor=actor, assignment=town.assignment("lurah"), days=days(town.day(), town.day()), reason="Sakit"
            )


def test_overlapping_days_are_refused_with_the_days_there_are(town: Town) -> None:
    away(town, "lurah", 2, 4)
    with pytest.raises(Refusal, match=r"sudah tercatat tidak masuk .* sampai .*\. Batalkan dulu yang itu\."):
        away(town, "lurah", 4, 6)
    away(town, "lurah", 5, 6)


def test_postgresql_itself_refuses_overlapping_and_endless_absences(town: Town) -> None:
    away(town, "lurah", 2, 4)
    row = {"assignment": town.assignment("lurah"), "reason": "Cuti"}
    with pytest.raises(IntegrityError, match="one_absence_of_a_holder_at_a_time"), transaction.atomic():
        Absence.objects.create(days=days(town.day(4), town.day(5)), **row)
    with pytest.raises(IntegrityError, match="an_absence_has_an_end"), transaction.atomic():
        Absence.objects.create(days=days(town.day(30)), **row)
    with pytest.raises(IntegrityError, match="an_absence_lasts_a_day"), transaction.atomic():
        Absence.objects.create(days=days(town.day(30), town.day(29)), **row)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(-1, 2, "sudah lewat"), (3, 1, "Tukar keduanya"), (-9000, 2, "sudah lewat")],
)
def test_days_must_make_sense(town: Town, first: int, last: int, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        actions.report_absence(
            actor=SISTEM,
            assignment=town.assignment("lurah"),
            days=days(town.day(first), town.day(last)),
            reason="Cuti",
        )


def test_an_absence_needs_an_end_a_reason_and_the_appointment(town: Town) -> None:
    lurah = town.assignment("lurah")
    with pytest.raises(Refusal, match="hari terakhir"):
        actions.report_absence(actor=SISTEM, assignment=lurah, days=days(town.day()), reason="Cuti")
    with pytest.raises(Refusal, match="alasannya"):
        actions.report_absence(actor=SISTEM, assignment=lurah, days=days(town.day(), town.day()), reason=" ")
    actions.end_assignment(actor=SISTEM, assignment=lurah, last=town.day(3))
    with pytest.raises(Refusal, match="tidak memegang jabatan ini"):
        away(town, "lurah", 2, 5)


def test_a_substitute_is_an_officer_who_is_there(town: Town) -> None:
    with pytest.raises(Refusal, match="Siti tidak bertugas"):
        away(town, "lurah", 0, 2, town.resident("siti"))
    with pytest.raises(Refusal, match="harus orang lain"):
        away(town, "lurah", 0, 2, town.person("lurah"))
    away(town, "sekretaris", 0, 0)
    with pytest.raises(Refusal, match="sendiri tidak masuk"):
        away(town, "lurah", 0, 2, town.person("sekretaris"))


def test_an_absence_that_has_not_begun_is_withdrawn_and_stays_visible(town: Town) -> None:
    absence = away(town, "lurah", 1, 4)

    actions.withdraw_absence(actor=town.actor("lurah"), absence=absence)

    assert title_of(town, "lurah", town.day(2))[0] == "Lurah Rappocini"
    (seen,) = queries.absences_in(town.kelurahan.pk)
    assert (seen.withdrawn, seen.first, seen.last) == (True, town.day(1), town.day(4))
    with pytest.raises(AlreadyDone):
        actions.withdraw_absence(actor=SISTEM, absence=absence)
    away(town, "lurah", 1, 4)


def test_coming_back_early_keeps_the_days_that_were(town: Town) -> None:
    absence = Absence.objects.create(assignment=town.assignment("lurah"), days=days(town.day(-3), town.day(5)), reason="Sakit")

    actions.withdraw_absence(actor=town.actor("camat", town.kecamatan), absence=absence)

    assert title_of(town, "lurah", town.day(-1))[0] == "Plh. Lurah Rappocini"
    assert title_of(town, "lurah")[0] == "Lurah Rappocini"


def test_a_finished_absence_is_left_alone(town: Town) -> None:
    absence = Absence.objects.create(assignment=town.assignment("lurah"), days=days(town.day(-3), town.day(-1)), reason="Sakit")
    with pytest.raises(Refusal, match="sudah selesai"):
        actions.withdraw_absence(actor=SISTEM, absence=absence)
    with pytest.raises(NotAllowed):
        actions.withdraw_absence(actor=town.acting(town.resident("tono")), absence=absence)


def test_the_page_offers_the_rules_substitutes_first(town: Town) -> None:
    offered = queries.substitutes_for(town.assignment("lurah"))

    slugs = [assignment.position.slug for assignment in offered]
    assert slugs[:2] == ["sekretaris", "kasi-pelayanan"]
    assert "lurah" not in slugs
    assert slugs.count("staf-pelayanan") == 2
