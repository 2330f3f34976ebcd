"""The incidents that promises are taken from and judged by, and the months of the city's calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from lorong.kernel.cases.queries.lengths import lengths
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.sop.schema import ANSWERED, FIXED, Sop
from lorong.services.complaints.models import Incident, Round
from lorong.services.complaints.promising import area_of
from lorong.services.complaints.promising.paces import Past
from lorong.services.complaints.standing import MERGED

YEAR = timedelta(days=366)
MONTHS = 6  # of which promises are judged


def history(at: datetime) -> list[Past]:
    """The rounds of the last year that are fixed or still run, of every category in force."""
    found, again = [], came_back()
    for published in catalog.current(public=True):
        report = published.sop.report
        if report is None:
            continue
        places = dict(Incident.objects.filter(category=published.slug).values_list("case_number", "region"))
        places |= dict(Round.objects.filter(incident__category=published.slug).values_list("case_number", "incident__region"))
        found += [
            Past(
                published.slug,
                report.group,
                case.unit,
                area_of(places[case.number]),
                case.minutes,
                case.opened_at,
                case.ended_at,
                case.number in again,
            )
            for case in lengths(published.slug, ends=_good_ends(published.sop), since=at - YEAR, now=at)
            if case.number in places
        ]
    return found


def came_back() -> set[str]:
    """Numbers of the cases by which something came back after its end; what was merged by mistake had not ended."""
    found, ended = set(), set[int]()
    rows = Round.objects.order_by("incident_id", "number").values_list("incident_id", "case_number", "ended")
    for incident, number, end in rows:
        found |= {number} if incident in ended else set()
        ended |= {incident} if end != MERGED else set()
    return found | set(Incident.objects.filter(pk__in=ended).values_list("case_number", flat=True))


def months(at: datetime) -> list[tuple[datetime, datetime]]:
    """The last whole months of the city's calendar, the oldest first."""
    end = begin_of_month(at)
    found = []
    for _ in range(MONTHS):
        begin = begin_of_month(end - timedelta(days=1))
        found.append((begin, end))
        end = begin
    return found[::-1]


def begin_of_month(at: datetime) -> datetime:
    """Midnight of the first of the month, in the city's time."""
    return city.local(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _good_ends(sop: Sop) -> set[str]:
    """Ends by which the thing is done: fixed, or answered where an answer is all that is asked for."""
    ends = {outcome.end for step in sop.steps for outcome in step.outcomes.values() if outcome.end}
    return {FIXED} if FIXED in ends else {ANSWERED}
