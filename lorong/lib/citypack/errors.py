"""What is wrong with a pack, said so that a city official can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. `line` counts from 1; 0 when the whole file is meant. `sentence` is Indonesian."""

    file: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.sentence}"


class PackInvalid(ValueError):
    """The pack cannot be used. `problems` holds everything that was found, in file and line order."""

    def __init__(self, problems: list[Problem]) -> None:
        assert problems, "an invalid pack has at least one problem"
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
