"""The clocks of the law of a case, as a page tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lorong.kernel.cases.models import Case, LimitClock
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.wording import in_language
from lorong.lib.span import Span

CALENDAR, WORKING = "calendar", "working"


@dataclass(frozen=True)
class LimitState:
    """One clock. name: what must be done by then; kind: "calendar" days or "working" time. `met_at`: when it stopped."""

    id: str
    name: str
    law: str
    due_at: datetime
    met_at: datetime | None
    kind: str

    def is_broken(self, now: datetime) -> bool:
        """Whether the law's time was over before it stopped, or is over now."""
        return (self.met_at or now) > self.due_at


def limits_of(case: Case) -> list[LimitState]:
    """The clocks that have begun in a case, the running ones first, each by its due time."""
    return limits_of_many([case])[case.pk]


def limits_of_many(cases: Sequence[Case]) -> dict[int, list[LimitState]]:
    """The same for a whole list, by the case's id; one question."""
    found: dict[int, list[LimitState]] = {case.pk: [] for case in cases}
    rules = {case.pk: {limit.id: limit for limit in catalog.procedure(case.procedure_id).sop.limits} for case in cases}
    for row in LimitClock.objects.filter(case__in=list(found)).order_by("due_at", "pk"):
        limit = rules[row.case_id].get(row.limit)
        if limit is not None:  # under the rules before a reclassification there may have been another
            kind = WORKING if Span.parse(limit.within).is_working_time else CALENDAR
            name = in_language(limit.name, limit.name_en)
            found[row.case_id].append(LimitState(limit.id, name, limit.law, row.due_at, row.met_at, kind))
    return {pk: sorted(clocks, key=lambda c: c.met_at is not None) for pk, clocks in found.items()}
