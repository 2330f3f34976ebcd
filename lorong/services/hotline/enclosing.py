"""What comes along with words: kept as it came in the act of hearing, fetched and opened afterwards by a job.

An extra room: several acts keep enclosures alike, and opening a stranger's file holds no lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as files
from lorong.lib.actors import SISTEM
from lorong.lib.phrases import phrase
from lorong.lib.sounds import sound_type
from lorong.lib.uploads import MAX_BYTES, Clean, Picture, UploadRefused, clean, kind_of, picture
from lorong.lib.uploads import Kind as First
from lorong.services.hotline import jobs
from lorong.services.hotline.gateways import media
from lorong.services.hotline.models import Contact, Enclosure, Line
from lorong.services.hotline.values import LARGEST_SOUND, MOST_A_DAY, MOST_ENCLOSED, Enclosed, Kind

TOO_MANY = phrase("Lebih dari {most} berkas dalam sehari dari orang ini, jadi yang ini tidak disimpan.", most=MOST_A_DAY)
OVER = phrase("WhatsApp hanya menyimpannya tiga puluh hari, dan selama itu kami tidak berhasil mengambilnya.")
KEPT_THERE = timedelta(days=29)
NAMES = {Kind.PICTURE: "foto", Kind.SOUND: "suara", Kind.PAPER: "berkas"}


def told_apart(contents: Iterable[bytes]) -> tuple[tuple[Enclosed, ...], int]:
    """Those of several files that are kept, by size and first bytes only, and how many are not."""
    found, left = list[Enclosed](), 0
    for content in contents:
        kind = kind_by_bytes(content)
        if kind is None or len(found) == MOST_ENCLOSED:
            left += 1
        else:
            found.append(Enclosed(kind, content))
    return tuple(found), left


def kind_by_bytes(content: bytes) -> Kind | None:
    """What a file seems to be; None for what is not kept: anything else, empty, or too large."""
    if content and sound_type(content) is not None:
        return Kind.SOUND if len(content) <= LARGEST_SOUND else None
    if not 0 < len(content) <= MAX_BYTES:
        return None
    return {First.IMAGE: Kind.PICTURE, First.HEIC: Kind.PICTURE, First.PDF: Kind.PAPER}.get(kind_of(content))


def keep(line: Line, enclosed: Sequence[Enclosed], at: datetime) -> list[Enclosure]:
    """Rows for what came with a line, each with a job that opens it after the commit."""
    rows = []
    before = Enclosure.objects.filter(line__contact=line.contact_id, received_at__gt=at - timedelta(days=1)).count()
    for ordinal, one in enumerate(enclosed[:MOST_ENCLOSED], start=1):
        row = Enclosure(line=line, ordinal=ordinal, kind=one.kind, received_at=at)
        if before + ordinal > MOST_A_DAY:
            row.refused = str(TOO_MANY)
        elif one.media_id:
            row.media_id = one.media_id
        else:
            row.raw_id = documents.keep_unopened(actor=SISTEM, content=one.content)
        row.save(force_insert=True)
        if row.is_waiting:
            jobs.defer_open(row.pk)
        rows.append(row)
    return rows


def came_in(enclosure: Enclosure, *, at: datetime) -> bytes | str:
    """The bytes as they came, or the sentence when they never will. Holds no lock. Raises media.NotNow."""
    if enclosure.raw_id is not None:
        return files.raw_picture(enclosure.raw_id)
    try:
        return media.fetch(enclosure.media_id)
    except media.Lost as lost:
        return str(lost.sentence)
    except media.NotNow:
        if at - enclosure.received_at > KEPT_THERE:
            return str(OVER)
        raise


def opened(content: bytes) -> Picture | Clean | str:
    """What came in, made clean in a process of its own; a sound as it is; or the sentence when it cannot be used."""
    sound = sound_type(content)
    if sound is not None:
        return Clean(content, sound) if len(content) <= LARGEST_SOUND else str(media.TOO_LARGE)
    try:
        return picture(content) if kind_of(content) in {First.IMAGE, First.HEIC} else clean(content)
    except UploadRefused as refused:
        return str(refused.sentence)


def along_with(contact: Contact, line: Line, within: timedelta) -> list[Line]:
    """The lines without words, but with something enclosed, that one person sent shortly before or after a line."""
    near = Line.objects.filter(
        contact=contact,
        side="resident",
        case_number="",
        at__gte=line.at - within,
        at__lte=line.at + within,
        enclosures__isnull=False,
    )
    return [one for one in near.exclude(pk=line.pk).order_by("pk").distinct() if not one.text]
