"""What becomes of the documents of a case: asked for again means turned down, going on means accepted, better replaces."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from lorong.kernel.cases import at_hand
from lorong.kernel.cases.models import Attachment, Case, Draft
from lorong.kernel.cases.values import Said
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents.models import Document
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
    if not at_hand.some_unjudged(case):
        return
    rows = Attachment.objects.filter(
        case=case, replaced_at=None, document__accepted_at=None, document__rejected_at=None
    ).select_related("document")
    for attachment in rows:
        documents.accept_document(actor=actor, document=attachment.document)


def replace_attachment(case: Case, requirement: str, document: Document, at: datetime) -> Attachment:
    """Put a document under a requirement; the one before stays visible as replaced."""
    Attachment.objects.filter(case=case, requirement=requirement, replaced_at=None).update(replaced_at=at)
    return Attachment.objects.create(case=case, requirement=requirement, document=document, attached_at=at)


def let_go(actor: Actor, draft: Draft, sent: Sequence[str]) -> None:
    """Release documents of `draft` that no other draft of these people holds."""
    others = Draft.objects.filter(Q(applicant_id=draft.applicant_id) | Q(subject_id=draft.subject_id)).exclude(pk=draft.pk)
    used = {document for documents_of in others.values_list("documents", flat=True) for document in documents_of.values()}
    unused = [uuid.UUID(document) for document in sent if document not in used]
    if unused:
        documents.release_documents(actor=actor, documents=unused)
