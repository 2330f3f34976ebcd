"""What is due by the retention schedule, and doing it. An extra room: the command and the nightly job do the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

from lorong.kernel.cases.actions import retention
from lorong.kernel.cases.queries.due import old_cases, old_drafts
from lorong.kernel.city import queries as city
from lorong.kernel.people import actions as people
from lorong.kernel.people.models import Session
from lorong.lib.actors import SISTEM
from lorong.lib.retention import Rule, What, cutoff


def due_before(rule: Rule, now: datetime) -> datetime | None:
    """The beginning of the city's day before which a rule says it is time; None while the rule does not hold yet."""
    zone = ZoneInfo(city.this_city().zone)
    day = cutoff(rule, now.astimezone(zone).date())
    return datetime.combine(day, time(), zone) if day else None


def due(rule: Rule, before: datetime) -> int | str:
    """How many are due; a word where counting says nothing."""
    return _DUE[rule.what](before)


def do(rule: Rule, before: datetime) -> int:
    """Delete or close them, in portions; gives how many that were."""
    return _DO[rule.what](rule, before)


def _all(act: Callable[[], int]) -> int:
    total = 0
    while done := act():
        total += done
    return total


def _restrict(rule: Rule, before: datetime) -> int:
    because = f"Selesai lebih dari {rule.keep} yang lalu"
    act = retention.restrict_cases
    return _all(lambda: act(actor=SISTEM, before=before, because=because, law=rule.law, at=timezone.now()))


def _tries(_rule: Rule, before: datetime) -> int:
    now = timezone.now()
    gone: int = people.sweep(actor=SISTEM, at=now, kept=now - before)
    return gone


_DUE: dict[What, Callable[[datetime], int | str]] = {
    What.DRAFTS: lambda before: old_drafts(before).count(),
    What.SESSIONS: lambda before: Session.objects.filter(expire_date__lt=before).count(),
    What.TRIES: lambda before: "yang lama",
    What.CASES: lambda before: old_cases(before).count(),
}
_DO: dict[What, Callable[[Rule, datetime], int]] = {
    What.DRAFTS: lambda rule, before: _all(lambda: retention.expire_drafts(actor=SISTEM, before=before)),
    What.SESSIONS: lambda rule, before: people.end_sessions(actor=SISTEM, before=before),
    What.TRIES: _tries,
    What.CASES: _restrict,
}
