"""The documents of a case as an officer looks at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.catalog.values import Published
from lorong.lib.sop.schema import Requirement


@dataclass(frozen=True)
class Paper:
    """One document. `kind`: picture, pdf, statement, missing or hidden. `fresh`: it came after the case was returned."""

    id: str
    name: str
    kind: str
    document: Any = None
    fresh: bool = False
    note: str = ""


def papers(case: Any, published: Published, *, masked: bool) -> list[Paper]:
    """The documents in force, in the SOP's order, the missing ones too."""
    attached = {a.requirement: a for a in cases.attachments(case)}
    return [_paper(r, attached.get(r.id), case, masked) for r in published.sop.requirements]


def _paper(requirement: Requirement, attachment: Any, case: Any, masked: bool) -> Paper:
    name = in_language(requirement.name, requirement.name_en)
    if attachment is None:
        note = gettext("Tidak dilampirkan") if not requirement.required else gettext("Belum ada, atau tidak perlu bagi orang ini")
        return Paper(requirement.id, name, "missing", note=note)
    document = attachment.document
    fresh = case.returns > 0 and case.opened_at is not None and attachment.attached_at > case.opened_at
    if masked and requirement.personal:
        return Paper(requirement.id, name, "hidden", fresh=fresh, note=gettext("Disamarkan pada langkah ini"))
    if document.file_id is None:
        return Paper(requirement.id, name, "statement", document, fresh, _stated(document))
    kind = "pdf" if document.file.media_type == "application/pdf" else "picture"
    return Paper(requirement.id, name, kind, document, fresh, _note(attachment))


def _stated(document: Any) -> str:
    said = document.statement or {}
    words = gettext("Disetujui %(by)s lewat tautan.") % {"by": said.get("by", gettext("pihak luar"))}
    return f"{words} “{said['note']}”" if said.get("note") else words


def _note(attachment: Any) -> str:
    document = attachment.document
    if document.rejected_at is not None:
        return gettext("Tadi diminta lagi: %(why)s") % {"why": document.rejected_because}
    if attachment.held_before:
        return gettext("Sudah ada di kota sebelum permohonan ini")
    return ""
