"""The field officer's day: what is to be done, in the order in which one walks to it, and one job at its place."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import actions
from lorong.kernel.cases import policies as case_policies
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.errors import NoSuchOutcome
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.wording import in_language
from lorong.lib.actors import Actor
from lorong.lib.places import Spot, distance
from lorong.lib.refusals import AlreadyDone, GuardFailed
from lorong.lib.sop.schema import Outcome, Sop, Step
from lorong.lib.walking import walking_order
from lorong.portals.look.said import said
from lorong.services.complaints import checking, standing
from lorong.services.complaints.desk.forms import VisitForm
from lorong.services.complaints.models import Incident
from lorong.services.complaints.pages import categories, told
from lorong.services.complaints.queries import at_desk
from lorong.services.complaints.queries.at_desk import Job
from lorong.services.complaints.queries.stages import stage

HANDED_OVER = "handed_over"  # the kind of event
HERE = re.compile(r"(-?\d{1,2}\.\d{1,7}),(-?\d{1,3}\.\d{1,7})")


@dataclass(frozen=True)
class Stop:
    """A job on the way. metres: from the one before, or from where one is; None when one of the two places is not known."""

    job: Job
    title: str
    place: str
    metres: int | None
    late: bool
    mine: bool
    way: str
    reach: int
    done_by: str  # outcome that says it is fixed and asks nothing more; "" when there is none


@dataclass(frozen=True)
class Choice:
    """An outcome of the open step as a button. asks: it needs a reason first, on a page of its own."""

    id: str
    label: str
    asks: bool
    bad: bool
    claims: bool


def position(text: str) -> Spot | None:
    """Where one is, from the address of the page ("-5.148,119.433"), to about 100 metres: an address stays in histories. None for
    what is none."""
    found = HERE.fullmatch(text)
    if found is None:
        return None
    spot = Spot(round(float(found[1]), 3), round(float(found[2]), 3))
    return spot if abs(spot.lat) <= 90 and abs(spot.lon) <= 180 else None


def shown(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The page of one's jobs. `?dari=lat,lon`: from where; `?saya=1`: what one holds."""
    context = day(actor, mine=request.GET.get("saya") == "1", here=position(request.GET.get("dari", "")))
    return render(request, "complaints/desk/jobs.html", context)


def day(actor: Actor, *, mine: bool, here: Spot | None) -> dict[str, Any]:
    """Everything on the page of one's jobs."""
    now = timezone.now()
    found = at_desk.jobs(actor, mine=mine, at=now)
    return {
        "nav": "complaints",
        "mine": mine,
        "here": here,
        "stops": stops(found, actor, here, now),
        "form": VisitForm(auto_id=False),
    }


def stops(found: Sequence[Job], actor: Actor, here: Spot | None, now: datetime) -> list[Stop]:
    """Jobs in walking order; those without a place come last, the most urgent first."""
    placed = [job for job in found if job.incident.place is not None]
    spots = [job.incident.place for job in placed if job.incident.place is not None]
    ordered = [placed[index] for index in walking_order(spots, start=here)]
    rows, last = [], here
    for job in [*ordered, *(job for job in found if job.incident.place is None)]:
        rows.append(_stop(job, actor, last, now))
        last = job.incident.place or last
    return rows


def _stop(job: Job, actor: Actor, last: Spot | None, now: datetime) -> Stop:
    incident, place = job.incident, job.incident.place
    sop = catalog.procedure(job.item.case.procedure_id).sop
    step = sop.step(job.item.step)
    return Stop(
        job=job,
        title=categories.title(incident.category),
        place=told.place_words(incident.where, incident.region),
        metres=round(distance(*last, *place)) if last is not None and place is not None else None,
        late=job.item.due_at < now,
        mine=job.item.holder_id == actor.account_id,
        way=way_to(place),
        reach=checking.report_of(incident.category).max_metres_off,
        done_by=next((one.id for one in choices(step, sop) if one.claims and not one.asks), ""),
    )


def way_to(place: Spot | None) -> str:
    """Address of a map with the way to a place: the telephone's own, or the one that the city has set; "" without a place."""
    return settings.DIRECTIONS_URL.format(lat=round(place.lat, 6), lon=round(place.lon, 6)) if place is not None else ""


