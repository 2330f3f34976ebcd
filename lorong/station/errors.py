"""What goes wrong on a newcomer's machine, said as a sentence."""

import errno
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT)


class Trouble(Exception):
    """Something outside the program stands in the way, and the person at the keyboard can mend it.

    Takes the sentence twice: Indonesian for the city's own people, English for everybody else. Both say what to do
    next. The command line prints them and leaves with `code`; a traceback would be a bug.
    """

    def __init__(self, indonesian: str, english: str, *, code: int = 1) -> None:
        super().__init__(indonesian)
        self.indonesian = indonesian
        self.english = english
        self.code = code

    def __str__(self) -> str:
        return f"{self.indonesian}\n{self.english}"


def disk_full(folder: Path) -> Trouble:
    """The sentence for a disk with no room left at `folder`."""
    return Trouble(
        f"Ruang disk di {folder} habis. Kosongkan paling sedikit 300 MB, lalu jalankan lagi.",
        f"The disk at {folder} is full. Free at least 300 MB, then run it again.",
    )


def from_os_error(error: OSError) -> Trouble:
    """The sentence for a refusal of the operating system: full disk, no permission, read-only folder."""
    place = Path(str(error.filename or "."))
    if error.errno in FULL:
        return disk_full(place)
    reason = error.strerror or str(error)
    return Trouble(
        f"Sistem menolak memakai {place} ({reason}). Periksa pemilik dan izin folder itu, lalu jalankan lagi.",
        f"The system refused to use {place} ({reason}). Check that folder's owner and permissions, then run it again.",
    )
