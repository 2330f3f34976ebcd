"""Reads of the room as shapes. An extra room, so that views stay short."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.lib.paging import Page
from lorong.portals.look.said import said
from lorong.services.complaints import values
from lorong.services.complaints.open311 import catalogue
from lorong.services.complaints.pages.told import photo_url, visit_url
from lorong.services.complaints.queries import Listed, Mine, OwnReport


def page(found: Page[Any], items: Iterable[Any]) -> dict[str, Any]:
    """A page of a list; `next` is null at the end."""
    return {"items": list(items), "next": found.after or None}


def category(published: Published, group: str) -> dict[str, Any]:
    """A kind, without its questions."""
    told, report = catalogue.told(published, group), published.sop.report
    assert report is not None, "what is told says how"
    return {
        "slug": told.code,
        "title": told.name,
        "summary": told.description,
        "group": group,
        "photo": report.photo,
        "in_public": report.in_public,
        "keywords": list(told.keywords),
    }


def questions(published: Published) -> list[dict[str, Any]]:
    """What is asked beside place and words."""
    return [
        {
            "code": one.code,
            "datatype": str(one.datatype),
            "required": one.required,
            "description": one.description,
            "how": one.how,
            "values": [{"key": key, "name": name} for key, name in one.options],
        }
        for one in catalogue.questions(published)
    ]


def near(found: values.Near) -> dict[str, Any]:
    """One near by."""
    return {
        "code": found.code,
        "metres": found.metres,
        "opened_at": city.local(found.opened_at),
        "reporters": found.reporters,
        "stage": found.stage,
        "photo": _picture(found.photo),
    }


def brief(row: Listed) -> dict[str, Any]:
    """A line of the public list."""
    return {**_public(row), "photo": _picture(row.photo)}


def complaint(row: values.PublicPage) -> dict[str, Any]:
    """The public page of one."""
    photos = [_shown(shot) for shot in row.photos]
    visits = [
        {"url": settings.PUBLIC_URL + visit_url(v.id, full=True), "at": city.local(v.at), "kind": v.kind} for v in row.visits
    ]
    return {
        **_public(row),
        "photo": photos[0]["url"] if photos else None,
        "promised_from": _local(row.promised_from),
        "followers": row.followers,
        "contradicted": row.contradicted,
        "round": row.round,
        "structural": row.structural_at is not None,
        "merged_into": row.merged_into or None,
        "timeline": _timeline(row.timeline),
        "photos": photos + visits,
    }


def report_brief(row: Mine) -> dict[str, Any]:
    """A line of one's own list."""
    return {
        "number": row.number,
        "code": row.code,
        "category": row.category,
        "title": said(row.title),
        "stage": row.stage,
        "received_at": city.local(row.received_at),
        "withdrawn": row.withdrawn_at is not None,
        "unread": row.unread,
        "may_judge": row.may_judge,
    }


def report(row: OwnReport) -> dict[str, Any]:
    """One's own report with its thread."""
    return {
        "number": row.number,
        "code": row.code,
        "category": row.category,
        "title": said(row.title),
        "stage": row.stage,
        "stage_words": said(row.stage.sentence),
        "unit": row.unit,
        "visibility": row.visibility,
        "text": row.text,
        "received_at": city.local(row.received_at),
        "withdrawn": row.withdrawn_at is not None,
        "promised_until": _local(row.promised_until),
        "asked": row.asked or None,
        "may_judge": row.may_judge,
        "may_reopen": row.may_reopen,
        "may_withdraw": row.may_withdraw,
        "pending": row.pending,
        "refused": [said(sentence) for sentence in row.refused],
        "timeline": _timeline(row.timeline),
        "lines": [line(one) for one in row.lines],
        "photos": [_shown(shot) for shot in row.photos],
    }


def line(row: Any) -> dict[str, Any]:
    """A line of the thread."""
    return {"at": city.local(row.at), "side": row.side, "author": row.author, "text": row.body}


def _public(row: Listed | values.PublicPage) -> dict[str, Any]:
    return {
        "code": row.code,
        "category": row.category,
        "title": said(row.title),
        "stage": row.stage,
        "stage_words": said(row.stage.sentence),
        "unit": row.unit,
        "region": row.region,
        "where": row.where,
        "lat": row.spot.lat if row.spot else None,
        "lon": row.spot.lon if row.spot else None,
        "opened_at": city.local(row.opened_at),
        "moved_at": city.local(row.moved_at),
        "ended_at": _local(row.ended_at),
        "promised_until": _local(row.promised_until),
        "reporters": row.reporters,
        "text": row.text or None,
    }


def _timeline(lines: Iterable[values.Told]) -> list[dict[str, Any]]:
    return [{"at": city.local(one.at), "what": said(one.what), "who": one.who} for one in lines]


def _shown(shot: values.Shot) -> dict[str, Any]:
    return {"url": _picture(shot.id), "at": city.local(shot.at), "kind": shot.kind}


def _picture(photo: int | None) -> str | None:
    return settings.PUBLIC_URL + photo_url(photo, full=True) if photo else None


def _local(at: datetime | None) -> datetime | None:
    return city.local(at) if at is not None else None
