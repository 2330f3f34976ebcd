"""Incidents as everybody may know them, in the words of the standard: three questions to the database, however many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from lorong.kernel.city import queries as city
from lorong.lib.paging import Page, cut
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound
from lorong.portals.look.said import said
from lorong.services.complaints import queries as room
from lorong.services.complaints.models import Incident, Photo
from lorong.services.complaints.open311.asking import Wanted
from lorong.services.complaints.open311.values import ServiceRequest, Status, moment
from lorong.services.complaints.open311.writing import Listing
from lorong.services.complaints.queries.public import NEWEST, Listed, showable

LARGE = "besar"
Extensions = dict[str, Any]


def page(wanted: Wanted) -> Page[ServiceRequest]:
    """The newest first. `after` of the page leads to the next one, however many stand before it."""
    rows = NEWEST.after(_narrowed(wanted), wanted.after)
    first = 0 if wanted.after else (wanted.page - 1) * wanted.size
    found = cut(list(rows[first : first + wanted.size + 1]), wanted.size, wanted.after, NEWEST.of)
    return Page(_told(found.rows, extended=wanted.extended), found.after, found.is_first)


def one(code: str, *, extended: bool = False) -> ServiceRequest:
    """One incident, by its number. Raises NotFound for one that is not there and for one that not everybody may see, alike."""
    found = list(_narrowed(Wanted(ids=(code,))))
    if not found:
        raise NotFound(
            phrase("service_request_id itu tidak ada, atau tidak terbuka untuk umum. Lihat lagi nomornya."),
            field="service_request_id",
        )
    return _told(found, extended=extended, updates=extended)[0]


def _narrowed(wanted: Wanted) -> QuerySet[Incident]:
    found = Incident.objects.filter(in_public=True)
    if wanted.ids:
        return found.filter(code__in=[one.replace("\0", "") for one in wanted.ids])
    found = found.filter(opened_at__gte=wanted.since, opened_at__lte=wanted.until)
    if wanted.codes:
        found = found.filter(category__in=[one.replace("\0", "") for one in wanted.codes])
    if len(wanted.statuses) == 1:
        found = found.filter(ended="") if Status.OPEN in wanted.statuses else found.exclude(ended="")
    return found


def _told(incidents: Sequence[Incident], *, extended: bool, updates: bool = False) -> list[ServiceRequest]:
    more: list[Extensions | None] = [None] * len(incidents)
    if extended:
        photos = _pictures(incidents)
        more = [_extensions(one, photos.get(one.pk, []), updates=updates) for one in incidents]
    return [request_of(row, extra) for row, extra in zip(room.rows_of(incidents), more, strict=True)]


def request_of(row: Listed, extended: Extensions | None = None) -> ServiceRequest:
    """A row of the public list in the words of the standard."""
    return ServiceRequest(
        id=row.code,
        status=Status.CLOSED if row.ended_at else Status.OPEN,
        status_notes=said(row.stage.sentence),
        service_name=said(row.title),
        service_code=row.category,
        description=row.text,
        agency_responsible=row.unit,
        service_notice="",
        requested=city.local(row.opened_at),
        updated=city.local(row.ended_at or row.moved_at),
        expected=city.local(row.promised_until) if row.promised_until else None,
        address=", ".join(part for part in (row.where, city.village_words(row.region)) if part),
        address_id=row.region,
        lat=row.spot.lat if row.spot else None,
        long=row.spot.lon if row.spot else None,
        media_url=_picture(row.photo) if row.photo else "",
        extended=extended,
    )


def _extensions(incident: Incident, photos: Iterable[int], *, updates: bool) -> Extensions:
    into = incident.merged_into
    told: Extensions = {
        "page": settings.PUBLIC_URL + reverse("complaints:incident", args=[incident.code]),
        "stage": str(room.stage(incident)),
        "reporters": incident.reporters,
        "followers": incident.followers,
        "round": incident.round,
        "claims": incident.claims,
        "contradicted": incident.contradicted,
        "structural": incident.structural_at is not None,
        "merged_into": into.code if into is not None and into.in_public else "",
        "media": Listing("media", "media_url", [_picture(one) for one in photos]),
    }
    return {**told, "updates": _updates(incident.code)} if updates else told


def _updates(code: str) -> Listing:
    lines = room.public_page(code).timeline
    told = [{"datetime": moment(city.local(line.at)), "description": said(line.what), "by": line.who} for line in lines]
    return Listing("updates", "update", told)


def _pictures(incidents: Sequence[Incident]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = showable(Photo.objects.filter(report__incident__in=[one.pk for one in incidents]))
    for incident, photo in rows.order_by("report_id", "ordinal").values_list("report__incident_id", "pk"):
        found.setdefault(incident, []).append(photo)
    return found


def _picture(photo: int) -> str:
    return settings.PUBLIC_URL + reverse("complaints:photo", args=[photo, LARGE])
