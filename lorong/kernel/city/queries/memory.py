"""What a process keeps in memory about the city, and how it notices that the city was changed.

Every write to settings, units or calendars gives `CitySetting.version` a new random value. Reading it is one look at a
table of one row; whatever was remembered under another version is forgotten.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from lorong.kernel.city.models import CitySetting

T = TypeVar("T")


class Memory:
    """Remembers values by name for as long as the city's version stays the same. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version: uuid.UUID | None = None
        self._kept: dict[tuple[str, ...], Any] = {}
        self._held: ContextVar[uuid.UUID | None] = ContextVar("version of the city", default=None)

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Within this, the city stays as it was at the beginning: for long work that asks thousands of times."""
        token = self._held.set(_version_now())
        try:
            yield
        finally:
            self._held.reset(token)

    def get(self, name: tuple[str, ...], make: Callable[[], T]) -> T:
        """The value called `name`, made by `make` when it is not remembered for the version now in force."""
        version = self._held.get() or _version_now()
        with self._lock:
            if version != self._version:
                self._version, self._kept = version, {}
            if name in self._kept:
                found: T = self._kept[name]
                return found
        made = make()
        with self._lock:
            if version == self._version:
                self._kept[name] = made
        return made


def _version_now() -> uuid.UUID | None:
    return CitySetting.objects.values_list("version", flat=True).first()


MEMORY = Memory()
