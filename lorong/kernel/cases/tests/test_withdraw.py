"""Taking an application back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lorong.kernel.cases import actions
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.values import Said
from lorong.kernel.people.models import Person
from lorong.lib.refusals import NotAllowed, NotFound
from lorong.testing import MONDAY


@pytest.fixture
def case(publish, submit) -> Case:
    publish()
    return submit()


def test_the_applicant_takes_it_back_and_it_stays_visible(case, cast):
    event = actions.withdraw(actor=cast.actor("siti"), case=case, key="a", reason="Tidak jadi", at=MONDAY + timedelta(minutes=9))
    case.refresh_from_db()
    assert (case.ended, case.turn, case.marking, case.promised_at) == ("withdrawn", "none", [], None)
    assert case.city_minutes == 9
    assert event.data == {"reason": "Tidak jadi"}
    assert not WorkItem.objects.filter(case=case, done_at=None).exists()


def test_it_may_be_taken_back_while_the_office_waits_for_an_answer(case, cast):
    said = Said(reason="gelap")
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="kurang", key="k", said=said)
    actions.withdraw(actor=cast.actor("siti"), case=case, key="a")
    assert Case.objects.get(pk=case.pk).ended == "withdrawn"


def test_a_double_click_gives_the_first_result(case, cast):
    first = actions.withdraw(actor=cast.actor("siti"), case=case, key="klik")
    again = actions.withdraw(actor=cast.actor("siti"), case=case, key="klik")
    assert first.seq == again.seq
    assert Event.objects.filter(case_id=case.pk, kind="withdrawn").count() == 1


def test_what_is_over_is_not_taken_back(case, cast):
    said = Said(reason="Bukan di sini")
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="tolak", key="t", said=said)
    with pytest.raises(NotAllowed, match="sudah selesai"):
        actions.withdraw(actor=cast.actor("siti"), case=case, key="a")
    assert Case.objects.get(pk=case.pk).ended == "refused"


@pytest.mark.parametrize("who", ["tono", "budi", "bu_lurah", "wali_kota"])
def test_nobody_else_takes_it_back(case, cast, who):
    with pytest.raises(NotFound):
        actions.withdraw(actor=cast.actor(who), case=case, key="a")
    assert Case.objects.get(pk=case.pk).ended == ""


def test_of_a_family_only_who_applied_takes_it_back(publish, cast):
    publish()
    siti = cast.person("siti")
    spouse = Person.objects.filter(household=siti.household).exclude(pk=siti.pk).first()
    draft = actions.begin_draft(actor=cast.actor("siti"), slug="layanan-uji", applicant=siti, subject=spouse, about="family")
    case = actions.submit(actor=cast.actor("siti"), draft=draft, at=MONDAY)
    assert case.subject_id == spouse.pk
    actions.withdraw(actor=cast.actor("siti"), case=case, key="a")
