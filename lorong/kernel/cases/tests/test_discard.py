"""What was sent for an application that was thrown away is gone; what a case uses stays."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from PIL import Image

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.models import Draft
from lorong.kernel.cases.tests.conftest import LINE, Publish
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import store
from lorong.kernel.documents.models import Document, StoredFile
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed
from lorong.testing import Cast

PAPERS = [{"id": "ktp", "name": "KTP", "held_as": "ktp"}]


@pytest.fixture(autouse=True)
def own_store(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)


@pytest.fixture(autouse=True)
def service(publish: Publish) -> None:
    publish(LINE, requirements=PAPERS)


def begun(cast: Cast, who: str = "siti") -> Draft:
    person = cast.person(who)
    return actions.begin_draft(actor=cast.actor(who), slug="layanan-uji", applicant=person, subject=person)


def sent(cast: Cast, draft: Draft, colour: int = 90, who: str = "siti") -> Document:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), (colour, 90, 90)).save(out, "JPEG")
    actor = cast.actor(who)
    document = documents.receive_document(
        actor=actor, person=cast.person(who), kind="ktp", content=out.getvalue(), name="ktp.jpg"
    )
    actions.attach(actor=actor, draft=draft, requirement="ktp", document=document)
    return document


def is_held(cast: Cast, draft: Draft) -> bool:
    published = catalog.current_by_slug("layanan-uji")
    assert published is not None
    return queries.needs_of(published, cast.person("siti"), {}, at=timezone.now())[0].held


def run(sql: str, row: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [row])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def on_disk(document: Document) -> bool:
    assert document.file_id is not None
    return store.path_of(document.file_id).exists()


def erase(document: Document) -> None:
    assert document.file_id is not None
    documents.erase_file(actor=SISTEM, sha256=document.file_id)


def test_what_lies_in_a_draft_is_not_held_by_the_city_yet(cast: Cast) -> None:
    draft = begun(cast)
    sent(cast, draft)
    assert not is_held(cast, draft)
    actions.submit(actor=cast.actor("siti"), draft=draft)
    assert is_held(cast, draft)


def test_a_discarded_draft_takes_its_files_along(cast: Cast) -> None:
    draft = begun(cast)
    document = sent(cast, draft)
    actions.discard_draft(actor=cast.actor("siti"), draft=draft)
    assert not Document.objects.filter(pk=document.pk).exists()
    assert not StoredFile.objects.filter(pk=document.file_id).exists()
    erase(document)
    assert not on_disk(document)
    erase(document)  # the job may run twice


def test_a_photo_that_was_replaced_goes_at_once(cast: Cast) -> None:
    draft = begun(cast)
    first, second = sent(cast, draft, 10), sent(cast, draft, 200)
    assert list(Document.objects.filter(kind="ktp")) == [second]
    assert not StoredFile.objects.filter(pk=first.file_id).exists()
    actions.attach_held(actor=cast.actor("siti"), draft=draft, requirement="ktp")
    assert not Document.objects.filter(kind="ktp").exists()


def test_the_very_same_file_of_somebody_else_stays(cast: Cast) -> None:
    mine, other = begun(cast), begun(cast, "tono")
    document, same = sent(cast, mine), sent(cast, other, who="tono")
    assert document.file_id == same.file_id
    actions.discard_draft(actor=cast.actor("siti"), draft=mine)
    erase(document)
    assert on_disk(same)
    assert Document.objects.filter(pk=same.pk).exists()


def test_content_that_came_again_in_the_meantime_is_not_erased(cast: Cast) -> None:
    draft = begun(cast)
    document = sent(cast, draft)
    actions.discard_draft(actor=cast.actor("siti"), draft=draft)
    again = sent(cast, begun(cast))
    erase(document)
    assert on_disk(again)


def test_a_document_of_a_case_stays_when_a_later_draft_that_used_it_goes(cast: Cast) -> None:
    draft = begun(cast)
    document = sent(cast, draft)
    actions.submit(actor=cast.actor("siti"), draft=draft)
    later = begun(cast)
    actions.attach(actor=cast.actor("siti"), draft=later, requirement="ktp", document=document)
    actions.discard_draft(actor=cast.actor("siti"), draft=later)
    assert Document.objects.filter(pk=document.pk).exists()
    assert on_disk(document)


def test_the_database_keeps_what_belongs_to_a_case(cast: Cast) -> None:
    draft = begun(cast)
    document = sent(cast, draft)
    actions.submit(actor=cast.actor("siti"), draft=draft)
    for sql in ("DELETE FROM documents_document WHERE id = %s", "DELETE FROM documents_file WHERE sha256 = %s"):
        row = document.pk if "document WHERE" in sql else document.file_id
        with pytest.raises(DatabaseError), transaction.atomic():
            run(sql, row)


def test_only_the_system_files_and_erases(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        documents.erase_file(actor=cast.actor("siti"), sha256="a" * 64)
    with pytest.raises(NotAllowed):
        documents.file_documents(actor=cast.actor("budi"), documents=[], case_number="x")


def test_a_letter_about_the_late_is_never_about_oneself(publish: Publish, cast: Cast) -> None:
    publish(LINE, applicant={"on_behalf": ["late"]})
    with pytest.raises(NotAllowed, match="tentang anggota keluarga yang sudah meninggal"):
        begun(cast)
