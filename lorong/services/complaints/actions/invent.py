"""An invented past of complaints for a demonstration, written past no guard (`inventing/`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.actions.simulate import simulate_stories
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.actors import SISTEM, Actor
from lorong.services.complaints.inventing import rows
from lorong.services.complaints.inventing.town import METRES, Town
from lorong.services.complaints.models import Follow, Incident, Photo, Report, Round, Verdict, Visit
from lorong.services.complaints.promising import Promise, promise_from
from lorong.services.complaints.promising.history import begin_of_month, history
from lorong.services.complaints.promising.paces import paces
from lorong.services.complaints.queries.recurring import recurs

_PROMISE = """
    UPDATE complaints_incident i SET promised_from = d.first, promised_until = d.last
    FROM jsonb_to_recordset(%s::jsonb) AS d(id bigint, first timestamptz, last timestamptz) WHERE i.id = d.id
"""
# Where a place has two others of its kind near by, or one with more than one round, the rule is asked. By the index, whatever the
# planner thinks of tables that were filled a moment ago.
_OFTEN = """
    SELECT i.id FROM complaints_incident i JOIN jsonb_each_text(%s) k ON k.key = i.category, LATERAL (SELECT k.value::float AS wide) w
    WHERE i.place IS NOT NULL AND i.structural_at IS NULL AND i.merged_into_id IS NULL AND (
        SELECT sum(o.round) FROM complaints_incident o WHERE o.category = i.category AND o.merged_into_id IS NULL AND o.place IS NOT NULL
            AND lorong_kind_place(o.category, o.place) <@ box(
                lorong_kind_place(i.category, point(i.place[0] - wide, i.place[1] - wide)),
                lorong_kind_place(i.category, point(i.place[0] + wide, i.place[1] + wide)))) >= 3
"""


@action("complaints.invent", allow=policies.may_simulate)
def invent(*, actor: Actor, town: Town, first: int, count: int) -> int:
    """Write `count` invented incidents, numbered from `first` on, with their cases; gives how many reports that were."""
    with MEMORY.steady():
        plans = sorted((town.plan(number) for number in range(first, first + count)), key=lambda plan: plan.story.events[0].at)
    simulate_stories(actor=actor, world=town, stories=[plan.story for plan in plans])
    simulate_stories(actor=actor, world=town, stories=[plan.later for plan in plans if plan.later is not None])
    incidents = Incident.objects.bulk_create([rows.incident_of(plan) for plan in plans])
    pairs = list(zip(plans, incidents, strict=True))
    told = Report.objects.bulk_create([report for plan, incident in pairs for report in rows.reports_of(town, plan, incident)])
    of_incident: dict[int, list[Report]] = {}
    for report in told:
        of_incident.setdefault(report.incident_id, []).append(report)
    drawn = town.drawn
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
    """Give each round of invented incidents the promise that would have been told, from what was known when its month began; gives
    how many incidents. Rounds that are over are kept with it."""
    kinds = {published.slug: published for published in catalog.current(public=True)}
    waiting = Incident.objects.filter(promised_until=None, category__in=kinds)
    told = _Told(now, kinds)
    Round.objects.bulk_create(_first_round(incident, told) for incident in waiting.filter(round__gt=1))
    told, changed = _Told(now, kinds), []
    for incident in waiting.iterator():
        promise = told.of(incident, incident.unit, incident.begun_at or incident.opened_at, again=incident.round > 1)
        changed.append({"id": incident.pk, "first": promise.first.isoformat(), "last": promise.last.isoformat()})
    with connection.cursor() as cursor:
        cursor.execute(_PROMISE, [json.dumps(changed)])
    return len(changed)


@action("complaints.invent_recurrences", allow=policies.may_simulate)
def invent_recurrences(*, actor: Actor) -> int:
    """Mark what was the third time at its place within a year, by the same rule as the product; gives how many."""
    wide = {p.slug: p.sop.report.near * 1.2 / METRES for p in catalog.current(public=True) if p.sop.report is not None}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(_OFTEN, [json.dumps(wide)])
        often = [pk for (pk,) in cursor.fetchall()]
    found = [incident for incident in Incident.objects.filter(pk__in=often).iterator() if recurs(incident)]
    for incident in found:
        incident.structural_at = incident.begun_at or incident.opened_at
    Incident.objects.bulk_update(found, ["structural_at"], batch_size=500)
    return len(found)


class _Told:
    """What would have been told when, from what was known at the beginning of each month."""

    def __init__(self, now: datetime, kinds: Mapping[str, Published]) -> None:
        past = history(now)
        self.kinds = kinds
        self.known = {begin: paces(past, begin) for begin in {begin_of_month(incident.begun) for incident in past}}

    def of(self, incident: Incident, unit: str, at: datetime, *, again: bool = False) -> Promise:
        known = self.known.get(begin_of_month(at), {})
        with MEMORY.steady():
            return promise_from(known, self.kinds[incident.category], unit=unit, region=incident.region, at=at, again=again)


def _first_round(incident: Incident, told: _Told) -> Round:
    case = cases.for_actor(SISTEM, incident.code)
    assert case.ended_at is not None, "a second round begins after the first"
    promise = told.of(incident, case.unit_id, incident.opened_at)
    return Round(
        incident=incident, number=1, case_number=case.number, unit=case.unit_id, begun_at=incident.opened_at,
        promised_from=promise.first, promised_until=promise.last, ended=case.ended, ended_at=case.ended_at,
    )  # fmt: skip
