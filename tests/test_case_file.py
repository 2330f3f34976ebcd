"""What comes in one question with a case is what stands in the tables, and no more often asked for."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lorong.kernel.audit import actions as audit
from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.models import Attachment, Case, CaseMessage, Event, WorkItem
from lorong.kernel.cases.queries import casefile
from lorong.kernel.documents.models import Document, Letter
from lorong.lib.satisfaction import QUESTIONS
from lorong.testing import Cast
from tests.things import SLUG, Desk, publish


def columns(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def came(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    """The same, but only of what came: nothing is asked for now."""
    assert row.get_deferred_fields().isdisjoint(names), "it came with the case"
    return columns(row, names)


def test_every_part_of_a_case_comes_as_it_stands(cast: Cast):
    publish(SLUG)
    desk = Desk(cast)
    issued, returned = desk.issued("siti"), desk.sent("siti")
    desk.does("budi", returned, "kurang", reasons=("Foto KTP tidak terbaca",), asks=("ktp",))
    paper = Document.objects.create(person=cast.person("siti"), kind="ktp", statement={"by": "Siti"}, name="ktp.jpg")
    actions.say(actor=cast.actor("siti"), case=issued, body="Terima kasih", key="a")
    actions.say(
        actor=cast.actor("budi"), case=issued, body="", key="b", file=Document.objects.filter(person=paper.person).first()
    )
    actions.replace_document(actor=cast.actor("siti"), case=returned, requirement="ktp", document=paper)
    for case in (issued, returned):
        file = queries.file_of(case.number, reader=cast.person("siti").pk)
        assert file is not None
        stored = Case.objects.get(pk=case.pk)
        assert came(file.case, casefile.CASE) == columns(stored, casefile.CASE)
        assert (file.case.unit, file.case.applicant.name) == (stored.unit, stored.applicant.name)
        parts: list[tuple[Any, list[Any], tuple[str, ...]]] = [
            (Event.objects.filter(case_id=case.pk).order_by("seq"), file.events, casefile.EVENT),
            (WorkItem.objects.filter(case=case).order_by("opened_seq", "pk"), file.items, casefile.ITEM),
            (CaseMessage.objects.filter(case=case).order_by("at", "pk"), file.talk, casefile.LINE),
            (Attachment.objects.filter(case=case).order_by("attached_at", "pk"), file.papers, casefile.PAPER),
        ]
        for rows, found, names in parts:
            assert [came(one, names) for one in found] == [columns(row, names) for row in rows]
        for attachment in file.papers:
            document = Document.objects.get(pk=attachment.document_id)
            assert came(attachment.document, casefile.DOCUMENT) == columns(document, casefile.DOCUMENT)
        for item in file.items:
            if item.holder is not None and item.holder.person is not None:
                assert item.holder.person.name == WorkItem.objects.get(pk=item.pk).holder.person.name
        letter = Letter.objects.filter(case_number=case.number).first()
        assert (file.letter is None) == (letter is None)
        if letter is not None and file.letter is not None:
            assert came(file.letter, casefile.LETTER) == columns(letter, casefile.LETTER)
            assert file.letter.number.text == letter.number.text
        assert file.waiting == 1, "the returned one"
    assert queries.file_of("26-0101-9999") is None


def test_looks_and_the_survey_come_along(cast: Cast):
    publish(SLUG)
    desk = Desk(cast)
    case = desk.issued("siti")
    audit.record_look(
        actor=cast.actor("budi"), subject=cast.person("siti").pk, purpose="Mengurus", fields=["nama"], case_number=case.number
    )
    audit.record_look(actor=cast.actor("budi"), subject=cast.person("siti").pk, purpose="Lain", fields=["nama"], case_number="x")
    file = queries.file_of(case.number)
    assert file is not None
    assert [(look.actor_name, look.purpose, look.fields) for look in file.looks] == [("Budi", "Mengurus", ("nama",))]
    assert (file.is_surveyed, file.waiting) == (False, 0)
    grades = dict.fromkeys(QUESTIONS, 4)
    actions.answer_survey(actor=cast.actor("siti"), case=case, answers=grades, asked_to_pay=False, paid_note="", suggestion="")
    again = queries.file_of(case.number)
    assert again is not None and again.is_surveyed


def test_the_page_of_a_case_asks_twice(cast: Cast):
    publish(SLUG)
    case = Desk(cast).sent("siti")
    browser = Client()
    browser.force_login(cast.account("siti"))
    browser.get(f"/urusan/{case.number}/")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"/urusan/{case.number}/").status_code == 200
    assert len(asked) == 2, "who comes in, and the case"


def test_tono_is_told_the_same_of_sitis_case_as_of_none(cast: Cast):
    publish(SLUG)
    case = Desk(cast).sent("siti")
    browser = Client()
    browser.force_login(cast.account("tono"))
    there, nowhere = browser.get(f"/urusan/{case.number}/"), browser.get("/urusan/26-0101-9999/")
    assert there.status_code == nowhere.status_code == 404
