"""A line in the history of a case that moves nothing: what was heard of it elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies, recording
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import Actor

LONGEST = 1000


@action("case.note", allow=policies.may_sweep, lock="case")
def note(*, actor: Actor, case: Case, text: str, key: str, at: datetime | None = None) -> Event:
    """Write `text` into the history, once per `key`. Whose turn it is, and every clock, stay as they are."""
    first = recording.already(case, key)
    if first is not None:
        return first
    return recording.record(
        actor=actor,
        case=case,
        published=catalog.procedure(case.procedure_id),
        kind=Kind.NOTED,
        key=key,
        at=at or timezone.now(),
        data={"text": text[:LONGEST]},
    )
