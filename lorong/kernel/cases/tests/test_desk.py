"""What an officer's desk shows around the work: colleagues, who holds what, unread lines, blind steps, drafts."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.models import Attachment, Event
from lorong.kernel.cases.tests.conftest import BACK, NO, step
from lorong.kernel.cases.values import Said
from lorong.kernel.documents.models import Document
from lorong.lib.refusals import NotAllowed, NotFound
from lorong.testing import MONDAY

BLIND = [step("periksa", "staf-pelayanan", {"ya": {"end": "issued"}, "kurang": BACK, "tolak": NO}, assign="blind")]
PAPERS = [{"id": "ktp", "name": "KTP"}, {"id": "foto", "name": "Foto tempat", "personal": False}]


def test_a_line_is_unread_until_an_officer_reads_it(publish, submit, cast):
    publish()
    case = submit()
    actions.say(actor=cast.actor("siti"), case=case, body="Sudah saya kirim.", key="a")
    assert list(queries.unread([case])) == [case.pk]
    actions.mark_seen(actor=cast.actor("budi"), case=case)
    assert queries.unread([case]) == {}


def test_used_time_grows_while_the_city_has_the_turn(publish, submit):
    publish()
    case = submit()
    assert queries.used_by_city([case], at=MONDAY + timedelta(minutes=45)) == {case.pk: 45}


def test_what_budi_holds_is_counted_as_his(publish, submit, cast):
    publish()
    case, _ = submit(), submit("tono")
    budi = cast.actor("budi")
    actions.claim(actor=budi, case=case, step="periksa", at=MONDAY)
    rows = {row.name: row.open for row in queries.held(case.unit_id, now=MONDAY)}
    assert rows == {"Budi": 1, "": 1}


def test_the_holder_is_no_colleague_of_his_own(publish, submit, cast):
    publish()
    case = submit()
    actions.claim(actor=cast.actor("budi"), case=case, step="periksa", at=MONDAY)
    item = queries.open_items(case)[0]
    assert cast.account("budi").pk not in [c.account_id for c in queries.colleagues(item, at=MONDAY)]


def test_in_a_blind_step_an_officer_does_not_see_who_applies(publish, submit, cast):
    publish(BLIND)
    case = submit()
    assert queries.is_masked(cast.actor("budi"), case)
    assert not queries.is_masked(cast.actor("siti"), case)
    assert not queries.is_masked(cast.actor("auditor"), case)


def test_after_a_blind_step_the_applicant_is_seen_again(publish, submit, cast):
    publish(BLIND)
    case = submit()
    item = queries.open_items(case)[0]
    officer = cast.actor("budi")
    assert item.holder_id == officer.account_id
    actions.advance(actor=officer, case=case, step="periksa", outcome="ya", key="a", at=MONDAY)
    assert not queries.is_masked(officer, case)


def test_a_case_returned_from_a_blind_step_stays_masked(publish, submit, cast):
    publish(BLIND)
    case, officer = submit(), cast.actor("budi")
    said = Said(reasons=("Foto gelap",))
    actions.advance(actor=officer, case=case, step="periksa", outcome="kurang", key="a", said=said, at=MONDAY)
    case.refresh_from_db()
    assert queries.is_masked(officer, case)


def test_a_blind_step_hides_personal_documents_only(publish, submit, cast):
    publish(BLIND, requirements=[{**p, "required": False} for p in PAPERS])
    case = submit()
    ids = {}
    for kind in ("ktp", "foto"):
        document = Document.objects.create(person=case.subject, kind=kind, statement={"by": "uji"})
        Attachment.objects.create(case=case, requirement=kind, document=document)
        ids[kind] = document.pk
    budi = cast.actor("budi")
    assert queries.document_of(budi, case, ids["foto"]).kind == "foto"
    with pytest.raises(NotFound):
        queries.document_of(budi, case, ids["ktp"])
    assert queries.document_of(cast.actor("siti"), case, ids["ktp"]).kind == "ktp"


def test_a_document_that_is_not_of_the_case_is_not_there(publish, submit, cast):
    publish()
    case = submit()
    with pytest.raises(NotFound):
        queries.document_of(cast.actor("budi"), case, uuid.uuid4())


def test_a_blind_case_is_not_found_by_name(publish, submit, cast):
    publish(BLIND)
    case = submit()
    assert queries.search(cast.actor("kasi"), words="Siti").rows == []
    assert queries.search(cast.actor("kasi"), words=case.number).rows == [case]


def test_nobody_finds_cases_of_other_units(publish, submit, cast):
    publish()
    submit()
    assert queries.search(cast.actor("tono")).rows == []
    assert queries.search_of(cast.actor("tono"), cast.person("siti")) == []
    assert len(queries.search_of(cast.actor("budi"), cast.person("siti"))) == 1


def test_only_who_signs_sees_the_draft_of_a_letter(publish, submit, cast):
    publish()
    case = submit()
    with pytest.raises(NotAllowed):
        queries.draft_product(cast.actor("bu_lurah"), case, "periksa", at=MONDAY)
    with pytest.raises(NotFound):
        queries.draft_product(cast.actor("budi"), case, "periksa", at=MONDAY)


def test_a_case_without_a_letter_has_nothing_to_revoke(publish, submit, cast):
    publish()
    case = submit()
    with pytest.raises(NotAllowed, match="belum punya surat"):
        actions.revoke_letter(actor=cast.actor("bu_lurah"), case=case, reason="Salah orang sama sekali.")


def test_an_application_at_a_counter_says_so_in_its_history(publish, cast):
    publish()
    budi, tono = cast.actor("budi"), cast.person("tono")
    draft = actions.begin_draft(actor=budi, slug="layanan-uji", applicant=tono, subject=tono, counter_unit=budi.holdings[0].unit)
    case = actions.submit(actor=budi, draft=draft, at=MONDAY)
    assert Event.objects.get(case_id=case.pk).channel == "counter"
