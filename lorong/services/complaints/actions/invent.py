"""An invented past of complaints for a demonstration, written past no guard (`inventing/`)."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies
from lorong.kernel.cases.actions.simulate import simulate_stories
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.actors import Actor
from lorong.services.complaints.inventing import rows
from lorong.services.complaints.inventing.pictures import Drawn
from lorong.services.complaints.inventing.town import Town
from lorong.services.complaints.models import Follow, Incident, Photo, Report, Verdict, Visit
from lorong.services.complaints.promising import promise_from
from lorong.services.complaints.promising.history import begin_of_month, history
from lorong.services.complaints.promising.paces import paces

_PROMISE = """
    UPDATE complaints_incident i SET promised_from = d.first, promised_until = d.last
    FROM jsonb_to_recordset(%s::jsonb) AS d(id bigint, first timestamptz, last timestamptz) WHERE i.id = d.id
"""


@action("complaints.invent", allow=policies.may_simulate)
def invent(*, actor: Actor, town: Town, first: int, count: int) -> int:
    """Write `count` invented incidents, numbered from `first` on, with their cases; gives how many reports that were."""
    with MEMORY.steady():
        plans = sorted((town.plan(number) for number in range(first, first + count)), key=lambda plan: plan.story.events[0].at)
    simulate_stories(actor=actor, world=town, stories=[plan.story for plan in plans])
    incidents = Incident.objects.bulk_create([rows.incident_of(plan) for plan in plans])
    pairs = list(zip(plans, incidents, strict=True))
    told = Report.objects.bulk_create([report for plan, incident in pairs for report in rows.reports_of(town, plan, incident)])
    of_incident: dict[int, list[Report]] = {}
    for report in told:
        of_incident.setdefault(report.incident_id, []).append(report)
    drawn = Drawn()
    photos = [photo for plan, incident in pairs for photo in rows.photos_of(plan, of_incident[incident.pk], drawn)]
    Photo.objects.bulk_create(photos)
    Follow.objects.bulk_create([follow for plan, incident in pairs for follow in rows.follows_of(town, plan, incident)])
    Verdict.objects.bulk_create(
        [v for plan, incident in pairs for v in rows.verdicts_of(plan, incident, of_incident[incident.pk])]
    )
    Visit.objects.bulk_create([visit for plan, incident in pairs for visit in rows.visits_of(town, plan, incident, drawn)])
    return len(told)


@action("complaints.invent_promises", allow=policies.may_simulate)
def invent_promises(*, actor: Actor, now: datetime) -> int:
    """Give invented incidents the promise that would have been told, from what was known when their month began; gives how many."""
    past = history(now)
    begins = sorted({begin_of_month(incident.begun) for incident in past})
    known = {begin: paces(past, begin) for begin in begins}
    kinds = {published.slug: published for published in catalog.current(public=True)}
    changed = []
    with MEMORY.steady():
        for incident in Incident.objects.filter(promised_until=None, category__in=kinds).iterator():
            month = known.get(begin_of_month(incident.opened_at), {})
            told = promise_from(
                month, kinds[incident.category], unit=incident.unit, region=incident.region, at=incident.opened_at
            )  # fmt: skip
            changed.append({"id": incident.pk, "first": told.first.isoformat(), "last": told.last.isoformat()})
    with connection.cursor() as cursor:
        cursor.execute(_PROMISE, [json.dumps(changed)])
    return len(changed)
