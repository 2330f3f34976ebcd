"""What the city holds of a person, so that it is not asked for twice."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from lorong.kernel.city import queries as city
from lorong.kernel.documents import store
from lorong.kernel.documents.models import Document
from lorong.kernel.documents.policies import NOT_HERE, may_see
from lorong.kernel.documents.values import OpenedFile
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor
from lorong.lib.span import Span

_ENDINGS = {
    "image/jpeg": ".jpg", "application/pdf": ".pdf",
    "audio/ogg": ".ogg", "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/aac": ".aac", "audio/amr": ".amr", "audio/wav": ".wav",
}  # fmt: skip


def held(person: Person, kind: str, *, on: date, max_age: Span | None = None) -> Document | None:
    """The newest document of `kind` that still serves on a day: not rejected, not expired, not older than `max_age`.

    An accepted one is preferred to one that nobody has looked at yet.
    """
    found = list(held_by(person, on=on).filter(kind=kind))
    if max_age is not None:
        found = [d for d in found if _young(d, on, max_age)]
    accepted = [d for d in found if d.accepted_at is not None]
    return next(iter(accepted or found), None)


def held_by(person: Person, *, on: date) -> QuerySet[Document]:
    """All documents of a person that serve on a day, newest first.

    What lies in an application that was not handed in is not held: it may be thrown away any moment.
    """
    valid = Q(valid_until=None) | Q(valid_until__gte=on)
    ours = ~Q(received_for="") | Q(accepted_at__isnull=False)
    rows = Document.objects.filter(valid, ours, person=person, rejected_at=None).select_related("file")
    return rows.order_by("-received_at", "-id")


def by_ids(ids: Iterable[uuid.UUID]) -> list[Document]:
    """Documents by id, for a caller that has asked whether they may be seen. Unknown ids are left out."""
    # Every application that is sent asks for its documents: straight, without putting a question together anew.
    return list(Document.objects.raw("SELECT * FROM documents_document WHERE id = ANY (%s)", [list(ids)]))


def document(actor: Actor, document_id: uuid.UUID) -> Document:
    """One document that the actor may see. Raises NotFound, the same for absent and not yours."""
    found = Document.objects.filter(pk=document_id).select_related("file").first()
    if found is None:
        raise NOT_HERE
    refusal = may_see(actor=actor, document=found).refusal
    if refusal is not None:
        raise refusal
    return found


def open_file(document: Document) -> OpenedFile:
    """The file of a document; the caller has asked `may_see`, or the case. Raises NotFound for a statement without one."""
    if document.file is None:
        raise NOT_HERE
    ending = _ENDINGS[document.file.media_type]
    return OpenedFile(store.path_of(document.file.pk), document.file.media_type, f"{document.kind}{ending}")


def raw_picture(sha256: str) -> bytes:
    """What came in under this name, for the job that lets it be opened within limits."""
    return store.get(sha256)


def open_picture(sha256: str, name: str) -> OpenedFile:
    """A clean picture to show; the caller has asked who may see it. name: without an ending."""
    return OpenedFile(store.path_of(sha256), "image/jpeg", f"{name}.jpg")


def open_clean(sha256: str, media_type: str, name: str) -> OpenedFile:
    """A clean file of any kind, or a sound, to hand out as what the caller knows it to be; the caller has asked who may have
    it. name: without an ending."""
    return OpenedFile(store.path_of(sha256), media_type, f"{name}{_ENDINGS[media_type]}")


def _young(document: Document, on: date, max_age: Span) -> bool:
    last = max_age.add_to_date(city.local(document.received_at).date())
    return last is None or last >= on
