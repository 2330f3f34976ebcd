"""Documents come in, are judged, are found again, and are seen by nobody else."""

from __future__ import annotations

import io
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from PIL import Image

from lorong.kernel.documents import actions, queries, store
from lorong.kernel.documents.errors import FileRefused
from lorong.kernel.documents.models import Document, StoredFile
from lorong.lib.actors import SISTEM, Actor, ActorKind
from lorong.lib.refusals import AlreadyDone, NotAllowed, NotFound, Refusal
from lorong.lib.span import Span
from lorong.testing import MONDAY, Cast

TODAY = date(2026, 8, 3)


def photo(shade: int = 100) -> bytes:
    out = io.BytesIO()
    Image.new("L", (60, 40), shade).save(out, "PNG")
    return out.getvalue()


def send(cast: Cast, who: str = "siti", whose: str = "siti", kind: str = "ktp", shade: int = 100, **more: object) -> Document:
    given = {"actor": cast.actor(who), "person": cast.person(whose), "kind": kind, "content": photo(shade), "name": "KTP.png"}
    return actions.receive_document(**{**given, "at": MONDAY, **more})  # type: ignore[arg-type]


def test_a_photo_is_kept_as_a_clean_copy_under_its_own_hash(cast: Cast) -> None:
    document = send(cast, name="C:\\foto\\KTP\n Siti.png")
    assert document.name == "KTP Siti.png"
    opened = queries.open_file(document)
    assert opened.path == Path(settings.MEDIA_ROOT) / opened.path.name[:2] / opened.path.name[2:4] / opened.path.name
    assert (opened.media_type, opened.name) == ("image/jpeg", "ktp.jpg")
    assert opened.path.stat().st_mode & 0o777 == 0o600
    assert store.get(opened.path.name) == opened.path.read_bytes()


def test_the_same_photo_twice_is_one_file_and_two_documents(cast: Cast) -> None:
    one, two = send(cast), send(cast)
    assert one.pk != two.pk and one.file_id == two.file_id
    assert StoredFile.objects.count() == 1


def test_an_executable_named_jpg_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(FileRefused, match="bukan foto atau PDF") as refused:
        send(cast, content=b"MZ" + b"\0" * 900, name="ktp.jpg")
    assert refused.value.field == "berkas"
    assert not Document.objects.exists() and not any(Path(settings.MEDIA_ROOT).rglob("*"))


