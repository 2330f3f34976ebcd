"""A field officer at the place: pictures before and after, how far from the pin, what was used. Also from a phone without network."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.places import Spot
from lorong.lib.refusals import NotAllowed
from lorong.lib.sop.answers import storable
from lorong.services.complaints import checking, jobs, keeping, policies
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Incident, Visit
from lorong.services.complaints.queries.near import is_far

BEFORE, AFTER = "before", "after"


@action("complaint.visit", allow=policies.may_visit, lock="incident")
def visit(
    *,
    actor: Actor,
    incident: Incident,
    kind: str,
    photo: bytes,
    key: str,
    spot: Spot | None = None,
    why_off: str = "",
    materials: str = "",
    note: str = "",
    taken_at: datetime | None = None,
    sent_at: datetime | None = None,
    at: datetime | None = None,
) -> Visit:
    """Write down a visit with its picture, once per `key` (made on the phone): sent again, it gives the first.

    kind: "before" or "after". spot: where the phone is. taken_at, sent_at: by the phone's own clock, put right as in `tell`.
    Raises NotTold (field photo, why_off): no picture; further from the place than the category allows, or no place known by
    the phone, without a reason.
    """
    moment = at or timezone.now()
    keeping.one_at_a_time(key)
    first = Visit.objects.filter(key=key).first()
    if first is not None:
        return _same(first, actor, incident)
    assert actor.account_id is not None, "an officer has an account"
    assert kind in {BEFORE, AFTER}, "a picture shows how it was before, or after"
    reason = _plain(why_off, 300)
    metres = _near_enough(incident, spot, photo, reason)
    row = Visit.objects.create(
        incident=incident,
        round=incident.round,
        key=key,
        kind=kind,
        claim=incident.claims,
        by_id=actor.account_id,
        by_name=actor.name[:160],
        at=checking.put_right(taken_at, sent_at, at=moment)[0],
        received_at=moment,
        place=spot,
        metres_off=metres,
        why_off=reason,
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
