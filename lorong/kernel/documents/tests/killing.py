"""A worker that is killed on purpose, run by `test_kill.py` in a process that has never drawn a letter (it forks).

Each letter is finished by a child that dies, without a word, at its own place: the n-th line of this folder that runs.
Afterwards a child that nobody kills finishes it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

from lorong.kernel.documents import actions, queries
from lorong.lib.actors import SISTEM

HOUSE = os.path.join("lorong", "kernel", "documents") + os.sep


class Trap:
    """A trace function that ends the process at the `line`-th line; `seen` counts them."""

    def __init__(self, line: int) -> None:
        self.line, self.seen = line, 0

    def __call__(self, frame: FrameType, event: str, _: object) -> Any:
        if HOUSE not in frame.f_code.co_filename:
            return None
        if event == "line":
            self.seen += 1
            if self.seen == self.line:
                os._exit(9)
        return self


def finish(letter_id: str, line: int) -> int:
    """Finish one letter in a child that dies at `line` (0: never). Gives the lines run, -1 when it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        letter, trap = queries.letter_by_id(letter_id), Trap(line)
        sys.settrace(trap)
        actions.finish_letter(actor=SISTEM, letter=letter, at=letter.signed_at)
        sys.settrace(None)
        os.write(writing, str(trap.seen).encode())
        os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    said = os.read(reading, 20)
    os.close(reading)
    assert os.waitstatus_to_exitcode(status) in {0, 9}, "the child broke instead of being killed"
    return int(said) if said else -1


def main(letters: Sequence[str]) -> None:
    """Kill at places spread over the whole act; says how many lines it has and how many children were killed."""
    whole = finish(letters[0], 0)
    killed = 0
    for place, letter_id in enumerate(letters[1:], start=1):
        killed += finish(letter_id, max(1, whole * place // len(letters))) == -1
        assert finish(letter_id, 0) > 0
    sys.stdout.write(f"{whole} lines, {killed} killed\n")
