"""Promise against reality from the cells that were added up: a few hundred rows, however many cases there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet, Sum

from lorong.kernel.cases.models import MeasureCell, Measured
from lorong.kernel.cases.values import BY_APPLICANT, Measure, Tally
from lorong.kernel.city import queries as city
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib import spread

HALF, NINTH = (1, 2), (9, 10)
COUNTS = ("volume", "judged", "on_time", "refused", "returned")
KEPT, LATE, OWN = "kept", "late", "own"
# The smallest bucket up to which lie at least so many of a unit: `spread.percentile`, for all units at once.
_LENGTHS = """
    WITH cells AS MATERIALIZED (
        SELECT unit, city, applicant FROM cases_measure
        WHERE month = %s AND slug = %s AND unit <> '' AND day >= %s AND day <= %s AND volume > 0
    ), counted AS (
        SELECT unit, true AS ours, b.key::int AS at, sum(b.value::int) AS n
        FROM cells, jsonb_each(city) k, jsonb_each_text(k.value) b GROUP BY 1, 3
        UNION ALL
        SELECT unit, false, b.key::int, sum(b.value::int) FROM cells, jsonb_each_text(applicant) b GROUP BY 1, 3
    ), passed AS (
        SELECT unit, ours, at, sum(n) OVER (PARTITION BY unit, ours ORDER BY at) AS so_far, sum(n) OVER (PARTITION BY unit, ours) AS n
        FROM counted
    )
    SELECT unit, min(at) FILTER (WHERE ours AND so_far * 2 >= n), min(at) FILTER (WHERE ours AND so_far * 10 >= n * 9),
           min(at) FILTER (WHERE NOT ours AND so_far * 2 >= n)
    FROM passed GROUP BY unit
