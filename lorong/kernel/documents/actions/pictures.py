"""Pictures of what is wrong in the city: kept as they came while the person waits, opened later by a job, shown clean."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from lorong.kernel.audit.action import action
from lorong.kernel.documents import store
from lorong.kernel.documents.errors import FileRefused
from lorong.kernel.documents.models import StoredFile
from lorong.kernel.documents.policies import may_erase, may_keep_picture
from lorong.kernel.documents.values import KeptPicture
from lorong.lib.actors import Actor
from lorong.lib.uploads import Clean, Picture, UploadRefused, must_be_a_picture

RAW = "application/octet-stream"  # nobody has opened it yet, so nobody says what it is


@action("picture.keep", allow=may_keep_picture)
def keep_pictures(*, actor: Actor, contents: Sequence[bytes]) -> list[str]:
    """Put what came in on the disk as it is and give the names (SHA-256); nothing is opened. Never shown to anybody.

    Raises FileRefused, before anything is written, for what is no picture by its first bytes, empty, or over 10 MB.
    """
    for content in contents:
        try:
            must_be_a_picture(content)
        except UploadRefused as refused:
            raise FileRefused(refused.sentence) from refused
    rows = []
    for content in contents:
        sha256 = hashlib.sha256(content).hexdigest()
        store.lock_name(sha256)
        rows.append(StoredFile(sha256=store.put(content, sha256=sha256), size=len(content), media_type=RAW))
    StoredFile.objects.bulk_create(rows, ignore_conflicts=True)
    return [row.sha256 for row in rows]


@action("picture.clean", allow=may_erase)
def keep_clean_picture(*, actor: Actor, picture: Picture) -> KeptPicture:
    """Keep both sizes of a picture that the reader of pictures made (`lib.uploads.picture`)."""
    large, small = _stored(picture.large), _stored(picture.small)
    return KeptPicture(large, small, picture.taken_at, picture.spot)


def _stored(clean: Clean) -> str:
    sha256 = hashlib.sha256(clean.content).hexdigest()
    store.lock_name(sha256)
    row = StoredFile(
        sha256=store.put(clean.content, sha256=sha256),
        size=len(clean.content),
        media_type=clean.media_type,
        width=clean.width,
        height=clean.height,
    )
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return sha256
