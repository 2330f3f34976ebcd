"""Until when the law lets the city take, where too little is known to promise more."""

from __future__ import annotations

from datetime import datetime

from lorong.kernel.cases import timing
from lorong.lib.sop.schema import RESIDENTS_ROLE, Limit, Sop
from lorong.lib.span import Span


def legal_end(sop: Sop, unit: str, at: datetime) -> datetime:
    """The latest lawful moment of "we have done it" for what is told at `at`, every step before taking all its time.

    Of several clocks (UU 25/2009 art. 46-49 in calendar days, PermenPANRB 62/2018 in working days) the earliest counts; an SOP
    without any has its own promise.
    """
    finishing = _finishing(sop)
    ends = [_end(limit, sop.limits, unit, at) for limit in sop.limits if finishing & set(limit.until)]
    return min(ends) if ends else timing.span_due(Span.parse(sop.promise), unit, at)


def _finishing(sop: Sop) -> set[str]:
    """Steps of the city after which residents are asked, or that end the case."""
    asking = {step.id for step in sop.steps if step.by == RESIDENTS_ROLE}
    return {s.id for s in sop.steps if s.id not in asking and any(asking & set(o.next) for o in s.outcomes.values())}


def _end(limit: Limit, all_of_them: tuple[Limit, ...], unit: str, at: datetime) -> datetime:
    before = [other for other in all_of_them if other is not limit and set(limit.since) & set(other.until)]
    begin = min((_end(other, all_of_them, unit, at) for other in before), default=at)
    return timing.span_due(Span.parse(limit.within), unit, begin)
