"""How much working time of the city cases of a service needed: what a promise from experience is made of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from lorong.kernel.cases import timing
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.values import Turn
from lorong.kernel.city.queries.memory import MEMORY


@dataclass(frozen=True)
class Length:
    """`minutes` of working time in which it was the city's turn; so far, while `ended_at` is None."""

    number: str
    unit: str
    minutes: int
    opened_at: datetime
    ended_at: datetime | None


def lengths(slug: str, *, ends: Collection[str], since: datetime, now: datetime) -> list[Length]:
    """Cases of a service that were opened from `since` on and ended so, or run at `now`."""
    rows = Case.objects.filter(slug=slug, opened_at__gte=since, ended__in=["", *ends]).order_by("id")
    rows = rows.only("number", "unit_id", "city_minutes", "opened_at", "ended_at", "turn", "turn_since")
    with MEMORY.steady():
        return [_length(case, now) for case in rows.iterator()]


def due_after(unit: str, at: datetime, minutes: int) -> datetime:
    """`at` plus working minutes of the unit."""
    return timing.clock(unit).due(at, minutes)


def _length(case: Case, now: datetime) -> Length:
    running = 0
    if case.turn == Turn.CITY and case.turn_since is not None and case.turn_since < now:
        running = timing.clock(case.unit_id).between(case.turn_since, now)
    assert case.opened_at is not None, "a case that is kept was opened"
    return Length(case.number, case.unit_id, case.city_minutes + running, case.opened_at, case.ended_at)
