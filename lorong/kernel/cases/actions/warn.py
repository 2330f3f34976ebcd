"""The clocks of the law warn: the earliest one before its time is over, and each when it is; every warning once."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies, recording
from lorong.kernel.cases.models import Case, LimitClock
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.sop.schema import HEAD_ROLE

BATCH = 200


def sweep_limits(*, at: datetime | None = None) -> int:
    """Warn of every clock whose moment has come, one short transaction each; gives how many warnings were written."""
    moment = at or timezone.now()
    told, after = 0, (datetime.min.replace(tzinfo=UTC), 0)
    while due := _due(moment, after):
        for pk, case_id, alarm_at in due:
            after = (alarm_at, pk)
            told += bool(warn(actor=SISTEM, case=Case(pk=case_id), clock_id=pk, at=moment))
    return told


def _due(moment: datetime, after: tuple[datetime, int]) -> list[tuple[int, int, datetime]]:
    rows = LimitClock.objects.filter(met_at=None, alarm_at__lte=moment, alarm_at__gte=after[0])
    rows = rows.exclude(alarm_at=after[0], pk__lte=after[1]).order_by("alarm_at", "pk")
    return [(pk, case, at) for pk, case, at in rows.values_list("pk", "case_id", "alarm_at")[:BATCH] if at is not None]


@action("case.warn", allow=policies.may_sweep, lock="case")
def warn(*, actor: Actor, case: Case, clock_id: int, at: datetime) -> bool:
    """Tell the head of the unit that a clock of the law is nearly or wholly run out; False when there is nothing to tell."""
    running = list(LimitClock.objects.filter(case=case, met_at=None).order_by("due_at", "pk"))
    clock = next((one for one in running if one.pk == clock_id), None)
    if clock is None or clock.alarm_at is None or clock.alarm_at > at:
        return False
    passed = at >= clock.due_at
    clock.alarm_at = None if passed else clock.due_at
    clock.save(update_fields=["alarm_at"])
    key = f"limit:{clock.limit}:{'passed' if passed else 'near'}:{clock.due_at:%y%m%d%H%M}"
    if recording.already(case, key) is not None or not (passed or clock is running[0]):
        return False
    published = catalog.procedure(case.procedure_id)
    limit = next(one for one in published.sop.limits if one.id == clock.limit)
    data = {
        "to": HEAD_ROLE, "limit": limit.id, "law": limit.law, "name": limit.name, "due_at": clock.due_at.isoformat(), "passed": passed,
    }  # fmt: skip
    recording.record(actor=actor, case=case, published=published, kind=Kind.ESCALATED, key=key, at=at, data=data)
    return True
