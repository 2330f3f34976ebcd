"""What several acts keep alike: pictures as they came, and one act at a time under one key. An extra room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from lorong.kernel.documents import actions as documents
from lorong.kernel.documents.errors import FileRefused
from lorong.lib.actors import Actor
from lorong.lib.spooled import Sent
from lorong.services.complaints import jobs, values
from lorong.services.complaints.errors import NotTold
from lorong.services.complaints.models import Photo, Report, Verdict


def kept(actor: Actor, sent: Sequence[Sent]) -> list[str]:
    """The pictures on the disk as they came. Raises NotTold at the field of photos."""
    if not sent:
        return []
    try:
        return documents.keep_pictures(actor=actor, contents=sent)
    except FileRefused as refused:
        raise NotTold(refused.sentence, field="photos") from refused


def photo_rows(
    report: Report, files: Sequence[str], at: datetime, *, first: int = 1, waits: bool = False, verdict: Verdict | None = None
) -> list[Photo]:
    """Rows for pictures that are kept, numbered from `first`, to be written. waits: the public sees them once an officer shows them."""
    more = {"received_at": at, "hidden": waits, "waits": waits, "verdict": verdict}
    return [Photo(report=report, ordinal=place, raw_id=name, **more) for place, name in enumerate(files, first)]


def one_at_a_time(key: str) -> None:
    """Until the transaction ends, nobody else acts under this key: sent twice at once, the second finds the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"complaint:{key}"])


def add_more(actor: Actor, report: Report, photos: Sequence[Sent], at: datetime, *, verdict: Verdict | None = None) -> None:
    """Pictures that come after the report, behind those that are there; after the intake has looked they wait for an officer.

    verdict: the answer to "is it really fixed?" that they came with. Raises NotTold for a sixth, or a fourth of an answer.
    """
    if not photos:
        return
    there = list(report.photos.values_list("verdict_id", flat=True))
    if verdict is None and sum(1 for one in there if one is None) + len(photos) > values.MOST_PHOTOS:
        raise NotTold("Laporan ini sudah punya lima foto. Ceritakan dengan kata-kata saja.", field="photos")
    if len(photos) > values.MOST_WITH_ANSWER and verdict is not None:
        raise NotTold("Paling banyak tiga foto. Pilih yang paling jelas.", field="photos")
    waits = report.incident.checked_at is not None
    rows = photo_rows(report, kept(actor, photos), at, first=len(there) + 1, waits=waits, verdict=verdict)
    Photo.objects.bulk_create(rows)
    jobs.defer_received(report.pk)