"""
assert len(BY_APPLICANT) == 2, "what ended by the applicant's doing is the spread called own"


def ready() -> bool:
    """Whether the cells were ever made; asked once in a request."""
    return MEMORY.once(("measured",), lambda: Measured.objects.exists())


def is_month(since: datetime) -> bool:
    """Whether a period begins with a month of the city, so that cells of months will do."""
    local = city.local(since)
    return (local.day, local.hour, local.minute, local.second) == (1, 0, 0, 0)


def knows(since: datetime, slug: str) -> bool:
    """A service at a unit is added up by month only: there would be as many cells of days as there are cases."""
    return not slug or is_month(since)


def by_service(since: datetime, until: datetime) -> list[Measure]:
    return _grouped(_cells(since, until).filter(unit="").exclude(slug=""), "slug")


def by_unit(since: datetime, until: datetime, *, slug: str = "") -> list[Measure]:
    lengths = _lengths(since, until, slug)
    longest = dict(_of_units(since, until, slug).values_list("unit").annotate(Max("promised")))
    found = []
    for t in tallies(since, until, slug=slug):
        p50, p90, own = lengths[t.unit]
        figures = (t.volume, t.judged, t.on_time, p50, p90, own, t.refused, t.returned, longest[t.unit])
        found.append(Measure("", t.unit, *figures))
    return found


def tallies(since: datetime, until: datetime, *, slug: str = "") -> list[Tally]:
    """Counts alone: the database adds them up, and no spread is read."""
    rows = _of_units(since, until, slug).values_list("unit").annotate(*(Sum(name) for name in COUNTS)).order_by("unit")
    return [Tally(*row) for row in rows]


def by_service_and_unit(since: datetime, until: datetime) -> list[Measure]:
    return _grouped(_cells(since, until).exclude(slug="").exclude(unit=""), "slug", "unit")


def whole(since: datetime, until: datetime, *, slug: str = "") -> Measure:
    return _named(_sum(_cells(since, until).filter(slug=slug, unit="")), slug="")


def by_month(first: date, *, months: int = 12, zone: str, slug: str = "") -> list[tuple[date, int, int]]:
    rows = MeasureCell.objects.filter(month=True, slug=slug, unit="", day__gte=first)
    found = {day: (judged, on_time) for day, judged, on_time in rows.values_list("day", "judged", "on_time")}
    wanted = [first.year * 12 + first.month - 1 + place for place in range(months)]
    days = [date(number // 12, number % 12 + 1, 1) for number in wanted]
    return [(day, *found.get(day, (0, 0))) for day in days]


def histogram(slug: str, since: datetime, until: datetime, *, width: int, bins: int) -> list[int]:
    """The edge at the promise is exact: on which side of it a case lies was counted, not read from its bucket."""
    counts = [0] * bins
    for cell in _cells(since, until).filter(slug=slug, unit=""):
        promise = -(-cell.promised // width)
        for kind, low, high in ((KEPT, 0, promise - 1), (LATE, promise, bins - 1)):
            for at, count in _spread(cell.city, kind).items():
                place = max(spread.middle(at) - 1, 0) // width
                counts[min(max(place, low), max(high, low), bins - 1)] += count
    return counts


def surveys(since: datetime, until: datetime, *, slug: str = "") -> tuple[int, dict[str, tuple[int, int]]]:
    answered, sums = 0, dict[str, tuple[int, int]]()
    for cell in _cells(since, until).filter(slug=slug, unit=""):
        answered += cell.answered
        for code, (total, count) in cell.sums.items():
            before = sums.get(code, (0, 0))
            sums[code] = (before[0] + total, before[1] + count)
    return answered, sums


def asked_to_pay(since: datetime, until: datetime) -> tuple[int, int]:
    rows = list(_cells(since, until).filter(slug="", unit="").values_list("asked_answered", "asked"))
    return sum(answered for answered, _ in rows), sum(asked for _, asked in rows)


def _of_units(since: datetime, until: datetime, slug: str) -> QuerySet[MeasureCell]:
    return _cells(since, until).filter(slug=slug, volume__gt=0).exclude(unit="")


def _lengths(since: datetime, until: datetime, slug: str) -> dict[str, tuple[int, ...]]:
    """Unit -> half and nine of ten of the city's time, half of the applicant's: added up in the database, a row a unit."""
    given: list[Any] = [is_month(since), slug, city.local(since).date(), city.local(until).date()]
    with connection.cursor() as cursor:
        cursor.execute(_LENGTHS, given)
        return {unit: tuple(spread.middle(at or 0) for at in found) for unit, *found in cursor.fetchall()}


def _cells(since: datetime, until: datetime) -> QuerySet[MeasureCell]:
    return MeasureCell.objects.filter(month=is_month(since), day__gte=city.local(since).date(), day__lte=city.local(until).date())


def _grouped(cells: Iterable[MeasureCell], *by: str) -> list[Measure]:
    groups: dict[tuple[str, ...], list[MeasureCell]] = {}
    for cell in cells:
        if cell.volume:
            groups.setdefault(tuple(getattr(cell, name) for name in by), []).append(cell)
    return [_sum(groups[key]) for key in sorted(groups)]


def _sum(cells: Iterable[MeasureCell]) -> Measure:
    rows = list(cells)
    everything = spread.added(*(_spread(c.city, kind) for c in rows for kind in (KEPT, LATE, OWN)))
    applicant = spread.added(*(_numbers(c.applicant) for c in rows))
    return Measure(
        slug=rows[0].slug if rows else "",
        unit=rows[0].unit if rows else "",
        volume=sum(c.volume for c in rows),
        judged=sum(c.judged for c in rows),
        on_time=sum(c.on_time for c in rows),
        p50=spread.percentile(everything, HALF),
        p90=spread.percentile(everything, NINTH),
        applicant_p50=spread.percentile(applicant, HALF),
        refused=sum(c.refused for c in rows),
        returned=sum(c.returned for c in rows),
        promised=max((c.promised for c in rows), default=0),
    )


def _named(measure: Measure, *, slug: str) -> Measure:
    return Measure(**{**vars(measure), "slug": slug})


def _spread(kinds: dict[str, Any], kind: str) -> dict[int, int]:
    return _numbers(kinds.get(kind, {}))


def _numbers(kept: dict[str, int]) -> dict[int, int]:
    # JSON has no numbers for names
    return {int(at): count for at, count in kept.items()}
