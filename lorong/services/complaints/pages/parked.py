"""Pictures of a report that is still being written: raw files under `MEDIA_ROOT/konsep/<day>/`, gone after two days.

They are never opened here, and no row names them: what was sent is kept by `tell`, what was left behind is swept away.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from lorong.lib.spooled import Sent, Spooled, content_of

FOLDER = "konsep"
KEPT = timedelta(days=2)
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-([0-9a-f]{32})")


@dataclass(frozen=True)
class Parked:
    """One picture that waits: its name here, its size in bytes, and what it is while nobody has had to write it down."""

    name: str
    size: int
    content: Sent | None = field(default=None, repr=False, compare=False)

    @property
    def megabytes(self) -> float:
        return max(0.1, round(self.size / 1_000_000, 1))


def hold(content: Sent) -> Parked:
    """A picture under a name of its own, as it came in: what is sent at once need never be parked."""
    return Parked(f"{timezone.now().date().isoformat()}-{secrets.token_hex(16)}", len(content), content)


def park(photo: Parked) -> None:
    """Write it down until its report is sent."""
    path = _path(photo.name)
    if photo.content is None or path.exists():
        return
    sweep(timezone.now().date())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if isinstance(photo.content, Spooled) and photo.content.name_it(path, durably=False):
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content_of(photo.content))


def fetch(photo: Parked) -> Sent | None:
    """What it shows; None when it was swept away."""
    if photo.content is not None:
        return photo.content
    path = _path(photo.name)
    return path.read_bytes() if path.is_file() else None


def drop(name: str) -> None:
    """The picture is not needed any more."""
    _path(name).unlink(missing_ok=True)


def sweep(today: date) -> None:
    """Take away the days that are over."""
    root = _root()
    for day in root.iterdir() if root.is_dir() else ():
        if day.name < (today - KEPT).isoformat():
            shutil.rmtree(day, ignore_errors=True)


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


def _path(name: str) -> Path:
    fits = _NAME.fullmatch(name)
    assert fits is not None, "a name of ours has its day"
    return _root() / fits[1] / fits[2]
