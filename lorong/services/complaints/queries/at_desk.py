"""What officers see of an incident: everything that was told of it and done about it, but never who told it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from lorong.kernel.cases import queries as cases
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.lib.places import Spot
from lorong.lib.refusals import NotAllowed
from lorong.services.complaints import checking, policies, routing, values
from lorong.services.complaints.errors import not_here
from lorong.services.complaints.models import Incident, Joining, Line, Moderation, Photo, Report, Verdict, Visit
from lorong.services.complaints.queries.near import is_far
from lorong.services.complaints.queries.recurring import Time, recurrence
from lorong.services.complaints.queries.stages import stage
from lorong.services.complaints.values import Stage

MOST = 100  # reports on one page
A_RECEIPT = timedelta(days=1)
WHO = ("name", "phone", "phone_index")  # of a report; opened by `actions.reveal` alone, which is on record


@dataclass(frozen=True, slots=True)
class Told:
    """One report on the desk. metres: from the incident's place. forged: a photo says that it was taken far away from there."""

    report: Report
    photos: tuple[Photo, ...]
    lines: tuple[Line, ...]
    metres: int | None

    @property
    def text(self) -> str:
        """What was told, also in secret: the office reads it, the public does not."""
        return self.report.secret_text or self.report.text

    @property
    def may_be_named(self) -> bool:
        """Whether it may be asked who told it."""
        return self.report.visibility != values.Visibility.ANONYMOUS and self.report.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open incident of the category near by: perhaps the same thing."""

    code: str
    metres: int
    opened_at: datetime
    reporters: int
    stage: Stage
    where: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything about one incident. apart: metres between the two places told that lie furthest from each other."""

    incident: Incident
    told: tuple[Told, ...]
    more: int  # reports that are not shown
    apart: int | None
    visits: tuple[Visit, ...]
    verdicts: tuple[Verdict, ...]
    near: tuple[Candidate, ...]
    times: Sequence[Time]  # evidence of a structural problem
    party: str  # name of the outside party that has such a thing
    moves: tuple[Joining, ...]
    hidings: tuple[Moderation, ...]


def incident_at_desk(actor: Actor, code: str) -> Incident:
    """The incident with this code, for officers who may see its case, and oversight. Raises NotFound, and NotAllowed for who
    told of it themself."""
    row = Incident.objects.select_related("merged_into").filter(code=code).first()
    if row is None or not actor.is_officer:
        raise not_here()
    cases.for_actor(actor, row.case_number)
    if _told_by(actor, [row]):
        raise NotAllowed("Anda sendiri yang melaporkan ini (benturan kepentingan, UU 30/2014). Bacalah di halaman Laporan saya.")
    return row


def for_officer(actor: Actor, case_number: str) -> Incident | None:
    """The incident of a case on the officer's desk; None when they told of it themself, or it has none yet."""
    row = Incident.objects.filter(case_number=case_number).first()
    return None if row is None or _told_by(actor, [row]) else row


def _told_by(actor: Actor, incidents: Sequence[Incident]) -> set[int]:
    """Ids of those incidents of which the actor told, as a resident."""
    if actor.account_id is None:
        return set()
    rows = Report.objects.filter(incident__in=incidents, account_id=actor.account_id)
    return set(rows.values_list("incident_id", flat=True))


def sheet(incident: Incident, *, at: datetime) -> Sheet:
    """Everything that the office needs about an incident; the asker was looked at before (`incident_at_desk`)."""
    rows = incident.reports.defer(*WHO).order_by("id")
    reports = list(rows[:MOST])
    spots = [row.place for row in reports if row.place is not None]
    visits = incident.visits.order_by("at", "id")
    moves = Joining.objects.filter(report__in=reports).select_related("report", "came_from", "went_to").order_by("id")
    return Sheet(
        incident=incident,
        told=tuple(_told(incident, reports)),
        more=max(0, rows.count() - MOST),
        apart=max((is_far(one, other) or 0 for one in spots for other in spots), default=None) if len(spots) > 1 else None,
        visits=tuple(visits),
        verdicts=tuple(incident.verdicts.prefetch_related("photos").order_by("id")),
        near=tuple(candidates(incident, at=at)),
        times=found.times if (found := recurrence(incident)) is not None else (),
        party=party_name(incident),
        moves=tuple(moves),
        hidings=tuple(incident.moderations.select_related("report", "photo").order_by("id")),
    )


