"""The calls themselves: find, form, act, answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Query
from ninja.files import UploadedFile

from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.places import Spot
from lorong.portals.door.programs import IdempotencyKey, act_key
from lorong.services.complaints import actions, queries
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.open311 import catalogue
from lorong.services.complaints.pages import categories as categories_of
from lorong.services.complaints.programs import told
from lorong.services.complaints.programs.shapes import SayAsked, TellAsked, VerdictAsked
from lorong.services.complaints.values import Filters, PlaceFrom, Stage, Teller, Telling

Cursor = Annotated[str, Query(max_length=500)]
Size = Annotated[int, Query(ge=1, le=100)]
Name = Annotated[str, Query(max_length=80)]
Moment = Annotated[datetime | None, Query()]
CHANNEL = "web"  # a person's own program: their account, their limits


def categories(request: HttpRequest) -> Any:
    """Every kind of thing that can be told."""
    return {"items": [told.category(found, group) for group, found in catalogue.all_kinds()]}


def category(request: HttpRequest, slug: str) -> Any:
    """One kind with its questions."""
    found = catalogue.published(slug)
    return {**told.category(found, catalogue.group_of(found)), "questions": told.questions(found)}


def near(
    request: HttpRequest,
    category: Name,
    lat: Annotated[float, Query(ge=-90, le=90)],
    lon: Annotated[float, Query(ge=-180, le=180)],
) -> Any:
    """Incidents of the same kind near by: ask before telling, and join."""
    known = categories_of.published(category) is not None
    found = queries.nearby(category=category, spot=Spot(lat, lon), at=timezone.now()) if known else []
    return {"items": [told.near(one) for one in found]}


def complaints(
    request: HttpRequest,
    category: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006  # ninja reads it, nobody writes to it
    region: Annotated[str, Query(max_length=13)] = "",
    stage: Annotated[list[Stage], Query(max_length=20)] = [],  # noqa: B006
    since: Moment = None,
    until: Moment = None,
    cursor: Cursor = "",
    size: Size = 20,
) -> Any:
    """What everybody may see, the newest first."""
    filters = Filters(
        categories=tuple(one.replace("\0", "") for one in category),
        region=region.replace("\0", ""),
        stages=tuple(stage),
        since=_zoned(since),
        until=_zoned(until),
    )
    found = queries.listed(filters, cursor=cursor, size=size)
    return told.page(found, [told.brief(row) for row in found.rows])


def complaint(request: HttpRequest, code: str) -> Any:
    """One incident, with what happened."""
    return told.complaint(queries.public_page(code))


def tell(
    request: HttpRequest,
    payload: Form[TellAsked],
    idempotency_key: IdempotencyKey,
    photos: File[list[UploadedFile]] = [],  # noqa: B006
) -> Any:
    """Tell of something that is wrong, or join who told it. Sent again under its key, it gives the first report."""
    actor = _actor(request)
    report = actions.tell(
        actor=actor, telling=_telling(payload), photos=_pictures(photos), key=act_key(actor, idempotency_key), channel=CHANNEL
    )
    return 201, told.report(queries.own_report(_who(actor), report.number))


def reports(request: HttpRequest, cursor: Cursor = "", size: Size = 20) -> Any:
    """What one told, the newest first."""
    found = queries.reports_of(_who(_actor(request)), cursor=cursor, size=size)
    return told.page(found, [told.report_brief(row) for row in found.rows])


def report(request: HttpRequest, number: str) -> Any:
    """One's own report. Reading it marks the office's lines as seen."""
    actor = _actor(request)
    who = _who(actor)
    found = queries.own_report(who, number)
    if any(line.side == "city" and line.seen_at is None for line in found.lines):
        actions.mark_seen(actor=actor, report=queries.own_row(who, number), who=who)
    return told.report(found)


def write_line(request: HttpRequest, number: str, payload: SayAsked, idempotency_key: IdempotencyKey) -> Any:
    """Write to the office that has it."""
    actor = _actor(request)
    who = _who(actor)
    row, key = queries.own_row(who, number), act_key(actor, idempotency_key)
    return 201, told.line(actions.say(actor=actor, report=row, body=payload.text, key=key, who=who))


def judge(request: HttpRequest, number: str, payload: VerdictAsked, idempotency_key: IdempotencyKey) -> Any:
    """Say whether it is really fixed."""
    actor = _actor(request)
    who, key = _who(actor), act_key(actor, idempotency_key)
    row = queries.own_row(who, number)
    actions.answer_fixed(actor=actor, incident=row.incident, agrees=payload.fixed, note=payload.note, key=key, who=who)
    return told.report(queries.own_report(who, number))


def withdraw(request: HttpRequest, number: str) -> Any:
    """Take one's report back; it stays on record, and nobody is shown it any more."""
    actor = _actor(request)
    who = _who(actor)
    actions.withdraw(actor=actor, report=queries.own_row(who, number), who=who)
    return told.report(queries.own_report(who, number))


def follow(request: HttpRequest, code: str) -> Any:
    """Hear what happens to it, without telling of it."""
    actor = _actor(request)
    actions.follow(actor=actor, incident=queries.incident(code), who=_who(actor))
    return 204, None


def unfollow(request: HttpRequest, code: str) -> Any:
    """Hear of it no longer."""
    actor = _actor(request)
    actions.unfollow(actor=actor, incident=queries.incident(code), who=_who(actor))
    return 204, None


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _who(actor: Actor) -> Teller:
    return Teller(account_id=actor.account_id)


def _zoned(at: datetime | None) -> datetime | None:
    return timezone.make_aware(at) if at is not None and at.utcoffset() is None else at


def _telling(asked: TellAsked) -> Telling:
    if (asked.lat is None) != (asked.lon is None):
        raise NotTold(phrase("Tempatnya belum lengkap. Kirim lat dan lon berdua, atau region."), field="lat")
    spot = Spot(asked.lat, asked.lon) if asked.lat is not None and asked.lon is not None else None
    try:
        answers = json.loads(asked.answers or "{}")
    except (ValueError, RecursionError):
        answers = None
    if not isinstance(answers, dict):
        raise NotTold(phrase("answers adalah objek JSON: kode pertanyaan dan jawabannya."), field="answers")
    words = PlaceFrom.LANDMARK if asked.where else PlaceFrom.REGION
    said = {
        name: getattr(asked, name) for name in ("category", "text", "visibility", "accuracy", "region", "where", "name", "join")
    }
    return Telling(**said, spot=spot, answers=answers, place_from=PlaceFrom.DEVICE if spot else words)


def _pictures(photos: list[UploadedFile]) -> list[bytes]:
    if any((one.size or 0) > settings.MAX_UPLOAD_BYTES for one in photos):
        raise NotTold(phrase("Satu foto terlalu besar. Kecilkan dulu."), field="photos")
    return [one.read() for one in photos]
