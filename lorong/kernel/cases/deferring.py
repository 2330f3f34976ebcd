"""What leaves after commit: jobs deferred in the transaction of the event. Each may run twice."""

from __future__ import annotations

from lorong.kernel.cases import jobs
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.catalog.values import Published
from lorong.lib.sop import flow

SILENT = frozenset({"claimed"})


def after_event(case: Case, event: Event, published: Published, moved: flow.Moved | None) -> None:
    """Defer the machine steps that opened, the messages of this event, and the wake-up of a waiting parent case."""
    for step_id in sorted(moved.opened) if moved else ():
        step = published.sop.step(step_id)
        if step.is_machine:
            jobs.defer_effect(case.pk, step.id, event.seq)
        if step.party is not None:
            jobs.defer_link(case.pk, step.id, event.seq)
    if event.kind not in SILENT:
        jobs.defer_tell(case.pk, event.seq)
    if case.is_done and case.parent_number:
        jobs.defer_wake_parent(case.pk)