def test_siti_sends_nothing_as_tono(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        send(cast, whose="tono")


def test_a_counter_officer_sends_for_somebody_without_a_phone(cast: Cast) -> None:
    document = send(cast, who="budi")
    assert document.person == cast.person("siti")
    assert document.uploaded_by == cast.account("budi").pk


def test_one_sends_for_a_member_of_the_household(cast: Cast) -> None:
    child = cast.person("siti").household.members.exclude(pk=cast.person("siti").pk).first()
    assert child is not None
    assert send(cast, person=child).person == child


def test_the_owner_and_the_sender_see_a_document_and_nobody_else(cast: Cast) -> None:
    document = send(cast, who="budi")
    assert queries.document(cast.actor("siti"), document.pk) == document
    assert queries.document(cast.actor("budi"), document.pk) == document
    answers = set()
    for who, pk in (("tono", document.pk), ("kasi", document.pk), ("siti", uuid.uuid4())):
        with pytest.raises(NotFound) as refused:
            queries.document(cast.actor(who), pk)
        answers.add(refused.value.sentence)
    assert len(answers) == 1, "absent and not yours read the same"


def test_what_is_held_serves_again(cast: Cast) -> None:
    document = send(cast, case_number="26-0701-0001")
    assert queries.held(cast.person("siti"), "ktp", on=TODAY) == document
    assert queries.held(cast.person("siti"), "kk", on=TODAY) is None
    assert queries.held(cast.person("tono"), "ktp", on=TODAY) is None


def test_what_was_sent_for_no_case_yet_is_not_held(cast: Cast) -> None:
    send(cast)
    assert queries.held(cast.person("siti"), "ktp", on=TODAY) is None


def test_a_rejected_document_serves_no_more(cast: Cast) -> None:
    document = actions.reject_document(actor=cast.actor("budi"), document=send(cast), reason="NIK tidak terbaca")
    assert document.rejected_because == "NIK tidak terbaca"
    assert queries.held(cast.person("siti"), "ktp", on=TODAY) is None
    with pytest.raises(AlreadyDone):
        actions.accept_document(actor=cast.actor("budi"), document=document)


def test_an_accepted_document_is_preferred_to_a_newer_one(cast: Cast) -> None:
    older = actions.accept_document(actor=cast.actor("budi"), document=send(cast))
    newer = send(cast, shade=9, at=MONDAY + timedelta(hours=1))
    assert queries.held(cast.person("siti"), "ktp", on=TODAY) == older
    actions.accept_document(actor=cast.actor("budi"), document=newer)
    assert queries.held(cast.person("siti"), "ktp", on=TODAY) == newer


def test_an_expired_or_too_old_document_serves_no_more(cast: Cast) -> None:
    document = actions.accept_document(actor=cast.actor("budi"), document=send(cast), valid_until=TODAY)
    siti = cast.person("siti")
    assert queries.held(siti, "ktp", on=TODAY) == document
    assert queries.held(siti, "ktp", on=TODAY + timedelta(days=1)) is None
    send(cast, kind="pengantar", case_number="26-0701-0001")
    month = Span.parse("30 hari")
    assert queries.held(siti, "pengantar", on=TODAY + timedelta(days=30), max_age=month) is not None
    assert queries.held(siti, "pengantar", on=TODAY + timedelta(days=31), max_age=month) is None


def test_accepting_twice_is_once_and_nobody_judges_the_own_document(cast: Cast) -> None:
    document = actions.accept_document(actor=cast.actor("budi"), document=send(cast), at=MONDAY)
    again = actions.accept_document(actor=cast.actor("kasi"), document=document, at=MONDAY + timedelta(days=1))
    assert again.accepted_at == MONDAY
    with pytest.raises(NotAllowed):
        actions.accept_document(actor=cast.actor("siti"), document=document)
    own = send(cast, who="budi", whose="budi")
    with pytest.raises(NotAllowed):
        actions.accept_document(actor=cast.actor("budi"), document=own)


def test_rejecting_needs_words_for_the_applicant(cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        actions.reject_document(actor=cast.actor("budi"), document=send(cast), reason="  ")
    assert refused.value.field == "alasan"


def test_the_rt_states_by_link_and_the_statement_serves_as_the_introduction(cast: Cast) -> None:
    siti = cast.person("siti")
    link = Actor(kind=ActorKind.OUTSIDE, name="Ketua RT 003", link_id=7)
    document = actions.state_document(
        actor=link, person=siti, kind="pengantar_rt", statement={"by": "Ketua RT 003"}, valid_until=TODAY, at=MONDAY
    )
    assert queries.held(siti, "pengantar_rt", on=TODAY) == document
    with pytest.raises(NotFound):
        queries.open_file(document)
    with pytest.raises(NotAllowed):
        actions.state_document(actor=cast.actor("siti"), person=siti, kind="pengantar_rt", statement={}, valid_until=None)


def test_the_database_refuses_an_empty_document_and_an_edited_file(cast: Cast) -> None:
    document = send(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.create(person=cast.person("siti"), kind="ktp")
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(pk=document.file_id).update(size=1)


def test_documents_are_found_by_id_for_the_case(cast: Cast) -> None:
    one, two = send(cast), send(cast, kind="kk")
    assert {d.pk for d in queries.by_ids([one.pk, two.pk, uuid.uuid4()])} == {one.pk, two.pk}


def test_a_file_changed_on_disk_is_noticed(cast: Cast) -> None:
    path = queries.open_file(send(cast)).path
    path.write_bytes(b"lain")
    with pytest.raises(AssertionError, match="changed on disk"):
        store.get(path.name)


def test_the_system_states_too(cast: Cast) -> None:
    document = actions.state_document(
        actor=SISTEM, person=cast.person("siti"), kind="pengantar_rt", statement={"by": "RT"}, valid_until=None
    )
    assert document.accepted_at is not None
