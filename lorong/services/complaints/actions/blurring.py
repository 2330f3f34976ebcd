"""Faces and number plates are made unrecognisable by hand before the public sees a picture; the original stays, restricted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as files
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.refusals import Refusal
from lorong.lib.uploads import Box, Picture, UploadRefused, picture
from lorong.services.complaints import policies
from lorong.services.complaints.actions.moderating import noted, reasoned
from lorong.services.complaints.models import Photo


def pixelated(*, photo: Photo, boxes: Sequence[Box]) -> Picture:
    """The original with these boxes made unrecognisable, by the process that opens pictures. Holds no lock. Raises Refusal."""
    if photo.file_id is None:
        raise Refusal("Foto ini belum siap. Tunggu sebentar, lalu muat ulang halamannya.")
    try:
        return picture(files.open_picture(photo.file_id, "foto.jpg").path.read_bytes(), boxes=boxes)
    except UploadRefused as refused:
        raise Refusal(refused.sentence) from refused


@action("complaint.blur", allow=policies.may_blur, lock="photo")
def blur(*, actor: Actor, photo: Photo, found: Picture, because: str, at: datetime | None = None) -> Photo:
    """Let the public see `found` in the place of the original. Sent twice it is noted once. Raises NotTold (field because)."""
    reason = reasoned(because=because)
    kept = documents.keep_clean_picture(actor=SISTEM, picture=found)
    if photo.shown_id == kept.large:
        return photo
    _noted(actor, photo, reason, True, at)
    return _shown(photo, kept.large, kept.small)


@action("complaint.unblur", allow=policies.may_blur, lock="photo")
def unblur(*, actor: Actor, photo: Photo, because: str, at: datetime | None = None) -> Photo:
    """Let the public see the original again. Raises NotTold (field because)."""
    reason = reasoned(because=because)
    if photo.shown_id is None:
        return photo
    _noted(actor, photo, reason, False, at)
    return _shown(photo, None, None)


@action("complaint.open_original", allow=policies.may_open_original, lock="photo")
def open_original(*, actor: Actor, photo: Photo) -> Photo:
    """Look at what was blurred or hidden; the look is on record. Raises Refusal while the picture is not clean."""
    if photo.file_id is None:
        raise Refusal("Foto ini belum siap. Tunggu sebentar, lalu muat ulang halamannya.")
    return photo


def _noted(actor: Actor, photo: Photo, reason: str, hides: bool, at: datetime | None) -> None:
    moment = at or timezone.now()
    noted(
        actor=actor,
        incident=photo.report.incident,
        report=photo.report,
        photo=photo,
        because=reason,
        hides=hides,
        blurs=True,
        at=moment,
    )


def _shown(photo: Photo, large: str | None, small: str | None) -> Photo:
    before = {name for name in (photo.shown_id, photo.shown_small_id) if name is not None}
    photo.shown_id, photo.shown_small_id = large, small
    photo.save(update_fields=["shown", "shown_small"])
    documents.release_pictures(actor=SISTEM, files=sorted(before - {large, small}))
    return photo
