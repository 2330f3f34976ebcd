"""Nobody who told of it has answered whether it is fixed: neighbours are asked. And: the third time at one place."""

from __future__ import annotations

import random
from datetime import datetime

from lorong.kernel.audit.action import action
from lorong.kernel.cases import queries as cases
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.sop.schema import FIXED
from lorong.services.complaints import jobs, policies, standing, values
from lorong.services.complaints.models import AreaFollow, Asked, Follow, Incident, Report
from lorong.services.complaints.queries.recurring import flagged_around, recurs
from lorong.services.complaints.queries.stages import stage
from lorong.services.complaints.values import Stage


@action("complaint.ask_neighbours", allow=policies.may_work_for_all, lock="incident")
def ask_neighbours(*, actor: Actor, incident: Incident, at: datetime) -> list[Asked]:
    """Choose up to three neighbours by lot and ask them; once for each claim. Nobody is asked when it is not so any more."""
    if not _waits_for_a_verdict(incident) or incident.moved_at > at - values.SILENCE:
        return []
    if Asked.objects.filter(incident=incident, claim=incident.questions).exists():
        return []
    around = sorted(_neighbours_of(incident))
    lot = random.Random(f"{incident.code}:{incident.questions}")  # noqa: S311  # a lot that can be drawn again, and by nobody's favour
    chosen = lot.sample(around, min(values.NEIGHBOURS, len(around)))
    rows = [Asked(incident=incident, claim=incident.questions, account_id=account, at=at) for account in sorted(chosen)]
    for row in rows:
        row.save(force_insert=True)
        jobs.defer_asked(row.pk)
    return rows


def _waits_for_a_verdict(incident: Incident) -> bool:
    # An explanation ("cannot be done") is for who asked; whether a lamp burns, a neighbour sees.
    if stage(incident) is not Stage.ASKED_IF_FIXED:
        return False
    case = cases.for_actor(SISTEM, incident.case_number)
    step = catalog.procedure(case.procedure_id).sop.step(incident.step)
    return standing.agreeing(step)[1].end == FIXED


def _neighbours_of(incident: Incident) -> set[int]:
    """Accounts of people who care about this place: who follows the incident or its kelurahan, or told of anything there."""
    mine = set(incident.reports.exclude(account=None).values_list("account_id", flat=True))
    follows = Follow.objects.filter(incident=incident, account__is_active=True).values_list("account_id", flat=True)
    areas = AreaFollow.objects.filter(region=incident.region, account__is_active=True).values_list("account_id", flat=True)
    told = Report.objects.filter(incident__region=incident.region, withdrawn_at=None, account__is_active=True)
    some = told.order_by("-id").values_list("account_id", flat=True)[:200]
    return {pk for pk in (*follows, *areas, *some) if pk is not None} - mine


@action("complaint.note_recurrence", allow=policies.may_work_for_all, lock="incident")
def note_recurrence(*, actor: Actor, incident: Incident, at: datetime) -> bool:
    """Mark an incident as a structural problem when it is the third time at this place within a year, or take the mark away when
    that is so no longer: another one was taken back, merged or put away. Gives whether it is marked."""
    structural = recurs(incident)
    if structural != (incident.structural_at is not None):
        incident.structural_at = at if structural else None
        incident.save(update_fields=["structural_at"])
    return structural


def note_all_recurrences(*, at: datetime) -> int:
    """Look again at everything that is marked, each by itself; gives how many marks were taken away."""
    marked = Incident.objects.exclude(structural_at=None).filter(moved_at__gt=at - values.RECURRENCE)
    wrong = [incident for incident in marked.iterator() if not recurs(incident)]
    for incident in wrong:
        note_recurrence(actor=SISTEM, incident=incident, at=at)
    return len(wrong)


def note_around(*, incident: Incident, at: datetime) -> None:
    """Something is no time any more, or again one: its own mark and those near by are looked at again."""
    for other in (incident, *flagged_around(incident)):
        if recurs(other) != (other.structural_at is not None):
            note_recurrence(actor=SISTEM, incident=other, at=at)
