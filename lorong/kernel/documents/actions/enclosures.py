"""What people send along with words, of whatever kind: kept as it came until a job has opened it, then only what is clean."""

from __future__ import annotations

import hashlib

from lorong.kernel.audit.action import action
from lorong.kernel.documents import store
from lorong.kernel.documents.models import StoredFile
from lorong.kernel.documents.policies import may_erase, may_keep_picture
from lorong.lib.actors import Actor
from lorong.lib.uploads import Clean

UNOPENED = "application/octet-stream"  # nobody has opened it yet, so nobody says what it is


@action("file.keep_unopened", allow=may_keep_picture)
def keep_unopened(*, actor: Actor, content: bytes) -> str:
    """Put what came in on the disk as it is and give its name (SHA-256). The caller has looked at its size and first bytes;
    nothing is opened, and it is shown to nobody."""
    return _stored(Clean(content, UNOPENED))


@action("file.keep_clean", allow=may_erase)
def keep_clean_file(*, actor: Actor, file: Clean) -> str:
    """Keep what was made clean, or a sound, which is only ever handed out. Gives its name (SHA-256)."""
    return _stored(file)


def _stored(file: Clean) -> str:
    sha256 = hashlib.sha256(file.content).hexdigest()
    store.lock_name(sha256)
    row = StoredFile(
        sha256=store.put(file.content, sha256=sha256),
        size=len(file.content),
        media_type=file.media_type,
        width=file.width,
        height=file.height,
        pages=file.pages,
    )
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return sha256
