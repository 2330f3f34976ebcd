"""What people tell the inspectorate: sealed, kept as written, read by it alone."""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from lorong.kernel.cases import actions
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import LevyReport
from lorong.kernel.cases.queries import reports
from lorong.kernel.cases.tests.conftest import Publish, Submit
from lorong.kernel.messages.models import Message
from lorong.kernel.people.values import VISITOR
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.refusals import NotAllowed, NotFound
from lorong.testing import Cast

TEXT = "Diminta Rp50.000 di loket supaya cepat"


def told(actor: Actor = VISITOR, **more: str) -> LevyReport:
    return actions.tell_levy(actor=actor, **{"text": TEXT, "key": uuid.uuid4().hex, **more})


def test_a_report_has_a_number_and_is_unreadable_in_the_table(cast: Cast) -> None:
    report = told(place="Kelurahan Rappocini", teller="Siti, 0812 3456 7890")
    assert report.number.startswith("LP-")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, place, teller FROM cases_levy_report WHERE id = %s", [report.pk])
        row = b"|".join(bytes(value) for value in cursor.fetchone())
    assert b"Rp50.000" not in row
    assert b"Rappocini" not in row
    assert b"0812" not in row
    assert reports.levy_report(cast.actor("auditor"), report.number).text == TEXT


def test_sent_twice_it_is_one_report(cast: Cast) -> None:
    assert told(key="a" * 32) == told(key="a" * 32)
    assert LevyReport.objects.count() == 1


def test_the_office_of_the_case_is_noted_and_nobody_learns_whether_there_is_one(
    publish: Publish, submit: Submit, cast: Cast
) -> None:
    publish()
    case = submit()
    known, unknown = told(case_number=case.number), told(case_number="26-0101-9999")
    assert (known.unit_id, known.slug) == (case.unit_id, "layanan-uji")
    assert (unknown.unit_id, unknown.slug, unknown.case_number) == (None, "", "26-0101-9999")


@pytest.mark.parametrize("who", ["siti", "tono", "budi", "kasi", "bu_lurah", "pak_camat", "wali_kota"])
def test_only_the_inspectorate_reads_and_answers(cast: Cast, who: str) -> None:
    report, actor = told(), cast.actor(who)
    for attempt in (
        lambda: reports.levy_reports(actor),
        lambda: reports.levy_report(actor, report.number),
        lambda: reports.levy_counts(actor),
        lambda: actions.read_levy(actor=actor, report=report),
        lambda: actions.answer_levy(actor=actor, report=report, text="Ya", key="k"),
    ):
        with pytest.raises(NotAllowed, match="hanya dibaca Inspektorat"):
            attempt()


def test_it_is_new_then_read_then_answered(cast: Cast) -> None:
    auditor, report = cast.actor("auditor"), told(cast.actor("siti"))
    assert [r.state for r in reports.levy_reports(auditor).rows] == ["new"]
    assert reports.levy_counts(auditor) == {"all": 1, "new": 1}
    assert actions.read_levy(actor=auditor, report=report)
    assert not actions.read_levy(actor=auditor, report=report)
    assert [r.state for r in reports.levy_reports(auditor).rows] == ["read"]
    actions.answer_levy(actor=auditor, report=report, text="Sudah kami periksa", key="k")
    actions.answer_levy(actor=auditor, report=report, text="Sudah kami periksa", key="k")
    assert [r.state for r in reports.levy_reports(auditor).rows] == ["answered"]
    assert [r.kind for r in reports.levy_replies(report)] == ["read", "answered"]


def test_siti_gets_the_answer_and_a_stranger_cannot(cast: Cast) -> None:
    auditor = cast.actor("auditor")
    actions.answer_levy(actor=auditor, report=told(cast.actor("siti")), text="Sudah kami periksa", key="k")
    actions.answer_levy(actor=auditor, report=told(), text="Dicatat", key="k")
    (message,) = Message.objects.filter(template="laporan_dijawab")
    assert message.account_id == cast.account("siti").pk
    assert "Sudah kami periksa" in message.body


def test_the_message_to_the_inspectorate_says_nothing_of_what_was_told(cast: Cast) -> None:
    report = told(teller="Siti")
    message = Message.objects.get(template="laporan_pungutan", account=cast.account("auditor"))
    assert report.number in message.body
    assert "Rp50.000" not in message.body
    assert "Siti" not in message.body


def test_an_empty_report_and_an_empty_answer_say_what_to_write(cast: Cast) -> None:
    with pytest.raises(Missing, match="Ceritakan dulu"):
        told(text="  ")
    with pytest.raises(Missing, match="Tulis jawabannya"):
        actions.answer_levy(actor=cast.actor("auditor"), report=told(), text=" ", key="k")
    with pytest.raises(NotAllowed):
        told(SISTEM)
    with pytest.raises(NotFound, match="Laporan itu tidak ada"):
        reports.levy_report(cast.actor("auditor"), "LP-26-0101-AAAAA")


def test_what_was_told_and_answered_stays(cast: Cast) -> None:
    report = told()
    actions.answer_levy(actor=cast.actor("auditor"), report=report, text="Ya", key="k")
    for sql in (
        "UPDATE cases_levy_report SET slug = 'x'",
        "DELETE FROM cases_levy_report",
        "UPDATE cases_levy_reply SET author = 'x'",
        "DELETE FROM cases_levy_reply",
    ):
        with pytest.raises(DatabaseError, match="append"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_pages_follow_each_other(cast: Cast) -> None:
    numbers = [told().number for _ in range(5)]
    first = reports.levy_reports(cast.actor("auditor"), size=3)
    second = reports.levy_reports(cast.actor("auditor"), cursor=first.after, size=3)
    assert [r.number for r in (*first.rows, *second.rows)] == numbers[::-1]
