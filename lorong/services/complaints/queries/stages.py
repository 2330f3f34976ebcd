"""What the public is told of an incident, from how its case stands; no step is asked by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from lorong.lib.sop.schema import ANSWERED, ARCHIVED, FIXED, NOT_OURS
from lorong.services.complaints.models import Incident
from lorong.services.complaints.standing import LAPSED, MERGED, WITHDRAWN
from lorong.services.complaints.values import Stage

ENDS: Mapping[str, Stage] = {
    FIXED: Stage.FIXED,
    ANSWERED: Stage.ANSWERED,
    ARCHIVED: Stage.ARCHIVED,
    NOT_OURS: Stage.NOT_OURS,
    WITHDRAWN: Stage.WITHDRAWN,
    LAPSED: Stage.WITHDRAWN,
    MERGED: Stage.MERGED,
}
_RUNS = Q(ended="", merged_into=None)
_ASKED = _RUNS & Q(step__startswith="?")
FILTERS: Mapping[Stage, Q] = {
    Stage.MERGED: ~Q(merged_into=None) | Q(ended=MERGED),
    Stage.WAITING_FOR_DATA: _ASKED,
    Stage.ASKED_IF_FIXED: _RUNS & Q(turn="applicant") & ~Q(step__startswith="?"),
    Stage.ELSEWHERE: _RUNS & Q(turn="outside"),
    Stage.UNCHECKED: _RUNS & Q(turn__in=["city", "none"], checked_at=None) & ~Q(step__startswith="?"),
    Stage.WORKING: _RUNS & Q(turn__in=["city", "none"], checked_at__isnull=False) & ~Q(step__startswith="?"),
    **{
        stage: Q(merged_into=None, ended__in=[end for end, of in ENDS.items() if of is stage])
        for stage in (Stage.FIXED, Stage.ANSWERED, Stage.ARCHIVED, Stage.NOT_OURS, Stage.WITHDRAWN)
    },
}


def stage(incident: Incident) -> Stage:
    """What the public is told of this incident."""
    return stage_of(
        turn=incident.turn,
        step=incident.step,
        checked_at=incident.checked_at,
        ended=incident.ended,
        merged_into_id=incident.merged_into_id,
    )


def stage_of(*, turn: str, step: str, checked_at: datetime | None, ended: str, merged_into_id: int | None) -> Stage:
    """The same from bare columns, for who reads many rows. An end of an SOP's own counts as an answer."""
    if merged_into_id is not None:
        return Stage.MERGED
    if ended:
        return ENDS.get(ended, Stage.ANSWERED)
    if step.startswith("?"):
        return Stage.WAITING_FOR_DATA
    if turn == "applicant":
        return Stage.ASKED_IF_FIXED
    if turn == "outside":
        return Stage.ELSEWHERE
    return Stage.WORKING if checked_at is not None else Stage.UNCHECKED


def in_stages(stages: Iterable[Stage]) -> Q:
    """The part of all incidents in one of these stages; everything when none is named."""
    found = Q()
    for each in stages:
        found |= FILTERS[each]
    return found
