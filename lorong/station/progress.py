"""One line for each step, with the seconds it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Progress:
    """Writes the steps of a command to a stream: at once on a screen, one whole line each in a log file."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty()

    def say(self, line: str = "") -> None:
        """Writes one line."""
        self.stream.write(line + "\n")
        self.stream.flush()

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """Shows `label` while the body runs, then how many seconds it took; a body that raises leaves a cross."""
        start = time.monotonic()
        if self.live:
            self.stream.write(f"  · {label} …\r")
            self.stream.flush()
        try:
            yield
        except BaseException:
            self.result(label, good=False, seconds=time.monotonic() - start)
            raise
        self.result(label, good=True, seconds=time.monotonic() - start)

    def result(self, label: str, *, good: bool, seconds: float) -> None:
        """Writes the line of a step that is over."""
        self.say(f"  {'✓' if good else '✗'} {label:<58}{seconds:>6.1f} d".replace(".", ","))
