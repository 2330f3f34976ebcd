"""What several acts keep alike: pictures as they came, and one act at a time under one key. An extra room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from lorong.kernel.documents import actions as documents
from lorong.kernel.documents.errors import FileRefused
from lorong.lib.actors import Actor
from lorong.services.complaints import jobs, values
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Photo, Report


def kept(actor: Actor, photos: Sequence[bytes]) -> list[str]:
    """The pictures on the disk as they came. Raises NotTold at the field of photos."""
    if not photos:
        return []
    try:
        return documents.keep_pictures(actor=actor, contents=photos)
    except FileRefused as refused:
        raise NotTold(refused.sentence, field="photos") from refused


def add_photos(report: Report, files: Sequence[str], at: datetime, *, first: int = 1) -> None:
    """Rows for pictures that are kept, numbered from `first`."""
    Photo.objects.bulk_create(
        [Photo(report=report, ordinal=place, raw_id=name, received_at=at) for place, name in enumerate(files, first)]
    )


def one_at_a_time(key: str) -> None:
    """Until the transaction ends, nobody else acts under this key: sent twice at once, the second finds the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"complaint:{key}"])


def add_more(actor: Actor, report: Report, photos: Sequence[bytes], at: datetime) -> None:
    """Pictures that come after the report, behind those that are there. Raises NotTold for a sixth."""
    if not photos:
        return
    there = report.photos.count()
    if there + len(photos) > values.MOST_PHOTOS:
        raise NotTold("Laporan ini sudah punya lima foto. Ceritakan dengan kata-kata saja.", field="photos")
    add_photos(report, kept(actor, photos), at, first=there + 1)
    jobs.defer_received(report.pk)
