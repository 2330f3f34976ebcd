"""Papers around a case: its documents old and new, its letter, the links that were sent, the survey."""

from __future__ import annotations

import uuid

from lorong.kernel.cases import policies
from lorong.kernel.cases.models import Attachment, Case, CaseMessage, Draft, OutsideLink, Survey
from lorong.kernel.cases.queries.desk import is_masked
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.documents import queries as documents
from lorong.kernel.documents.models import Document, Letter
from lorong.kernel.documents.values import OpenedFile
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound

NO_PAPER = phrase("Berkas ini tidak ada pada urusan Anda. Kembali ke halaman urusan.")


def all_attachments(case: Case) -> list[Attachment]:
    """Every document of a case, also those that a better one replaced, in the order they came."""
    return list(Attachment.objects.filter(case=case).select_related("document__file").order_by("attached_at", "pk"))


def document_of(actor: Actor, case: Case, document_id: uuid.UUID) -> Document:
    """A document attached to the case or its conversation, for whoever may see the case. Raises NotFound."""
    _may_see(actor, case)
    attachment = Attachment.objects.filter(case=case, document_id=document_id).first()
    if is_masked(actor, case) and not (attachment and _shows_nobody(case, attachment)):
        raise NotFound("Langkah ini diperiksa tanpa melihat pemohon. Berkas pribadinya terbuka lagi sesudahnya.")
    if attachment is None and not CaseMessage.objects.filter(case=case, file_id=document_id).exists():
        raise NotFound(NO_PAPER)
    return documents.by_ids([document_id])[0]


def _shows_nobody(case: Case, attachment: Attachment) -> bool:
    # A document that the SOP calls not personal (a photo of a shop) may be looked at in a blind step.
    wanted = catalog.procedure(case.procedure_id).sop.requirements
    return any(r.id == attachment.requirement and not r.personal for r in wanted)


def letter_of(case: Case) -> Letter | None:
    """The letter the case has led to, if any."""
    return documents.letter_of_case(case.number)


def open_letter(actor: Actor, case: Case) -> OpenedFile:
    """The letter's PDF for whoever may see the case, the applicant for a family member included.

    Raises NotFound while there is none, Refusal while it is made or when it was revoked.
    """
    _may_see(actor, case)
    letter = letter_of(case)
    if letter is None:
        raise NotFound("Urusan ini belum punya surat. Lihat di halaman urusan sampai di mana.")
    return documents.open_letter(SISTEM, letter)


def links_of(draft: Draft) -> dict[str, OutsideLink]:
    """The newest link of every requirement that was asked by a link, by requirement."""
    return {link.purpose: link for link in OutsideLink.objects.filter(draft=draft).order_by("made_at", "pk")}


def is_surveyed(case: Case) -> bool:
    """Whether the applicant has answered the survey."""
    return Survey.objects.filter(case=case).exists()


def _may_see(actor: Actor, case: Case) -> None:
    refusal = policies.may_see(actor=actor, case=case).refusal
    if refusal is not None:
        raise refusal
