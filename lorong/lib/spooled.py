"""A large file that came in and already lies on the disk, hashed on its way: kept by giving it a name, not by writing it once more."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

OPEN_FILES = "/proc/self/fd"  # where a file without a name can be named


@dataclass(frozen=True, slots=True, eq=False)
class Spooled:
    """A file without a name: it is gone with its last handle, whatever becomes of the process. Good until its request is answered.

    handle: an open descriptor. size: in bytes. sha256: of the whole content, as hexadecimal digits.
    """

    handle: int
    size: int
    sha256: str

    def __len__(self) -> int:
        return self.size

    def head(self, length: int) -> bytes:
        """The first bytes."""
        return os.pread(self.handle, length, 0)

    def read(self) -> bytes:
        """All of it."""
        return os.pread(self.handle, self.size, 0)

    def name_it(self, path: Path, *, durably: bool) -> bool:
        """Let it be the file `path` as well, without copying; False where this disk or system cannot, and nothing was done.

        durably: its content is on the disk before its name is. A file that is called so already stays as it is.
        """
        if durably:
            os.fsync(self.handle)
        try:
            here = os.open(OPEN_FILES, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            return False
        try:
            os.link(str(self.handle), path, src_dir_fd=here, follow_symlinks=True)
        except FileExistsError:
            return True
        except OSError:  # another disk, a file system without links
            return False
        finally:
            os.close(here)
        return True


Sent = bytes | Spooled  # what somebody sent: in memory when it is small


def nameless(folder: Path) -> int:
    """A new file in `folder` that has no name, for reading and writing. Raises OSError where there are none."""
    return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)


def content_of(sent: Sent) -> bytes:
    """The bytes of what was sent."""
    return sent.read() if isinstance(sent, Spooled) else sent
