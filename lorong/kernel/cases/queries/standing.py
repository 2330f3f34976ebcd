"""Where many cases stand, for lists: two questions to the database, however long the list is."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.queries.words import sentence_of_turn
from lorong.kernel.cases.values import Kind, Turn
from lorong.kernel.catalog import queries as catalog
from lorong.lib.sop import flow


def statuses(cases: Sequence[Case]) -> dict[int, str]:
    """For every case the sentence that `status` gives, by the case's id."""
    running = [c for c in cases if not c.is_done]
    items: dict[int, WorkItem] = {}
    for item in WorkItem.objects.filter(case__in=running, done_at=None).order_by("opened_seq"):
        items[item.case_id] = item
    returns = _last_returns([c for c in running if c.turn == Turn.APPLICANT])
    return {c.pk: sentence_of_turn(c, catalog.procedure(c.procedure_id), items.get(c.pk), returns.get(c.pk)) for c in cases}


def _last_returns(waiting: Sequence[Case]) -> dict[int, Event]:
    which = Q(pk__in=[])
    for case in waiting:
        which |= Q(case_id=case.pk, kind=Kind.DONE, step__in=flow.waiting_for_applicant(case.marking))
    if not waiting:
        return {}
    return {event.case_id: event for event in Event.objects.filter(which).order_by("seq")}