def _told(incident: Incident, reports: Sequence[Report]) -> list[Told]:
    photos: dict[int, list[Photo]] = {}
    for photo in Photo.objects.filter(report__in=reports).order_by("report_id", "ordinal"):
        photos.setdefault(photo.report_id, []).append(photo)
    lines: dict[int, list[Line]] = {}
    for line in Line.objects.filter(report__in=reports).order_by("report_id", "id"):
        lines.setdefault(line.report_id, []).append(line)
    return [
        Told(row, tuple(photos.get(row.pk, ())), tuple(lines.get(row.pk, ())), is_far(incident.place, row.place))
        for row in reports
    ]


# Of the same kind, open, within three times what counts as near: a pin is set by hand.
_NEAR = """
    SELECT id FROM complaints_incident
    WHERE lorong_kind_place(category, place) <@ box(
            lorong_kind_place(%(category)s, point(%(west)s, %(south)s)), lorong_kind_place(%(category)s, point(%(east)s, %(north)s)))
        AND category = %(category)s AND place IS NOT NULL AND merged_into_id IS NULL AND ended = '' AND id <> %(id)s
    ORDER BY place <-> point(%(lon)s, %(lat)s), id LIMIT %(limit)s"""
REACH = 3
METRES_A_DEGREE = 111_195.0


def candidates(incident: Incident, *, at: datetime, limit: int = 6) -> list[Candidate]:
    """Open incidents of the category near by, whether public or not, the nearest first."""
    place = incident.place
    if place is None or incident.ended:
        return []
    metres = checking.report_of(incident.category).near * REACH
    asked = {"category": incident.category, "id": incident.pk, "lat": place.lat, "lon": place.lon, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, asked | _box(place, metres))
        rows = Incident.objects.in_bulk([pk for (pk,) in cursor.fetchall()])
    found = [(is_far(place, row.place) or 0, row) for row in rows.values()]
    return [candidate(row, place) for far, row in sorted(found, key=lambda pair: (pair[0], pair[1].pk)) if far <= metres]


def candidate(row: Incident, place: Spot | None) -> Candidate:
    """An incident as one that could be merged with what lies at `place`."""
    return Candidate(row.code, is_far(place, row.place) or 0, row.opened_at, row.reporters, stage(row), row.where)


def _box(place: Spot, metres: int) -> dict[str, float]:
    high = metres / METRES_A_DEGREE
    wide = high * 1.2  # the archipelago lies within eleven degrees of the equator
    return {"west": place.lon - wide, "east": place.lon + wide, "south": place.lat - high, "north": place.lat + high}


def party_name(incident: Incident) -> str:
    """Name of the outside party that has such a thing here; "" when the city knows none."""
    published = catalog.current_by_slug(incident.category, hidden=True, public=True)
    if published is None:
        return ""
    party = routing.party_for(published, incident.region, {})
    return str(routing.parties()[party].get("name", party)) if party else ""


def by_words(actor: Actor, words: str, *, besides: Incident) -> list[Incident]:
    """Open incidents of one category whose code, or the number of one of whose reports, begins with `words`, that the actor may see."""
    typed = words.strip().upper()[:40]
    if len(typed) < 4:
        return []
    told = Report.objects.filter(number__startswith=typed).values("incident_id")
    rows = Incident.objects.filter(ended="", merged_into=None).exclude(pk=besides.pk)
    found = [*rows.filter(code__startswith=typed)[:10], *rows.filter(pk__in=told[:10])]
    unique = {row.pk: row for row in found}
    seen = set(
        cases.visible_to(actor).filter(number__in=[r.case_number for r in unique.values()]).values_list("number", flat=True)
    )
    return [row for row in unique.values() if row.case_number in seen]


def report_at_desk(actor: Actor, number: str) -> Report:
    """The report with this number, for an officer who may see its incident. Raises NotFound, NotAllowed."""
    row = Report.objects.select_related("incident").filter(number=number).first()
    if row is None:
        raise not_here()
    incident_at_desk(actor, row.incident.code)
    return row


