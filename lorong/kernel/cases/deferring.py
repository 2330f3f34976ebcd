"""What leaves after commit: jobs written in the transaction of the event, in the same order. Each may run twice."""

from __future__ import annotations

from typing import Any

from lorong.kernel.cases import jobs
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.catalog.values import Published
from lorong.lib.sop import flow

SILENT = frozenset({"claimed"})
TO_OFFICERS = frozenset({"escalated", "handed_over"})


def after_event(case: Case, event: Event, published: Published, moved: flow.Moved | None) -> list[dict[str, Any]]:
    """The jobs of an event: machine steps that opened, its messages, and the wake-up of a parent that waits for its end."""
    found = []
    for step_id in sorted(moved.opened) if moved else ():
        step = published.sop.step(step_id)
        if step.is_machine:
            found.append(jobs.job(jobs.EFFECT, step=step.id, seq=event.seq))
        if step.party is not None:
            found.append(jobs.job(jobs.LINK, step=step.id, seq=event.seq))
    # Without an applicant only officers are told: its service hears of every event, and knows whom else to tell.
    if event.kind in TO_OFFICERS or (event.kind not in SILENT and not case.is_public):
        found.append(jobs.job(jobs.TELL, seq=event.seq))
    if moved is not None and moved.end and case.parent_number:
        found.append(jobs.job(jobs.WAKE_PARENT))
    return found
