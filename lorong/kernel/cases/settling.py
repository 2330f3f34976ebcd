"""What an officer's outcome says about the documents: asked for again means turned down, going on means accepted."""

from __future__ import annotations

from lorong.kernel.cases.models import Attachment, Case
from lorong.kernel.cases.values import Said
from lorong.kernel.documents import actions as documents
from lorong.lib.actors import Actor


def turn_down(actor: Actor, case: Case, said: Said) -> None:
    """Turn down the documents that are asked for again: they satisfy nothing any more, here or elsewhere."""
    why = "; ".join([*said.reasons, said.reason]).strip("; ") or "Diminta lagi oleh petugas."
    rows = Attachment.objects.filter(case=case, replaced_at=None, requirement__in=said.asks).select_related("document")
    for attachment in rows:
        if attachment.document.rejected_at is None:
            documents.reject_document(actor=actor, document=attachment.document, reason=why)


def accept_all(actor: Actor, case: Case) -> None:
    """Accept what nobody has judged yet, so that the city never asks for it again while it is valid."""
    rows = Attachment.objects.filter(
        case=case, replaced_at=None, document__accepted_at=None, document__rejected_at=None
    ).select_related("document")
    for attachment in rows:
        documents.accept_document(actor=actor, document=attachment.document)
