"""Promise against reality from the cells that were added up: a few hundred rows, however many cases there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Max, QuerySet, Sum

from lorong.kernel.cases.models import MeasureCell, Measured
from lorong.kernel.cases.values import NOT_JUDGED, Measure, Tally
from lorong.kernel.city import queries as city
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib import spread

HALF, NINTH = (1, 2), (9, 10)
COUNTS = ("volume", "judged", "on_time", "refused", "returned")
KEPT, LATE, OWN = "kept", "late", "own"  # the spreads of the city's time in a cell
NOTHING = Measure("", "", 0, 0, 0, 0, 0, 0, 0, 0, 0)
assert set(NOT_JUDGED) == {"withdrawn", "lapsed", "merged"}, "what does not count for the promise is the spread called own"


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
    return _grouped(_of_units(since, until, slug), "unit")


def tallies(since: datetime, until: datetime, *, slug: str = "") -> list[Tally]:
    """Counts alone: the database adds them up, and no spread is read."""
    rows = _of_units(since, until, slug).values_list("unit").annotate(*(Sum(name) for name in COUNTS)).order_by("unit")
    return [Tally(*row) for row in rows]


def by_service_and_unit(since: datetime, until: datetime) -> list[Measure]:
    return _grouped(_cells(since, until).exclude(slug="").exclude(unit=""), "slug", "unit")


def whole(since: datetime, until: datetime, *, slug: str = "") -> Measure:
    found = _grouped(_cells(since, until).filter(slug=slug, unit=""), "slug")
    return replace(found[0], slug="") if found else NOTHING


def by_month(first: date, *, months: int = 12, zone: str, slug: str = "") -> list[tuple[date, int, int]]:
    rows = MeasureCell.objects.filter(month=True, slug=slug, unit="", day__gte=first)
    found = {day: (judged, on_time) for day, judged, on_time in rows.values_list("day", "judged", "on_time")}
    wanted = [first.year * 12 + first.month - 1 + place for place in range(months)]
    days = [date(number // 12, number % 12 + 1, 1) for number in wanted]
    return [(day, *found.get(day, (0, 0))) for day in days]


def histogram(slug: str, since: datetime, until: datetime, *, width: int, bins: int) -> list[int]:
    """The edge at the promise is exact: on which side of it a case lies was counted, not read from its bucket."""
    counts = [0] * bins
    for promised, city_time in _cells(since, until).filter(slug=slug, unit="").values_list("promised", "city"):
        promise = -(-promised // width)
        for kind, low, high in ((KEPT, 0, promise - 1), (LATE, promise, bins - 1)):
            for at, count in _numbers(city_time.get(kind, {})).items():
                place = max(spread.middle(at) - 1, 0) // width
                counts[min(max(place, low), max(high, low), bins - 1)] += count
    return counts


def surveys(since: datetime, until: datetime, *, slug: str = "") -> tuple[int, dict[str, tuple[int, int]]]:
    answered, sums = 0, dict[str, tuple[int, int]]()
    for how_many, of_cell in _cells(since, until).filter(slug=slug, unit="").values_list("answered", "sums"):
        answered += how_many
        for code, (total, count) in of_cell.items():
            before = sums.get(code, (0, 0))
            sums[code] = (before[0] + total, before[1] + count)
    return answered, sums


def asked_to_pay(since: datetime, until: datetime) -> tuple[int, int]:
    rows = list(_cells(since, until).filter(slug="", unit="").values_list("asked_answered", "asked"))
    return sum(answered for answered, _ in rows), sum(asked for _, asked in rows)


def _of_units(since: datetime, until: datetime, slug: str) -> QuerySet[MeasureCell]:
    return _cells(since, until).filter(slug=slug, volume__gt=0).exclude(unit="")


def _cells(since: datetime, until: datetime) -> QuerySet[MeasureCell]:
    return MeasureCell.objects.filter(month=is_month(since), day__gte=city.local(since).date(), day__lte=city.local(until).date())


def _grouped(cells: QuerySet[MeasureCell], *by: str) -> list[Measure]:
    """A measure for each value of the columns `by`, in their order.

    The database adds up the counts and hands over the spreads of a group as one value: a year of a city is read and added up
    in a few milliseconds, where a model for every cell would take five times as long, and the database alone twice.
    """
    rows = cells.filter(volume__gt=0).values_list(*by).order_by(*by)
    rows = rows.annotate(*(Sum(name) for name in COUNTS), Max("promised"), ours=JSONBAgg("city"), theirs=JSONBAgg("applicant"))
    return [_measure(dict(zip(by, row, strict=False)), *row[len(by) :]) for row in rows]


def _measure(
    of: dict[str, str], volume: int, judged: int, on_time: int, refused: int, returned: int, promised: int,
    ours: list[dict[str, dict[str, int]]], theirs: list[dict[str, int]],
) -> Measure:  # fmt: skip
    everything = _added(kinds.get(kind, {}) for kinds in ours for kind in (KEPT, LATE, OWN))
    return Measure(
        slug=of.get("slug", ""),
        unit=of.get("unit", ""),
        volume=volume,
        judged=judged,
        on_time=on_time,
        p50=spread.percentile(everything, HALF),
        p90=spread.percentile(everything, NINTH),
        applicant_p50=spread.percentile(_added(theirs), HALF),
        refused=refused,
        returned=returned,
        promised=promised,
    )


def _added(spreads: Iterable[dict[str, int]]) -> dict[int, int]:
    total: dict[str, int] = {}
    for counts in spreads:
        for at, count in counts.items():
            total[at] = total.get(at, 0) + count
    return _numbers(total)


def _numbers(kept: dict[str, int]) -> dict[int, int]:
    # JSON has no numbers for names
    return {int(at): count for at, count in kept.items()}
