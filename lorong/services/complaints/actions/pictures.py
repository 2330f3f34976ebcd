"""The pictures of a report are opened, made clean and kept; what their EXIF said is noted. Run by a job, killed anywhere, run again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from lorong.kernel.audit.action import action
from lorong.kernel.city import queries as city
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as files
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.uploads import Picture, UploadRefused, picture
from lorong.services.complaints import policies
from lorong.services.complaints.models import Photo, Visit
from lorong.services.complaints.queries.near import is_far


def opened(*, sha256: str) -> Picture | str:
    """What came in, opened within limits in a process of its own; the sentence when it cannot be used. Holds no lock."""
    try:
        return picture(files.raw_picture(sha256))
    except UploadRefused as refused:
        return str(refused.sentence)


@action("complaint.clean_photo", allow=policies.may_work_for_all, lock="photo")
def clean_photo(*, actor: Actor, photo: Photo, found: Picture | str) -> Photo:
    """Put the clean pictures in the place of what came in, or why it could not be used. Twice is once."""
    raw = photo.raw_id
    if raw is None:
        return photo
    photo.raw = None
    if isinstance(found, str):
        photo.refused = found[:200]
    else:
        kept = documents.keep_clean_picture(actor=SISTEM, picture=found)
        photo.file_id, photo.small_id = kept.large, kept.small
        photo.taken_at, photo.taken_where = moment_of(taken_at=kept.taken_at), kept.spot
        photo.metres_off = is_far(photo.report.place, kept.spot)
    photo.save()
    documents.release_pictures(actor=SISTEM, files=[raw])
    return photo


@action("complaint.clean_visit", allow=policies.may_work_for_all, lock="visit")
def clean_visit(*, actor: Actor, visit: Visit, found: Picture | str) -> Visit:
    """As `clean_photo`, for a field officer's picture."""
    raw = visit.raw_id
    if raw is None:
        return visit
    visit.raw = None
    if isinstance(found, str):
        visit.refused = found[:200]
    else:
        kept = documents.keep_clean_picture(actor=SISTEM, picture=found)
        visit.file_id, visit.small_id = kept.large, kept.small
    visit.save(update_fields=["raw", "file", "small", "refused"])
    documents.release_pictures(actor=SISTEM, files=[raw])
    return visit


def moment_of(*, taken_at: datetime | None) -> datetime | None:
    """When a picture says that it was taken; a clock without a zone is the city's."""
    if taken_at is None or taken_at.utcoffset() is not None:
        return taken_at
    return taken_at.replace(tzinfo=ZoneInfo(city.this_city().zone))
