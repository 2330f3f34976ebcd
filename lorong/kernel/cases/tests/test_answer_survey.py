"""Nine answers after the end, and whether money was asked."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import Case, Survey
from lorong.kernel.cases.values import Said
from lorong.lib.refusals import NotAllowed, NotFound
from lorong.lib.satisfaction import QUESTIONS

GOOD = dict.fromkeys(QUESTIONS, 4)


@pytest.fixture
def running(publish, submit) -> Case:
    publish()
    return submit()


@pytest.fixture
def ended(running, cast) -> Case:
    said = Said(reason="Bukan di sini")
    actions.advance(actor=cast.actor("budi"), case=running, step="periksa", outcome="tolak", key="t", said=said)
    return Case.objects.get(pk=running.pk)


def answer(cast, case, who="siti", **more):
    return actions.answer_survey(**{"actor": cast.actor(who), "case": case, "answers": GOOD, "asked_to_pay": False, **more})


def test_nine_answers_are_kept_with_service_and_unit_and_no_name(ended, cast):
    survey = answer(cast, ended, suggestion=" Ramah sekali ")
    assert survey.answers == {str(element): 4 for element in QUESTIONS}
    assert (survey.slug, survey.unit_id, survey.suggestion) == (ended.slug, ended.unit_id, "Ramah sekali")
    assert queries.is_surveyed(ended)


def test_the_survey_opens_after_the_end(running, cast):
    with pytest.raises(NotAllowed, match="setelah urusan selesai"):
        answer(cast, running)


@pytest.mark.parametrize("wrong", [None, 0, 5, "4", 2.5])
def test_every_element_has_an_answer_of_one_to_four(ended, cast, wrong):
    element = next(iter(QUESTIONS))
    with pytest.raises(Missing) as refused:
        answer(cast, ended, answers={**GOOD, element: wrong})
    assert refused.value.field == element
    assert not Survey.objects.exists()


def test_a_second_try_gives_the_first_answers_back(ended, cast):
    first = answer(cast, ended)
    again = answer(cast, ended, answers=dict.fromkeys(QUESTIONS, 1), asked_to_pay=True)
    assert (again.pk, again.answers, again.asked_to_pay) == (first.pk, first.answers, False)


def test_a_note_about_money_is_kept_only_with_a_yes(ended, cast):
    assert answer(cast, ended, asked_to_pay=None, paid_note="Rp20.000").paid_note == ""


def test_a_note_about_money_is_kept_for_the_inspectorate(ended, cast):
    assert answer(cast, ended, asked_to_pay=True, paid_note=" Rp20.000 di loket ").paid_note == "Rp20.000 di loket"


@pytest.mark.parametrize("who", ["tono", "budi", "bu_lurah"])
def test_only_the_applicant_answers(ended, cast, who):
    with pytest.raises(NotFound):
        answer(cast, ended, who)


def test_answers_are_not_edited_afterwards(ended, cast):
    survey = answer(cast, ended)
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(asked_to_pay=True)
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        survey.delete()