def photo_at_desk(actor: Actor, pk: int) -> Photo:
    """A picture of a report, likewise."""
    row = Photo.objects.select_related("report__incident").filter(pk=pk).first()
    if row is None:
        raise not_here()
    incident_at_desk(actor, row.report.incident.code)
    return row


def visit_at_desk(actor: Actor, pk: int) -> Visit:
    """A picture of an officer's visit, likewise."""
    row = Visit.objects.select_related("incident").filter(pk=pk).first()
    if row is None:
        raise not_here()
    incident_at_desk(actor, row.incident.code)
    return row


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a reporter at the counter takes home. name: "" for nobody's. unit: who has it. proved: news goes to their phone."""

    report: Report
    name: str
    unit: str
    proved: bool

    @property
    def text(self) -> str:
        """What was told, as it was written down."""
        return self.report.secret_text or self.report.text


def counter_receipt(actor: Actor, number: str) -> Receipt:
    """What this officer wrote down at the counter within a day. Raises NotFound: later, and for others, it is the reporter's alone."""
    since = timezone.now() - A_RECEIPT
    rows = Report.objects.select_related("incident").filter(number=number, received_at__gte=since, channel="counter")
    row = rows.filter(by_officer_id=actor.account_id or 0).first()
    if row is None:
        raise not_here()
    return Receipt(row, row.name or "", city.unit(row.incident.unit).name, row.phone_index is not None)


# ---- the field officer's day


A_DAY = 60  # jobs on one page: nobody does more in a day


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done at a place: the open step, its incident, a picture of how it looks."""

    item: Any
    incident: Incident
    photo: int | None
    before: int
    after: int


def jobs(actor: Actor, *, mine: bool, at: datetime) -> list[Job]:
    """Open work of field officers that the actor may take or holds, the most urgent first, at most `A_DAY`.

    mine: only what the actor has taken. before, after: pictures from the present round of work.
    """
    page = cases.inbox(actor, now=at, only="saya" if mine else "semua", size=A_DAY, role=policies.FIELD, service=checking.SERVICE)
    items = {item.case.number: item for item in page.rows}
    rows = Incident.objects.filter(case_number__in=items)
    own = _told_by(actor, list(rows))
    found = {row.case_number: row for row in rows if row.pk not in own}
    photos = _first_photos([row.pk for row in found.values()])
    visits = _visits_of(list(found.values()))
    return [
        Job(items[number], found[number], photos.get(found[number].pk), *visits.get(found[number].pk, (0, 0)))
        for number in items
        if number in found
    ]


def job(actor: Actor, incident: Incident) -> Any:
    """The open step of a field officer in this incident, whoever holds it; None when there is none."""
    items = cases.open_items(cases.for_actor(actor, incident.case_number))
    return next((item for item in items if item.role == policies.FIELD), None)


def visits_now(incident: Incident) -> list[Visit]:
    """Pictures from the present round of work, since the last claim that it is fixed, oldest first."""
    return list(incident.visits.filter(round=incident.round, claim=incident.claims).order_by("at", "id"))


def _first_photos(incidents: Sequence[int]) -> dict[int, int]:
    rows = Photo.objects.filter(report__incident__in=incidents, report__withdrawn_at=None, small__isnull=False, hidden=False)
    first = rows.order_by("report__incident_id", "report_id", "ordinal").distinct("report__incident_id")
    return dict(first.values_list("report__incident_id", "id"))


def _visits_of(incidents: Sequence[Incident]) -> dict[int, tuple[int, int]]:
    counts: dict[int, tuple[int, int]] = {}
    now = {(row.pk, row.round, row.claims) for row in incidents}
    rows = Visit.objects.filter(incident__in=incidents, refused="").values_list("incident_id", "round", "claim", "kind")
    for pk, turn, claim, kind in rows:
        if (pk, turn, claim) in now:
            before, after = counts.get(pk, (0, 0))
            counts[pk] = (before + 1, after) if kind == "before" else (before, after + 1)
    return counts
