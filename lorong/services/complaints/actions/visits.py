"""A field officer at the place: pictures before and after, how far from the pin, what was used. Also from a phone without network."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.lib.dates import clock
from lorong.lib.phrases import phrase
from lorong.lib.places import Spot
from lorong.lib.refusals import NotAllowed
from lorong.lib.sop.answers import storable
from lorong.lib.uploads import Picture, UploadRefused, picture
from lorong.lib.verdicts import YES, Verdict
from lorong.services.complaints import checking, jobs, keeping, policies, values
from lorong.services.complaints.actions.pictures import moment_of
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Incident, Visit
from lorong.services.complaints.queries.near import is_far

BEFORE, AFTER = "before", "after"


def opened_at_once(*, photo: bytes) -> Picture | None:
    """A picture from the place, opened by the process that opens pictures, for what its EXIF says. Holds no lock.

    None when it cannot be opened: the job that makes it clean will say why.
    """
    try:
        return picture(photo)
    except UploadRefused:
        return None


def _may_visit_or_did(*, actor: Actor, incident: Incident, key: str) -> Verdict:
    # A telephone without a signal sends again what had arrived: by then the job may be over.
    if actor.account_id is not None and Visit.objects.filter(key=key, incident=incident, by_id=actor.account_id).exists():
        return YES
    return policies.may_visit(actor=actor, incident=incident)


@action("complaint.visit", allow=_may_visit_or_did, lock="incident")
def visit(
    *,
    actor: Actor,
    incident: Incident,
    kind: str,
    photo: bytes,
    key: str,
    spot: Spot | None = None,
    shot: Picture | None = None,
    why_off: str = "",
    materials: str = "",
    note: str = "",
    taken_at: datetime | None = None,
    sent_at: datetime | None = None,
    at: datetime | None = None,
) -> Visit:
    """Write down a visit with its picture, once per `key` (made on the phone): sent again, it gives the first.

    kind: "before" or "after". spot: where the phone is. shot: the picture opened, for what it says of itself. taken_at, sent_at: by
    the phone's own clock, put right as in `tell`. Raises NotTold (field photo, why_off): no picture; further from the place than
    the category allows, no place known by the phone, or a picture taken elsewhere or at another time, without a reason.
    """
    moment = at or timezone.now()
    keeping.one_at_a_time(key)
    first = Visit.objects.filter(key=key).first()
    if first is not None:
        return _same(first, actor, incident)
    assert actor.account_id is not None, "an officer has an account"
    assert kind in {BEFORE, AFTER}, "a picture shows how it was before, or after"
    when, ahead = checking.put_right(taken_at, sent_at, at=moment)
    row = Visit.objects.create(
        **_there(incident, spot, photo, shot, when, timedelta(seconds=ahead), _plain(why_off, 300)),
        incident=incident,
        round=incident.round,
        key=key,
        kind=kind,
        claim=incident.claims,
        by_id=actor.account_id,
        by_name=actor.name[:160],
        at=when,
        received_at=moment,
        raw_id=keeping.kept(actor, [photo])[0],
        materials=_plain(materials, 300),
        note=_plain(note, 500),
    )
    jobs.defer_visited(row.pk)
    return row


def _same(first: Visit, actor: Actor, incident: Incident) -> Visit:
    if first.by_id != actor.account_id or first.incident_id != incident.pk:
        raise NotAllowed("Kunjungan ini sudah dicatat petugas lain. Muat ulang halamannya.")
    return first


def _plain(text: str, longest: int) -> str:
    return str(storable(text)).strip()[:longest]


def _there(
    incident: Incident, spot: Spot | None, photo: bytes, shot: Picture | None, at: datetime, ahead: timedelta, reason: str
) -> dict[str, Any]:
    """The columns that say where and when the picture was taken. Raises NotTold where they need a reason."""
    metres = _near_enough(incident, spot, photo, reason)
    shot_at, shot_off = _taken_there(incident, shot, at, ahead, reason)
    return {"place": spot, "metres_off": metres, "shot_at": shot_at, "shot_metres_off": shot_off, "why_off": reason}


def _near_enough(incident: Incident, spot: Spot | None, photo: bytes, reason: str) -> int | None:
    """Metres from the place of the incident; None when one of the two is not known. Raises NotTold."""
    metres = is_far(incident.place, spot)
    if incident.place is not None and not reason:
        if metres is None:
            raise NotTold("HP Anda tidak memberi lokasi. Nyalakan lokasi, atau tulis sebabnya.", field="why_off")
        if metres > checking.report_of(incident.category).max_metres_off:
            raise NotTold(
                phrase("Anda {metres} meter dari titik laporan. Mendekatlah, atau tulis sebabnya.", metres=metres),
                field="why_off",
            )
    if not photo:
        raise NotTold("Foto dulu tempatnya.", field="photo")
    return metres


def _taken_there(
    incident: Incident, shot: Picture | None, at: datetime, ahead: timedelta, reason: str
) -> tuple[datetime | None, int | None]:
    """When, and how many metres from the place, the picture says that it was taken. Raises NotTold.

    ahead: how far the phone's clock is, by which the camera's is off too.
    """
    if shot is None:
        return None, None
    said, metres = moment_of(taken_at=shot.taken_at), is_far(incident.place, shot.spot)
    when = said - ahead if said is not None else None
    if not reason and metres is not None and metres > checking.report_of(incident.category).max_metres_off:
        raise NotTold(
            phrase(
                "Menurut datanya, foto ini diambil {metres} meter dari titik laporan. Foto lagi, atau tulis sebabnya.",
                metres=metres,
            ),
            field="why_off",
        )
    if not reason and when is not None and abs(when - at) > values.SHOT_SLACK:
        raise NotTold(
            phrase(
                "Menurut datanya, foto ini diambil {day} pukul {clock}. Foto lagi sekarang, atau tulis sebabnya.",
                day=city.local(when).date(),
                clock=clock(when, city.this_city().zone),
            ),
            field="why_off",
        )
    return when, metres
