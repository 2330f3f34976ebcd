"""What was sent for an application that was never handed in goes away again, file and all."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import connection
from django.db.models import ProtectedError

from lorong.kernel.audit.action import action
from lorong.kernel.documents import jobs, store
from lorong.kernel.documents.models import Document, StoredFile
from lorong.kernel.documents.policies import may_erase, may_release
from lorong.lib.actors import Actor


@action("document.file", allow=may_erase)
def file_documents(*, actor: Actor, documents: Sequence[uuid.UUID], case_number: str) -> int:
    """Note that these documents now belong to a case, so that they are held and stay; gives how many did not before."""
    with connection.cursor() as cursor:  # as often as an application is sent: straight
        cursor.execute(
            "UPDATE documents_document SET received_for = %s WHERE id = ANY (%s) AND received_for = ''",
            [case_number, list(documents)],
        )
        return int(cursor.rowcount)


@action("document.release", allow=may_release)
def release_documents(*, actor: Actor, documents: Sequence[uuid.UUID]) -> int:
    """Erase those of `documents` that no case uses and no officer has accepted; gives how many.

    Their files go too, once no other document or letter is the same file. The caller knows that no other draft uses them.
    """
    rows = Document.objects.select_for_update().filter(pk__in=documents, received_for="").order_by("pk")
    gone = [row for row in rows if row.accepted_at is None or row.file_id is None]
    files = sorted({row.file_id for row in gone if row.file_id is not None})
    for row in gone:
        row.delete()
    for sha256 in files:
        _release_file(sha256)
    return len(gone)


@action("picture.release", allow=may_erase)
def release_pictures(*, actor: Actor, files: Sequence[str]) -> None:
    """The caller's rows no longer name these files: those that no other row names go too, from the disk after the commit."""
    for sha256 in sorted(set(files)):
        _release_file(sha256)


@action("file.erase", allow=may_erase)
def erase_file(*, actor: Actor, sha256: str) -> bool:
    """Take a file from the disk when no row names it any more; True when it was there. Twice is once."""
    store.lock_name(sha256)
    if StoredFile.objects.filter(pk=sha256).exists():
        return False  # the same content has come again in the meantime
    return store.remove(sha256)


def _release_file(sha256: str) -> None:
    store.lock_name(sha256)
    try:
        StoredFile.objects.filter(pk=sha256).delete()
    except ProtectedError:
        return  # somebody else has sent the very same file
    jobs.defer_erase(sha256)
