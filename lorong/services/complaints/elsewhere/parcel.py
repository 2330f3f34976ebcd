"""What leaves the house of an incident: what everybody may read of it, and nothing of who told it. An extra room: asked by acts and by jobs.

Words are covered as for the public (`lib.masking`), pictures are the clean ones, blurred where they were blurred. Whose report
it was, a name, a phone, an account: none of it is even read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.documents import queries as documents
from lorong.lib.actors import SISTEM
from lorong.lib.masking import masked
from lorong.lib.sop.answers import storable
from lorong.lib.verdicts import YES, Verdict, no
from lorong.portals.look.said import said
from lorong.services.complaints.elsewhere.values import PARCEL_LONGEST, Neighbour, Parcel
from lorong.services.complaints.models import Forwarding, Incident, Photo
from lorong.services.complaints.queries.public import SHOWN, title_of
from lorong.services.complaints.values import MOST_PHOTOS, Visibility

# Questions whose answer is one of a few words: no room for a name or a number of somebody.
CLOSED_QUESTIONS = frozenset({"choice", "yesno"})
MOST_WORDS = 5  # reports whose words go along
ADDRESS_LONGEST = 200
PICTURE_LARGE = "besar"


def may_leave(incident: Incident) -> Verdict:
    """Whether it may be sent by machine: only what is open to everybody is."""
    reports = incident.reports.filter(withdrawn_at=None)
    if reports.filter(visibility=Visibility.SECRET).exists():
        return no("Ada laporan rahasia di dalamnya, jadi tidak dikirim antar-sistem. Sampaikan dengan surat tertutup.")
    if not incident.in_public:
        return no("Aduan ini tidak terbuka untuk umum, jadi tidak dikirim antar-sistem. Pilih tautan, atau kirim surat.")
    return YES


def waits_for_photos(incident: Incident) -> bool:
    """Whether a picture that may go along has not been made clean yet."""
    return Photo.objects.filter(_told(incident, "report__"), hidden=False, raw__isnull=False).exists()


def parcel(row: Forwarding, neighbour: Neighbour) -> Parcel:
    """What goes to `neighbour`."""
    incident = row.incident
    photos = _photos(incident)
    return Parcel(
        code=neighbour.code_of(incident.category),
        description=_description(row, neighbour),
        reference=row.reference,
        lat=incident.place.lat if incident.place else None,
        long=incident.place.lon if incident.place else None,
        address=row.where_there[:ADDRESS_LONGEST],
        attributes=_attributes(incident) if neighbour.categories is None else (),
        photos=_bytes(photos) if neighbour.extensions else (),
        media_url=_address(photos[0]) if photos else "",
    )


def brief(case: Any) -> Sequence[tuple[str, str]]:
    """What an outside party behind a link is told of a case: what it is, where, what was told, as everybody may read it."""
    incident = Incident.objects.filter(case_number=case.number).first()
    if incident is None:
        return ()
    place = incident.place
    note = Forwarding.objects.filter(case_number=case.number).order_by("-pk").values_list("note", flat=True).first()
    found = [
        (gettext("Jenis aduan"), said(title_of(incident.category))),
        (gettext("Tempat"), ", ".join(part for part in (masked(incident.where), city.village_words(incident.region)) if part)),
        (gettext("Titik"), f"{place.lat:.5f}, {place.lon:.5f}" if place else ""),
        (gettext("Yang dilaporkan"), "\n\n".join(_words(incident))),
        (gettext("Catatan petugas"), masked(note or "")),
    ]
    return [(name, words) for name, words in found if words]


def _description(row: Forwarding, neighbour: Neighbour) -> str:
    incident = row.incident
    here = city.this_city().name
    told = _words(incident) or [said(title_of(incident.category))]
    parts = [
        *told,
        f"Tempat menurut pelapor: {_from(incident)}.",
        *([f"Catatan petugas {here}: {masked(row.note)}"] if row.note else []),
    ]
    text = "\n\n".join(parts)[:PARCEL_LONGEST]
    # Who knows no keys is found again by these words (ADR 29), so that they are never cut off.
    return f"{text}\n\nDiteruskan oleh {here}, nomor {row.reference}." if not neighbour.extensions else text


def _words(incident: Incident) -> list[str]:
    texts = incident.reports.filter(SHOWN).exclude(text="").order_by("id").values_list("text", flat=True)[:MOST_WORDS]
    return [str(storable(masked(text))).strip() for text in texts]


def _from(incident: Incident) -> str:
    return ", ".join(
        part for part in (masked(incident.where), city.village_words(incident.region), city.this_city().name) if part
    )


def _attributes(incident: Incident) -> tuple[tuple[str, str], ...]:
    """Answers that a form of the same catalogue asks for there too; of those that leave no room for words of somebody's own."""
    case = cases.for_actor(SISTEM, incident.case_number)
    form = catalog.procedure(case.procedure_id).form
    found = [(f.id, case.answers.get(f.id)) for f in form.fields if f.type in CLOSED_QUESTIONS]
    return tuple(
        (name, str(answer).lower() if isinstance(answer, bool) else str(answer)) for name, answer in found if answer is not None
    )


def _told(incident: Incident, prefix: str) -> Any:
    shown = {"withdrawn_at": None, "hidden": False, "incident": incident}
    return ~Q(**{f"{prefix}visibility": Visibility.SECRET}) & Q(**{f"{prefix}{name}": value for name, value in shown.items()})


def _photos(incident: Incident) -> list[Photo]:
    rows = Photo.objects.filter(_told(incident, "report__"), hidden=False, file__isnull=False)
    return list(rows.order_by("report_id", "ordinal")[:MOST_PHOTOS])


def _bytes(photos: Sequence[Photo]) -> tuple[bytes, ...]:
    found, room = [], settings.MAX_UPLOAD_BYTES
    for photo in photos:
        content = documents.open_picture(str(photo.shown_id or photo.file_id), "foto").path.read_bytes()
        if len(content) <= room:
            found.append(content)
            room -= len(content)
    return tuple(found)


def _address(photo: Photo) -> str:
    return settings.PUBLIC_URL + reverse("complaints:photo", args=[photo.pk, PICTURE_LARGE])
