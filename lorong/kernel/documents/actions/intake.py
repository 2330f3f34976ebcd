"""Documents come in: checked, written anew, kept by their content; accepted or rejected by an officer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.documents import store
from lorong.kernel.documents.errors import FileRefused
from lorong.kernel.documents.models import Document, StoredFile
from lorong.kernel.documents.policies import may_judge, may_receive, may_state
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor
from lorong.lib.refusals import AlreadyDone, Refusal
from lorong.lib.uploads import Clean, UploadRefused, clean


@action("document.receive", allow=may_receive)
def receive_document(
    *,
    actor: Actor,
    person: Person,
    kind: str,
    content: bytes,
    name: str,
    case_number: str = "",
    at: datetime | None = None,
) -> Document:
    """Take a picture or a PDF (at most 10 MB) as `person`'s document of `kind`. `name`: as it was called, for showing.

    Kept is a clean copy (`lib.uploads`). Raises FileRefused with what to send instead.
    """
    try:
        cleaned = clean(content)
    except UploadRefused as refused:
        raise FileRefused(refused.sentence) from refused
    return Document.objects.create(
        person=person,
        kind=kind,
        file=_stored(cleaned),
        name=_plain_name(name),
        received_at=at or timezone.now(),
        received_for=case_number,
        uploaded_by=actor.account_id,
    )


@action("document.state", allow=may_state)
def state_document(
    *,
    actor: Actor,
    person: Person,
    kind: str,
    statement: Mapping[str, Any],
    valid_until: date | None,
    case_number: str = "",
    at: datetime | None = None,
) -> Document:
    """Keep what an outside party stated instead of a paper (the RT's introduction by link). It needs no acceptance."""
    now = at or timezone.now()
    return Document.objects.create(
        person=person,
        kind=kind,
        statement=dict(statement),
        received_at=now,
        received_for=case_number,
        uploaded_by=actor.account_id,
        accepted_at=now,
        valid_until=valid_until,
    )


@action("document.accept", allow=may_judge, lock="document")
def accept_document(*, actor: Actor, document: Document, valid_until: date | None = None, at: datetime | None = None) -> Document:
    """An officer has seen that it is what it says. Twice is once."""
    if document.rejected_at is not None:
        raise AlreadyDone("Dokumen ini sudah ditolak. Minta pemohon mengirim yang baru.")
    if document.accepted_at is None:
        document.accepted_at = at or timezone.now()
        document.valid_until = valid_until or document.valid_until
        document.save(update_fields=["accepted_at", "valid_until"])
    return document


@action("document.reject", allow=may_judge, lock="document")
def reject_document(*, actor: Actor, document: Document, reason: str, at: datetime | None = None) -> Document:
    """An officer cannot use it; the reason is shown to whoever sent it. It never satisfies a requirement again."""
    if not reason.strip():
        raise Refusal("Tulis apa yang kurang, supaya pemohon tahu apa yang harus dikirim.", field="alasan")
    if document.rejected_at is not None:
        raise AlreadyDone("Dokumen ini sudah ditolak. Tidak ada yang perlu dilakukan.")
    document.rejected_at = at or timezone.now()
    document.rejected_because = reason.strip()[:300]
    document.save(update_fields=["rejected_at", "rejected_because"])
    return document


def _stored(cleaned: Clean) -> StoredFile:
    store.lock_name(hashlib.sha256(cleaned.content).hexdigest())
    sha256 = store.put(cleaned.content)
    row = StoredFile(
        sha256=sha256,
        size=len(cleaned.content),
        media_type=cleaned.media_type,
        width=cleaned.width,
        height=cleaned.height,
        pages=cleaned.pages,
    )
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return row


def _plain_name(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:120]
