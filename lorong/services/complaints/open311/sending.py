"""From what an app posts to a report in the city's hands, and what the app is told of it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases.queries.words import when_words
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor, ActorKind
from lorong.lib.phrases import phrase
from lorong.lib.places import Spot
from lorong.lib.sop.answers import storable
from lorong.services.complaints import actions, checking
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.open311 import catalogue, keys, values
from lorong.services.complaints.open311.actions import note_origin
from lorong.services.complaints.open311.errors import Unreadable
from lorong.services.complaints.open311.receiving import of_another_city, telling_of
from lorong.services.complaints.open311.writing import Listing
from lorong.services.complaints.values import MOST_PHOTOS, Visibility

CHANNEL = "api"


def receive(sent: Mapping[str, Sequence[str]], pictures: Sequence[Any], *, api_key: str, again: str, address: str) -> Listing:
    """Take a report of an app. sent: every parameter with its values. pictures: uploaded files. again: the program's own key
    for this request, "" for none; with the same one the report is taken once. address: where the request came from.

    Raises NoKey, TooMany, NotFound (service_code) and Unreadable, and what telling refuses.
    """
    at = timezone.now()
    key = keys.good_key(api_key, address=address, at=at)
    code = next(iter(sent.get("service_code", ())), "").strip()
    if not code:
        raise Unreadable(phrase("Kirim service_code. Lihat daftarnya di services."), field="service_code")
    if key.agency:
        sent = of_another_city(sent, key.name, is_ours=_is_ours)
    telling = telling_of(
        sent,
        catalogue.published(code),
        places=city.villages(),
        today=city.today(at),
        proves_phones=key.proves_phones,
    )
    photos = _read(pictures)
    keys.spend(key, at=at)
    theirs = next(iter(sent.get("external_id", ())), "").strip() if key.agency else ""
    actor = Actor(kind=ActorKind.OUTSIDE, name=key.name, channel=CHANNEL)
    act = _act_key(key.pk, again or theirs)
    if not key.agency:
        report = actions.tell(actor=actor, telling=telling, photos=photos, key=act, channel=CHANNEL)
        return values.received(report.incident.code, _notice(report))
    with transaction.atomic():  # a report and where it is from, or neither
        report = actions.tell(actor=actor, telling=telling, photos=photos, key=act, channel=CHANNEL)
        note_origin(actor=actor, report=report, sender=key, reference=str(storable(theirs)), at=at)
    return values.received(report.incident.code, _notice(report))


def _is_ours(spot: Spot) -> bool:
    try:
        return bool(checking.place(spot, ""))
    except NotTold:
        return False


def _read(pictures: Sequence[Any]) -> list[bytes]:
    # Counted and weighed before anything is read into memory.
    if len(pictures) > MOST_PHOTOS:
        raise Unreadable(phrase("Paling banyak {most} foto. Kirim yang paling jelas.", most=MOST_PHOTOS), field="media")
    if any(one.size > settings.MAX_UPLOAD_BYTES for one in pictures):
        megabytes = settings.MAX_UPLOAD_BYTES // 1024 // 1024
        raise Unreadable(phrase("Foto paling besar {megabytes} MB. Kecilkan dulu.", megabytes=megabytes), field="media")
    return [one.read() for one in pictures]


def _act_key(key_id: int, again: str) -> str:
    digest = hashlib.sha256(again.encode("utf-8", "surrogatepass")).hexdigest()[:40] if again else uuid.uuid4().hex
    return f"o311:{key_id}:{digest}"[:64]


def _notice(report: Any) -> str:
    """What will happen, in a few sentences."""
    found = []
    if report.incident.promised_until is not None:
        found.append(gettext("Dijanjikan selesai paling lambat %(day)s.") % {"day": when_words(report.incident.promised_until)})
    if report.visibility == Visibility.SECRET:
        found.append(gettext("Laporan ini rahasia: isinya tidak ditampilkan kepada siapa pun di luar kantor."))
    return " ".join(found)
