"""What a process keeps in memory about the city, and how it notices that the city was changed.

Every write to settings, units or calendars gives `CitySetting.version` a new random value. Reading it is one look at a
table of one row; whatever was remembered under another version is forgotten. A request or a job looks once, at the first
question, and then sees the same city to its end (`steady`).
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")


class _Stretch:
    """One request or job: the version it saw first, and what was asked once for the whole of it."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        self.looked = False
        self.version: uuid.UUID | None = None
        self.once: dict[tuple[str, ...], Any] = {}

    def seen(self) -> uuid.UUID | None:
        if not self.looked:
            self.version, self.looked = _version_now(), True
        return self.version


class Memory:
    """Remembers values by name for as long as the city's version stays the same. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version: uuid.UUID | None = None
        self._kept: dict[tuple[str, ...], Any] = {}
        self._stretch: ContextVar[_Stretch | None] = ContextVar("a stretch with one city", default=None)

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Within this, the city stays as it was at the first question: a request, a job, a long simulation.

        A write to the city inside it calls `renew`, and is seen.
        """
        token = self._stretch.set(_Stretch())
        try:
            yield
        finally:
            self._stretch.reset(token)

    def renew(self) -> None:
        """The stretch in which this is called looks again at the next question."""
        stretch = self._stretch.get()
        if stretch is not None:
            stretch.renew()

    def remembered(self, name: tuple[str, ...], kind: type[T]) -> T | None:
        """The value called `name` as it was at the last look, whether it still holds or not."""
        with self._lock:
            found = self._kept.get(name)
        return found if isinstance(found, kind) else None

    def heard(self, version: uuid.UUID | None) -> None:
        """Somebody came across the version while asking for something else: a stretch that has not looked need not."""
        stretch = self._stretch.get()
        if stretch is not None and not stretch.looked:
            stretch.version, stretch.looked = version, True

    def once(self, name: tuple[str, ...], make: Callable[[], T]) -> T:
        """What `make` gives, asked once in a stretch; every time outside of one."""
        stretch = self._stretch.get()
        if stretch is None:
            return make()
        if name not in stretch.once:
            stretch.once[name] = make()
        found: T = stretch.once[name]
        return found

    def get(self, name: tuple[str, ...], make: Callable[[], T]) -> T:
        """The value called `name`, made by `make` when it is not remembered for the version now in force."""
        stretch = self._stretch.get()
        version = stretch.seen() if stretch is not None else _version_now()
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
    # asked by every request and job: straight, without the table's model
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM city_setting LIMIT 1")
        row = cursor.fetchone()
    return row[0] if row else None


MEMORY = Memory()
