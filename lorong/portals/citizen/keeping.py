"""Whether the city keeps its word, in numbers that the front page may ask for at every visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from lorong.kernel.cases.queries import measures

DAYS = 30
FRESH = 300  # seconds: the numbers of a month do not change with every visit


@dataclass(frozen=True)
class Kept:
    """Of `judged` cases of the last thirty days `on_time` kept the promise; `usual` working minutes were the middle."""

    judged: int
    on_time: int
    usual: int

    @property
    def of_hundred(self) -> int:
        """How many of a hundred were on time, rounded down: the city does not praise itself."""
        return self.on_time * 100 // self.judged


def kept_promises(slug: str = "") -> Kept | None:
    """Of the whole city, or one service; None while there are too few cases to say anything."""
    key = f"kept:{slug}"
    found: Kept | None = cache.get(key)
    if found is None:
        now = timezone.now()
        row = measures.whole(now - timedelta(days=DAYS), now, slug=slug)
        found = Kept(row.judged, row.on_time, row.p50)
        cache.set(key, found, FRESH)
    return found if found.judged >= measures.SMALLEST else None
