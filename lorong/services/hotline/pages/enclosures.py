"""Enclosures on their way out: pictures are shown, sounds and papers are only ever saved or played, every look is on record.

Knows both the acts and the shapes of answers, so that the view need not.
"""

from __future__ import annotations

from django.http import HttpResponseBase

from lorong.kernel.documents import queries as documents
from lorong.lib.actors import Actor
from lorong.portals.look.files import hand_out, hand_out_sound
from lorong.services.hotline import actions, enclosing, policies, queries
from lorong.services.hotline.values import Kind

SIZES = {Kind.PICTURE: ("kecil", "besar"), Kind.SOUND: ("utuh",), Kind.PAPER: ("utuh",)}


def out(actor: Actor, pk: int, size: str, *, asked: str) -> HttpResponseBase:
    """One enclosure as an answer. asked: the `Range` header of a player. Raises NotFound."""
    row = actions.look(actor=actor, enclosure=queries.enclosure(pk))
    kind = Kind(row.kind)
    if size not in SIZES[kind]:
        raise policies.not_here()
    name = row.small_id if size == "kecil" else row.file_id
    opened = documents.open_clean(str(name), row.media_type, f"{enclosing.NAMES[kind]}-{row.pk}")
    return hand_out_sound(opened, asked) if kind is Kind.SOUND else hand_out(opened, download=kind is Kind.PAPER)
