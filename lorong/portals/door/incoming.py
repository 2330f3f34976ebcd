"""How large files come in: straight to the disk they will be kept on, hashed on their way. Small ones stay in memory.

An extra room: the framework's handler writes to a folder from which a file would have to be read and written once more.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from lorong.lib.spooled import Sent, Spooled, nameless


class Large(FileUploadHandler):
    """What is large is written to a file without a name beside what is kept: a process that dies leaves nothing behind."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.hash, self.file = hashlib.sha256(), _opened(Path(settings.MEDIA_ROOT))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.hash.update(raw_data)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        self.file.seek(0)  # writes what Python still holds
        spooled = Spooled(self.file.fileno(), file_size, self.hash.hexdigest())
        return SpooledFile(
            spooled, self.file, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()


class SpooledFile(UploadedFile):  # type: ignore[type-arg]  # the class is not subscriptable at run time
    """A file of a form that lies on the disk without a name."""

    def __init__(self, spooled: Spooled, *args: Any) -> None:
        super().__init__(*args)
        self.spooled = spooled


def sent(file: UploadedFile[Any]) -> Sent:
    """What came in with a form: as it lies on the disk, or its bytes."""
    return file.spooled if isinstance(file, SpooledFile) else file.read()


def _opened(folder: Path) -> Any:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return os.fdopen(nameless(folder), "w+b")
    except (OSError, AttributeError):  # a disk or system without nameless files
        return tempfile.TemporaryFile(dir=folder)  # closed with its request
