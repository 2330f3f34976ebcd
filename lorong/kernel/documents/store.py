"""Files by their content under `MEDIA_ROOT/ab/cd/<sha256>`: written whole or not at all, never changed.

Removed is only what no row names any more (`actions.erase_file`)."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from lorong.lib.spooled import Sent, Spooled, content_of


def put(content: Sent, *, sha256: str = "") -> str:
    """Keep `content` and give its SHA-256 (hex). The same content is kept once, by however many writers.

    sha256: of this content, from a caller that has reckoned it already. What lies on the disk already is only given its name.
    """
    sha256 = sha256 or name_of(content)
    target = path_of(sha256)
    if target.exists():
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (isinstance(content, Spooled) and content.name_it(target, durably=True)):
        _write(content_of(content), target)
    _sync_folder(target.parent)
    return sha256


def _write(content: bytes, target: Path) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".tmp-")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def name_of(content: Sent) -> str:
    """Under which name it is kept: its SHA-256 (hex)."""
    return content.sha256 if isinstance(content, Spooled) else hashlib.sha256(content).hexdigest()


def get(sha256: str) -> bytes:
    """The content again. An assert when the disk gives back something else: a file is what its name says."""
    content = path_of(sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == sha256, f"the stored file {sha256} was changed on disk"
    return content


def lock_name(sha256: str) -> None:
    """Until the transaction ends, nobody else keeps or erases a file of this name: never a row without its file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"file:{sha256}"])


def remove(sha256: str) -> bool:
    """Take a file away; False when it was not there."""
    target = path_of(sha256)
    if not target.exists():
        return False
    target.unlink(missing_ok=True)
    return True


def path_of(sha256: str) -> Path:
    """Where a file of this name lies, whether it is there or not."""
    assert len(sha256) == 64 and sha256.isalnum(), "a name in the store is a SHA-256"
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def _sync_folder(folder: Path) -> None:
    # the name must be on disk too before a row points at it
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
