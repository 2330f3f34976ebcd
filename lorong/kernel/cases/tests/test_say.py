"""The conversation between applicant and office."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import Case, CaseMessage
from lorong.kernel.cases.values import Said
from lorong.kernel.documents.models import Document
from lorong.lib.refusals import NotAllowed, NotFound, Refusal


@pytest.fixture
def case(publish, submit) -> Case:
    publish()
    return submit()


def photo(person, **more) -> Document:
    return Document.objects.create(person=person, kind="percakapan", statement={"contoh": True}, **more)


def test_both_sides_speak_and_are_told_apart(case, cast):
    actions.say(actor=cast.actor("siti"), case=case, body="Kapan selesai?", key="a")
    actions.say(actor=cast.actor("budi"), case=case, body="Besok pagi.", key="b")
    lines = queries.talk(case)
    assert [(line.side, line.body) for line in lines] == [("applicant", "Kapan selesai?"), ("city", "Besok pagi.")]
    assert lines[0].author_title == ""
    assert lines[1].author_title == cast.actor("budi").holdings[0].title


def test_the_same_line_sent_twice_is_said_and_told_once(case, cast):
    first = actions.say(actor=cast.actor("siti"), case=case, body="Halo", key="klik")
    again = actions.say(actor=cast.actor("siti"), case=case, body="Halo", key="klik")
    assert first.pk == again.pk
    assert ProcrastinateJob.objects.filter(task_name="cases.said", args__message_id=first.pk).count() == 1


@pytest.mark.parametrize("body", ["", "  \n "])
def test_a_line_says_something(case, cast, body):
    with pytest.raises(Missing) as refused:
        actions.say(actor=cast.actor("siti"), case=case, body=body, key="a")
    assert refused.value.field == "body"


def test_a_line_of_4000_letters_is_kept_and_a_longer_one_is_told_its_length(case, cast):
    assert actions.say(actor=cast.actor("siti"), case=case, body="x" * 4000, key="a").body == "x" * 4000
    with pytest.raises(Refusal, match="4001 huruf"):
        actions.say(actor=cast.actor("siti"), case=case, body="x" * 4001, key="b")


def test_a_file_alone_is_enough(case, cast):
    line = actions.say(actor=cast.actor("siti"), case=case, body="", key="a", file=photo(cast.person("siti")))
    assert line.file is not None


def test_somebody_elses_file_is_not_shown_in_the_conversation(case, cast):
    with pytest.raises(Refusal, match="bukan milik urusan ini"):
        actions.say(actor=cast.actor("siti"), case=case, body="", key="a", file=photo(cast.person("tono")))


def test_tono_neither_reads_nor_speaks_in_sitis_case(case, cast):
    with pytest.raises(NotFound):
        actions.say(actor=cast.actor("tono"), case=case, body="Halo", key="a")
    with pytest.raises(NotFound):
        actions.mark_seen(actor=cast.actor("tono"), case=case)
    assert not CaseMessage.objects.filter(case=case).exists()


def test_an_auditor_reads_and_does_not_speak(case, cast):
    with pytest.raises(NotAllowed, match="Auditor hanya membaca"):
        actions.say(actor=cast.actor("auditor"), case=case, body="Halo", key="a")


def test_one_may_still_ask_after_the_end(case, cast):
    said = Said(reason="Bukan di sini")
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="tolak", key="t", said=said)
    actions.say(actor=cast.actor("siti"), case=case, body="Lalu ke mana?", key="a")
    assert len(queries.talk(case)) == 1


def test_what_the_other_side_reads_is_seen_and_ones_own_lines_are_not(case, cast):
    actions.say(actor=cast.actor("siti"), case=case, body="Satu", key="a")
    actions.say(actor=cast.actor("siti"), case=case, body="Dua", key="b")
    actions.say(actor=cast.actor("budi"), case=case, body="Tiga", key="c")
    assert actions.mark_seen(actor=cast.actor("budi"), case=case) == 2
    assert actions.mark_seen(actor=cast.actor("budi"), case=case) == 0
    assert [line.seen_at is not None for line in queries.talk(case)] == [True, True, False]
    assert actions.mark_seen(actor=cast.actor("siti"), case=case) == 1