def choices(step: Step, sop: Sop) -> list[Choice]:
    """The outcomes of a step, as the SOP has them."""
    return [
        Choice(
            name,
            in_language(outcome.label, outcome.label_en),
            bool(asks(outcome) or step.checklist),
            outcome.is_refusal,
            standing.is_claim(outcome, sop),
        )
        for name, outcome in step.outcomes.items()
    ]


def asks(outcome: Outcome) -> bool:
    """Whether something must be said first: a reason, or what is missing."""
    return bool(outcome.signs or outcome.back_to or outcome.reasons or outcome.reason != "none")


def one(actor: Actor, incident: Incident, form: VisitForm | None = None) -> dict[str, Any]:
    """One job at its place: how it looked, what is to be photographed, what may be declared."""
    now = timezone.now()
    case = cases.for_actor(actor, incident.case_number)
    item = at_desk.job(actor, incident)
    sop = catalog.procedure(case.procedure_id).sop
    step = sop.step(item.step) if item is not None else None
    may = item is not None and bool(case_policies.may_advance(actor=actor, case=case, step=item.step))
    found = at_desk.sheet(incident, at=now)
    offered = choices(step, sop) if step is not None and may else []
    claims = [choice for choice in offered if choice.claims and not choice.asks]
    return {
        "nav": "complaints",
        "incident": incident,
        "sheet": found,
        "case": case,
        "item": item,
        "doing": in_language(step.title, step.title_en) if step is not None else said(stage(incident).words),
        "title": categories.title(incident.category),
        "place": told.place_words(incident.where, incident.region),
        "way": way_to(incident.place),
        "reach": checking.report_of(incident.category).max_metres_off,
        "visits": at_desk.visits_now(incident) if item is not None else found.visits,
        "choices": [choice for choice in offered if choice not in claims or not _needs_photo(incident)],
        "claim": claims[0] if claims else None,
        "late": item is not None and item.due_at < now,
        "form": form or VisitForm(initial={"kunci": uuid.uuid4().hex, "jenis": _kind(incident)}),
        "note": _note(case, item.step) if item is not None else None,
        **_holding(actor, case, item, now),
    }


def _note(case: Any, step: str) -> Any:
    """The last hand-over of this step that said something: who wrote it, when, and what; None when none did."""
    given = (event for event in reversed(cases.events(case)) if event.kind == HANDED_OVER and event.step == step)
    return next((event for event in given if event.data.get("reason")), None)


def _needs_photo(incident: Incident) -> bool:
    """Whether the picture afterwards is still missing: then it is fixed along with that picture."""
    report = checking.report_of(incident.category)
    return report.after_photo and all(v.kind != "after" or v.refused for v in at_desk.visits_now(incident))


def _kind(incident: Incident) -> str:
    """What the next picture most likely shows."""
    return "after" if any(v.kind == "before" for v in at_desk.visits_now(incident)) else "before"


def _holding(actor: Actor, case: Any, item: Any, now: datetime) -> dict[str, Any]:
    if item is None:
        return {"mine": False, "may_claim": False, "colleagues": []}
    free = item.holder_id is None and bool(case_policies.may_claim(actor=actor, case=case, step=item.step))
    hand = bool(case_policies.may_hand_over(actor=actor, case=case, step=item.step))
    return {
        "mine": item.holder_id is not None and item.holder_id == actor.account_id,
        "may_claim": free,
        "may_hand_over": hand,
        "colleagues": cases.colleagues(item, at=now) if hand else [],
        "kunci": uuid.uuid4().hex,
    }


@dataclass(frozen=True)
class Answered:
    """What the engine said to an outcome."""

    refused: bool
    words: str


def decided(actor: Actor, incident: Incident, outcome: str, key: str) -> Answered:
    """End the open step with an outcome that asks for nothing more. Raises what is no guard's no."""
    case, item = cases.for_actor(actor, incident.case_number), at_desk.job(actor, incident)
    if item is None:
        raise AlreadyDone("Langkah ini sudah diputuskan. Muat ulang halamannya.")
    try:
        actions.advance(actor=actor, case=case, step=item.step, outcome=outcome, key=key, said=Said())
    except (GuardFailed, NoSuchOutcome) as refusal:
        return Answered(True, said(refusal))
    label = catalog.procedure(case.procedure_id).sop.step(item.step).outcomes[outcome]
    return Answered(False, gettext("Tercatat: %(outcome)s.") % {"outcome": in_language(label.label, label.label_en)})
