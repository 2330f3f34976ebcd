"""Promise against reality: what ended cases and their surveys say, and nothing else.

Read from cells that the worker adds up every minute (`rolled.py`), whose cost does not grow with the number of cases:
times are then whole days of the city, from the day of `since` to that of `until`, and percentiles are within one per
cent (ADR 0015). Until the cells are made for the first time everything is counted anew (`recount.py`), to the moment.
"""

from __future__ import annotations

from datetime import date, datetime

from lorong.kernel.cases.queries import recount, rolled
from lorong.kernel.cases.values import NOT_JUDGED, Measure, Tally

SMALLEST = 10  # below this many cases a share says more about persons than about the office

__all__ = [
    "NOT_JUDGED",
    "SMALLEST",
    "Measure",
    "Tally",
    "asked_to_pay",
    "by_month",
    "by_service",
    "by_service_and_unit",
    "by_unit",
    "histogram",
    "surveys",
    "tallies",
    "whole",
]


def by_service(since: datetime, until: datetime) -> list[Measure]:
    """One row per service, by slug."""
    return rolled.by_service(since, until) if rolled.ready() else recount.by_service(since, until)


def by_unit(since: datetime, until: datetime, *, slug: str = "") -> list[Measure]:
    """One row per unit, of one service or all."""
    return (
        rolled.by_unit(since, until, slug=slug)
        if rolled.ready() and rolled.knows(since, slug)
        else recount.by_unit(since, until, slug=slug)
    )


def tallies(since: datetime, until: datetime, *, slug: str = "") -> list[Tally]:
    """How many ended at every unit, of one service or all: for whoever shows no lengths of time."""
    return (
        rolled.tallies(since, until, slug=slug)
        if rolled.ready() and rolled.knows(since, slug)
        else recount.tallies(since, until, slug=slug)
    )


def by_service_and_unit(since: datetime, until: datetime) -> list[Measure]:
    """Every service at every unit: the open data."""
    return (
        rolled.by_service_and_unit(since, until)
        if rolled.ready() and rolled.is_month(since)
        else recount.by_service_and_unit(since, until)
    )


def whole(since: datetime, until: datetime, *, slug: str = "") -> Measure:
    """The city in one row, for one service or all."""
    return rolled.whole(since, until, slug=slug) if rolled.ready() else recount.whole(since, until, slug=slug)


def by_month(first: date, *, months: int = 12, zone: str, slug: str = "") -> list[tuple[date, int, int]]:
    """(first day of the month, judged, on time) for `months` months from `first`, months without cases included.

    Of one service or all."""
    return (
        rolled.by_month(first, months=months, zone=zone, slug=slug)
        if rolled.ready()
        else recount.by_month(first, months=months, zone=zone, slug=slug)
    )


def histogram(slug: str, since: datetime, until: datetime, *, width: int, bins: int) -> list[int]:
    """How many ended cases took up to width, up to 2*width, ... city minutes; the last bin holds all that took longer.

    A length on an edge counts below it: who is done exactly when promised is not late.
    """
    return (
        rolled.histogram(slug, since, until, width=width, bins=bins)
        if rolled.ready()
        else recount.histogram(slug, since, until, width=width, bins=bins)
    )


def surveys(since: datetime, until: datetime, *, slug: str = "") -> tuple[int, dict[str, tuple[int, int]]]:
    """(how many answered, element code -> (sum of its answers, how many answered it)) of one service or all: exact."""
    return rolled.surveys(since, until, slug=slug) if rolled.ready() else recount.surveys(since, until, slug=slug)


def asked_to_pay(since: datetime, until: datetime) -> tuple[int, int]:
    """(how many answered the question, how many said yes), for the whole city."""
    return rolled.asked_to_pay(since, until) if rolled.ready() else recount.asked_to_pay(since, until)
