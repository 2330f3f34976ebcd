"""One incident as the office sees it: in words, on the map, with what the asker may do about it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from lorong.kernel.cases import queries as cases
from lorong.lib.actors import Actor
from lorong.lib.places import Spot
from lorong.portals.look.said import said
from lorong.services.complaints import checking, policies, values
from lorong.services.complaints.elsewhere import queries as elsewhere
from lorong.services.complaints.models import Incident, Photo
from lorong.services.complaints.pages import categories, land, told
from lorong.services.complaints.pages.land import Area
from lorong.services.complaints.queries import at_desk
from lorong.services.complaints.queries.at_desk import Sheet
from lorong.services.complaints.queries.stages import stage

VISIBILITIES = {
    values.Visibility.OPEN: ("eye", gettext_noop("dengan nama")),
    values.Visibility.ANONYMOUS: ("user-circle", gettext_noop("anonim")),
    values.Visibility.SECRET: ("lock", gettext_noop("rahasia")),
}


@dataclass(frozen=True)
class Sketch:
    """The piece of the city around an incident. pins: places of single reports."""

    view_box: str
    areas: tuple[tuple[Area, bool], ...]
    pin: tuple[float, float]
    pins: tuple[tuple[float, float], ...]
    radius: float


def context(actor: Actor, incident: Incident, *, at: datetime | None = None) -> dict[str, Any]:
    """What the panel and the page of an incident are given."""
    found = at_desk.sheet(incident, at=at or timezone.now())
    return {
        "sheet": found,
        "incident": incident,
        "title": categories.title(incident.category),
        "side": told.side_of(stage(incident)),
        "stage": said(stage(incident).words),
        "place": told.place_words(incident.where, incident.region),
        "promise": told.promise_words(incident.promised_from, incident.promised_until, over=bool(incident.ended)),
        "rows": [_row(one) for one in found.told],
        "near": [(one, said(one.stage.words)) for one in found.near],
        "sketch": sketch(found),
        "merged": _merged_here(found),
        "may_handle": bool(policies.may_handle(actor=actor, incident=incident)),
        "may_look_after": bool(policies.may_merge(actor=actor, incident=incident)),
        "may_open": any(policies.may_open_original(actor=actor, photo=photo) for one in found.told for photo in one.photos[:1]),
        "visit": bool(policies.may_visit(actor=actor, incident=incident)) and at_desk.job(actor, incident) is not None,
        "outside": elsewhere.about(actor, incident),
        "forged": values.FORGED,
        "reach": checking.report_of(incident.category).max_metres_off,
        "kunci": uuid.uuid4().hex,
    }


@dataclass(frozen=True)
class Clock:
    """A clock of the law that runs, as the page says it."""

    law: str
    name: str
    due_at: datetime
    late: bool


def clocks(actor: Actor, incident: Incident) -> list[Clock]:
    """The clocks of the law that run, the earliest first."""
    now = timezone.now()
    running = [one for one in cases.limits_of(cases.for_actor(actor, incident.case_number)) if one.met_at is None]
    return [Clock(one.law, one.name, one.due_at, one.due_at < now) for one in running]


def _row(one: at_desk.Told) -> dict[str, Any]:
    icon, words = VISIBILITIES[values.Visibility(one.report.visibility)]
    return {
        "one": one,
        "report": one.report,
        "icon": icon,
        "visibility": gettext(words),
        "photos": [(photo, _photo_words(photo)) for photo in one.photos],
        "other_kind": categories.title(one.report.category) if one.report.category != one.report.incident.category else "",
    }


def _photo_words(photo: Photo) -> str:
    """What is to be known of a picture besides what it shows."""
    parts = []
    if photo.taken_at is not None:
        parts.append(gettext("menurut fotonya diambil %(day)s") % {"day": told.day_words(photo.taken_at)})
    if photo.metres_off is not None and photo.metres_off > values.FORGED:
        parts.append(gettext("%(km)s km dari titik ini") % {"km": round(photo.metres_off / 1000, 1)})
    if photo.hidden:
        parts.append(gettext("disembunyikan dari umum"))
    if photo.shown_id is not None:
        parts.append(gettext("disamarkan"))
    return ", ".join(parts)


def _merged_here(found: Sheet) -> list[Incident]:
    """Incidents that were merged into this one, and can be taken out again."""
    rows = {move.came_from_id: move.came_from for move in found.moves}
    return [row for row in rows.values() if row.merged_into_id == found.incident.pk]


def sketch(found: Sheet) -> Sketch | None:
    """The map around the incident; None where no place is known or nothing is drawn."""
    drawn, place = land.land(), found.incident.place
    piece = drawn.near(found.incident.region) if drawn is not None else None
    if drawn is None or piece is None or place is None:
        return None
    near = tuple((area, area.code == found.incident.region) for area in piece.areas)
    spots: Iterator[Spot] = (one.report.place for one in found.told if one.report.place is not None)
    pins = tuple({drawn.xy(spot) for spot in spots} - {drawn.xy(place)})
    return Sketch(piece.view_box, near, drawn.xy(place), pins, piece.mark)
