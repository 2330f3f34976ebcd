"""What came along with a message is made clean once, and every look at it is on record."""

from __future__ import annotations

from datetime import datetime

from lorong.kernel.audit.action import action
from lorong.kernel.documents import actions as documents
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.uploads import Clean, Picture
from lorong.services.hotline import policies, telling
from lorong.services.hotline.models import Enclosure
from lorong.services.hotline.values import Kind


@action("hotline.open", allow=policies.may_hear, lock="enclosure")
def settle_enclosure(*, actor: Actor, enclosure: Enclosure, found: Picture | Clean | str, at: datetime) -> Enclosure:
    """Put what is clean in the place of what came in, or why it cannot be used, which its sender is told. Twice is once."""
    if not enclosure.is_waiting:
        return enclosure
    raw, enclosure.raw_id, enclosure.media_id = enclosure.raw_id, None, ""
    if isinstance(found, str):
        enclosure.refused = found[:200]
    elif isinstance(found, Picture):
        kept = documents.keep_clean_picture(actor=SISTEM, picture=found)
        enclosure.kind, enclosure.media_type = Kind.PICTURE, found.large.media_type
        enclosure.file_id, enclosure.small_id = kept.large, kept.small
    else:
        enclosure.kind = Kind.PAPER if found.media_type == "application/pdf" else Kind.SOUND
        enclosure.media_type = found.media_type
        enclosure.file_id = documents.keep_clean_file(actor=SISTEM, file=found)
    enclosure.save()
    if raw is not None and raw != enclosure.file_id:
        documents.release_pictures(actor=SISTEM, files=[raw])
    if enclosure.refused:
        line = enclosure.line
        context = {"number": telling.root_of(line.contact).number, "reason": enclosure.refused}
        telling.to_contact(line.contact, "hotline_berkas", context, key=f"hotline:{line.key}:berkas"[:160], at=at)
    return enclosure


@action("hotline.look", allow=policies.may_look, lock="enclosure")
def look(*, actor: Actor, enclosure: Enclosure) -> Enclosure:
    """Somebody looks at a picture, listens to a sound or takes a paper: on record, each time. Raises NotFound."""
    if enclosure.file_id is None:
        raise policies.not_here()
    return enclosure
