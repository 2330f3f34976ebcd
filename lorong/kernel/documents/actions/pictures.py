"""Pictures of what is wrong in the city: kept as they came while the person waits, opened later by a job, shown clean."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.documents import store
from lorong.kernel.documents.errors import FileRefused
from lorong.kernel.documents.models import StoredFile
from lorong.kernel.documents.policies import may_erase, may_keep_picture
from lorong.kernel.documents.values import KeptPicture
from lorong.lib.actors import Actor
from lorong.lib.spooled import Sent
from lorong.lib.uploads import Clean, Picture, UploadRefused, must_be_a_picture

RAW = "application/octet-stream"  # nobody has opened it yet, so nobody says what it is


@action("picture.keep", allow=may_keep_picture, joins=True)
def keep_pictures(*, actor: Actor, contents: Sequence[Sent]) -> list[str]:
    """Put what came in on the disk as it is and give the names (SHA-256); nothing is opened. Never shown to anybody.

    Raises FileRefused, before anything is written, for what is no picture by its first bytes, empty, or over 10 MB.
    """
    for content in contents:
        try:
            must_be_a_picture(content)
        except UploadRefused as refused:
            raise FileRefused(refused.sentence) from refused
    names = [store.name_of(content) for content in contents]
    now = timezone.now().isoformat()
    rows = [
        {"sha256": name, "size": len(content), "media_type": RAW, "stored_at": now}
        for name, content in zip(names, contents, strict=True)
    ]
    with connection.cursor() as cursor:  # the names are locked before anything is on the disk
        cursor.execute("SELECT lorong_keep_files(%s)", [json.dumps(rows)])
    for name, content in zip(names, contents, strict=True):
        store.put(content, sha256=name)
    return names


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
