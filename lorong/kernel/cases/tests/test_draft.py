"""An application being written: nothing typed is lost, and nothing foreign gets in."""

from __future__ import annotations

import pytest

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.errors import CaseIsOver
from lorong.kernel.cases.models import Draft
from lorong.kernel.cases.tests.conftest import LINE
from lorong.kernel.documents.models import Document
from lorong.lib.refusals import NotAllowed, NotFound, Refusal
from lorong.testing import MONDAY

PAPERS = [{"id": "ktp", "name": "KTP", "held_as": "ktp"}]


@pytest.fixture
def siti(cast):
    return cast.actor("siti")


@pytest.fixture
def draft(publish, cast, siti) -> Draft:
    publish(LINE, requirements=PAPERS)
    person = cast.person("siti")
    return actions.begin_draft(actor=siti, slug="layanan-uji", applicant=person, subject=person)


def paper(person) -> Document:
    return Document.objects.create(person=person, kind="ktp", statement={"contoh": True})


def test_page_after_page_is_kept_as_typed(draft, siti):
    actions.save_page(actor=siti, draft=draft, answers={"nama": " Warung ", "luas": "sepuluh"})
    actions.save_page(actor=siti, draft=draft, answers={"luas": "10"})
    assert queries.draft(siti, draft.pk).answers == {"nama": " Warung ", "luas": "10"}


def test_characters_that_no_database_holds_are_left_out(draft, siti):
    actions.save_page(actor=siti, draft=draft, answers={"nama": "War\x00ung", "daftar": [{"isi": "a\ud800b"}]})
    assert Draft.objects.get(pk=draft.pk).answers == {"nama": "Warung", "daftar": [{"isi": "ab"}]}


def test_a_second_document_replaces_the_first_and_can_be_taken_back(draft, siti, cast):
    first, second = paper(cast.person("siti")), paper(cast.person("siti"))
    actions.attach(actor=siti, draft=draft, requirement="ktp", document=first)
    assert actions.attach(actor=siti, draft=draft, requirement="ktp", document=second).documents == {"ktp": str(second.pk)}
    assert actions.attach_held(actor=siti, draft=draft, requirement="ktp").documents == {}


def test_a_requirement_that_the_service_does_not_have_is_refused(draft, siti, cast):
    with pytest.raises(Refusal, match="Syarat itu tidak ada"):
        actions.attach(actor=siti, draft=draft, requirement="ijazah", document=paper(cast.person("siti")))
    with pytest.raises(Refusal, match="Syarat itu tidak ada"):
        actions.attach_held(actor=siti, draft=draft, requirement="ijazah")


def test_what_was_submitted_is_closed_and_says_its_number(draft, siti, cast):
    actions.attach(actor=siti, draft=draft, requirement="ktp", document=paper(cast.person("siti")))
    case = actions.submit(actor=siti, draft=draft, at=MONDAY)
    for attempt in (
        lambda: actions.save_page(actor=siti, draft=draft, answers={"nama": "x"}),
        lambda: actions.attach_held(actor=siti, draft=draft, requirement="ktp"),
        lambda: actions.discard_draft(actor=siti, draft=draft),
    ):
        with pytest.raises(CaseIsOver, match=case.number) as refused:
            attempt()
        assert refused.value.detail == {"number": case.number}


def test_an_unfinished_application_is_thrown_away_when_its_writer_says_so(draft, siti):
    assert [d.pk for d in queries.drafts_of(siti)] == [draft.pk]
    actions.discard_draft(actor=siti, draft=draft)
    assert list(queries.drafts_of(siti)) == []
    with pytest.raises(NotFound):
        queries.draft(siti, draft.pk)


def test_a_service_that_is_not_offered_is_not_begun(publish, cast, siti):
    publish(hidden=True)
    person = cast.person("siti")
    for slug in ("layanan-uji", "tidak-ada"):
        with pytest.raises(NotFound, match="tidak dibuka"):
            actions.begin_draft(actor=siti, slug=slug, applicant=person, subject=person)


def test_nobody_begins_in_somebody_elses_name(publish, cast, siti):
    publish()
    tono = cast.person("tono")
    with pytest.raises(NotAllowed, match="atas nama sendiri"):
        actions.begin_draft(actor=siti, slug="layanan-uji", applicant=tono, subject=tono)


def test_drafts_of_the_counter_and_of_oneself_are_kept_apart(publish, cast):
    publish()
    budi, siti = cast.actor("budi"), cast.person("siti")
    at_the_counter = actions.begin_draft(
        actor=budi, slug="layanan-uji", applicant=siti, subject=siti, counter_unit=budi.holdings[0].unit
    )
    assert [d.pk for d in queries.drafts_of(budi, counter=True)] == [at_the_counter.pk]
    assert list(queries.drafts_of(budi)) == []
