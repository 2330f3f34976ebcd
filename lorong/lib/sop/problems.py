"""What is wrong with a declared service, said so that the official who wrote it can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """An error stops publishing; a warning does not; a remark is what an inspector would mark down."""

    ERROR = 1
    WARNING = 2
    REMARK = 3


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. `line` counts from 1. `where` is the key ("steps.2.by"); `sentence` is Indonesian."""

    file: str
    line: int
    where: str
    sentence: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"
