"""When a running case will probably be finished: a range from how long like cases took, never from the promise.

Of like cases we take how many working minutes of the city lay between the moment a step opened and the end, time of the
applicant left out; of those that took longer than this one has already waited, the range in which eight of ten lie. Like
means: the same service, step and unit; where that is too few, the whole city, whose offices differ more, so the range is wider.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import connection

from lorong.kernel.cases import timing
from lorong.kernel.cases.models import Case, WorkItem
from lorong.kernel.cases.values import Turn
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.foretelling import remaining_range

ENOUGH = 20  # of one unit; below it the whole city is asked
SAMPLE = 500  # the last ones count, older ones are another office
FRESH = 300  # seconds for which a history is good enough

_HISTORY = """
    SELECT c.unit_id, w.opened_at, c.ended_at, paused.minutes
    FROM (
        SELECT id, unit_id, ended_at FROM cases_case
        WHERE slug = %(slug)s AND ended NOT IN ('', 'withdrawn', 'lapsed', 'merged', 'refused', 'archived', 'not_ours') AND ended_at < %(before)s
          AND (%(unit)s::text IS NULL OR unit_id = %(unit)s)
        ORDER BY ended_at DESC LIMIT %(most)s
    ) c
    JOIN cases_work_item w ON w.case_id = c.id AND w.step = %(step)s
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(minutes), 0) AS minutes FROM (
            SELECT e.minutes, e.seq > w.opened_seq AND lag(e.promised_at) OVER (ORDER BY e.seq) IS NULL AS stood
            FROM cases_event e WHERE e.case_id = c.id AND e.seq >= w.opened_seq
        ) e WHERE e.stood
    ) paused
"""


@dataclass(frozen=True)
class Forecast:
    """Eight of ten similar cases finish between `first` and `last`; `based_on` cases, of this unit or of all."""

    first: datetime
    last: datetime
    based_on: int
    of_this_unit: bool


@dataclass(frozen=True)
class Remaining:
    """What remains, in working minutes of the city: eight of ten between `low` and `high`."""

    low: int
    high: int
    based_on: int
    of_this_unit: bool


def forecast(case: Case, *, now: datetime, step: str = "", items: Iterable[WorkItem] | None = None) -> Forecast | None:
    """The range in which the case will end if the applicant answers now and it is not refused.

    items: the work items of the case, where they were read already. None when there is too little history, or when hardly any like case ever took as long as this one already has.
    """
    if case.is_done:
        return None
    step = step or next(iter(sorted(t.lstrip("?").split(">")[0] for t in case.marking)), "")
    found = remaining(case.slug, step, case.unit_id, elapsed=_elapsed(case, step, now, items), before=now)
    if found is None:
        return None
    clock = timing.clock(case.unit_id)
    return Forecast(clock.due(now, found.low), clock.due(now, found.high), found.based_on, found.of_this_unit)


def remaining(slug: str, step: str, unit: str, *, elapsed: int, before: datetime) -> Remaining | None:
    """What remains of a case of `slug` at `unit` whose step `step` has been open for `elapsed` city minutes.

    Told from cases that ended before `before`. None when there are too few.
    """
    for where, enough in ((unit, ENOUGH), (None, 0)):
        lengths = kept_lengths(slug, step, where, before)
        found = remaining_range(lengths, elapsed) if len(lengths) >= enough else None
        if found is not None:
            return Remaining(*found, of_this_unit=where is not None)
    return None


def kept_lengths(slug: str, step: str, unit: str | None, before: datetime) -> Sequence[int]:
    """City minutes from the opening of a step to the end, of the last like cases; read once in five minutes."""
    moment = int(before.timestamp()) // FRESH
    key = f"forecast:{connection.settings_dict['NAME']}:{slug}:{step}:{unit or ''}:{moment}"
    found: Sequence[int] | None = cache.get(key)
    if found is None:
        found = _lengths(slug, step, unit, before)
        cache.set(key, found, FRESH)
    return found


def _lengths(slug: str, step: str, unit: str | None, before: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, {"slug": slug, "step": step, "unit": unit, "before": before, "most": SAMPLE})
        rows = cursor.fetchall()
    with MEMORY.steady():
        clocks = {place: timing.clock(place) for place in {row[0] for row in rows}}
    return [max(clocks[place].between(opened, ended) - int(paused), 0) for place, opened, ended, paused in rows]


def _elapsed(case: Case, step: str, now: datetime, items: Iterable[WorkItem] | None) -> int:
    """City minutes that the step has been open in the present turn of the city; 0 while the clock stands still."""
    if case.turn != Turn.CITY or case.turn_since is None:
        return 0
    if items is None:
        items = WorkItem.objects.filter(case=case, step=step, done_at=None)
    opened = next((item.opened_at for item in items if item.step == step and item.done_at is None), None)
    return 0 if opened is None else timing.clock(case.unit_id).between(max(opened, case.turn_since), now)
