"""Services, applications and letters as a program is told of them.

An extra room: reads of the kernel become shapes here, so that views stay short.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.documents.values import Checked, Finding, shown_code
from lorong.kernel.people import queries as people
from lorong.lib.refusals import NotFound
from lorong.lib.sop.answers import clean
from lorong.portals.api.formschema import schema_of
from lorong.portals.applying.course import offered
from lorong.portals.citizen.words import span_words


def local(at: datetime | None) -> datetime | None:
    """A moment in the city's zone, as the city says it."""
    return city.local(at) if at is not None else None


def service_brief(published: Published) -> dict[str, Any]:
    """One line of the list of services."""
    sop = published.sop
    return {
        "slug": published.slug,
        "title": in_language(sop.title, sop.title_en),
        "summary": in_language(sop.summary, sop.summary_en),
        "promise": span_words(sop.promise),
        "fee": sop.fee,
    }


def service(published: Published) -> dict[str, Any]:
    """Everything a program needs to apply: documents, steps, the form."""
    sop = published.sop
    return {
        **service_brief(published),
        "version": published.version,
        "channels": list(sop.channels),
        "product": in_language(sop.product.name, sop.product.name_en),
        "valid_for": span_words(sop.product.valid_for) if sop.product.valid_for else None,
        "about": ["self", *sop.applicant.on_behalf],
        "legal_basis": list(sop.legal_basis),
        "requirements": [_requirement(r) for r in sop.requirements],
        "steps": [
            {"title": in_language(s.title, s.title_en), "within": span_words(s.within), "side": s.side}
            for s in sop.steps
            if not s.is_machine
        ],
        "form": schema_of(published.form, title=in_language(sop.title, sop.title_en)),
    }


def _requirement(requirement: Any) -> dict[str, Any]:
    return {
        "id": requirement.id,
        "name": in_language(requirement.name, requirement.name_en),
        "hint": in_language(requirement.hint),
        "required": requirement.required,
        "kept_by_the_city": requirement.held_as is not None,
    }


def application(draft: Any) -> dict[str, Any]:
    """An application as it stands against the version in force now; one that was sent says which case it became.

    Raises NotFound when the service is closed.
    """
    published = catalog.current_by_slug(draft.slug)
    if published is None:
        raise NotFound(
            gettext("Layanan ini sedang ditutup. Isian Anda tetap disimpan; coba lagi nanti, atau tanyakan ke kelurahan.")
        )
    needs = [n for n in cases.needed_for(published, draft, at=timezone.now()) if not n.excused]
    missing = [] if draft.submitted_as else [*_answers_missing(published, draft), *_documents_missing(needs)]
    suggested = {k: v for k, v in offered(draft, published).items() if v and draft.answers.get(k) in (None, "")}
    return {
        "id": draft.pk,
        "service": draft.slug,
        "version": published.version,
        "about": draft.about,
        "subject": draft.subject.name,
        "answers": draft.answers,
        "suggested": suggested,
        "documents": [_need(n) for n in needs],
        "missing": missing,
        "ready": not missing and not draft.submitted_as,
        "updated_at": local(draft.updated_at),
        "case": draft.submitted_as or None,
    }


def cleaned(published: Published, applicant: Any, answers: Mapping[str, Any]) -> Any:
    """Answers checked by the rules of the form, as the pages do it."""
    today = city.today()
    family = [str(p.pk) for p in people.family_of(applicant, on=today)]
    return clean(published.form, answers, today=today, family=family, places=city.village_codes())


def _answers_missing(published: Published, draft: Any) -> list[dict[str, str]]:
    errors = cleaned(published, draft.applicant, draft.answers).errors
    return [{"kind": "answer", "id": place, "detail": sentence} for place, sentence in errors.items()]


def _documents_missing(needs: list[Any]) -> list[dict[str, str]]:
    said = gettext("%(name)s belum ada. Foto atau unggah dulu.")
    lacking = [n.requirement for n in needs if n.requirement.required and not n.satisfied]
    return [{"kind": "document", "id": r.id, "detail": said % {"name": in_language(r.name, r.name_en)}} for r in lacking]


def _need(need: Any) -> dict[str, Any]:
    requirement = need.requirement
    return {
        "requirement": requirement.id,
        "name": in_language(requirement.name, requirement.name_en),
        "required": requirement.required,
        "satisfied": need.satisfied,
        "held": need.held,
        "document_id": need.document_id,
    }


def letter(row: Any) -> dict[str, Any]:
    """A letter of one's own."""
    return {
        "number": row.number.text,
        "title": row.title,
        "code": shown_code(row.code),
        "signed_at": local(row.signed_at),
        "valid_until": row.valid_until,
        "revoked": row.revoked_at is not None,
        "ready": row.file_ready_at is not None,
        "case": row.case_number,
    }


def paper(document: Any) -> dict[str, Any]:
    """A document that the city holds."""
    return {
        "id": document.pk,
        "kind": document.kind,
        "name": document.name,
        "received_at": local(document.received_at),
        "accepted": document.accepted_at is not None,
        "valid_until": document.valid_until,
    }


def check(found: Checked) -> dict[str, Any]:
    """What anybody may know of a letter."""
    return {
        "finding": found.finding.value,
        "good": found.finding is Finding.REAL,
        "title": found.title or None,
        "number": found.number or None,
        "code": shown_code(found.code) if found.code else None,
        "unit": found.unit or None,
        "holder": found.subject or None,
        "signed_by": ", ".join(part for part in (found.signed_name, found.signed_title) if part) or None,
        "signed_at": local(found.signed_at),
        "valid_until": found.valid_until,
        "revoked_at": local(found.revoked_at),
        "revoked_because": found.revoked_because or None,
    }
