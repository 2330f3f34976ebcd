"""What the applicant does while it is their turn, and what the clock does when they do not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies, recording, settling
from lorong.kernel.cases.errors import CaseIsOver, Missing
from lorong.kernel.cases.models import Attachment, Case, Event
from lorong.kernel.cases.queries.asked import asked_of, last_return
from lorong.kernel.cases.values import Kind, Turn
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents.models import Document
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal
from lorong.lib.sop import flow
from lorong.lib.verdicts import YES, Verdict


def _may_answer_or_did(*, actor: Actor, case: Case, key: str) -> Verdict:
    # The service may have counted the first answer: the second click of a double click is no refusal.
    return YES if policies.did(actor=actor, case=case, key=key) else policies.may_answer(actor=actor, case=case)


@action("case.resubmit", allow=_may_answer_or_did, lock="case")
def resubmit(
    *, actor: Actor, case: Case, key: str, answers: Mapping[str, Any] | None = None, at: datetime | None = None
) -> Event:
    """The applicant sends what was asked; the step that asked opens again and the city's clock goes on.

    answers: the whole set of answers when any were changed, already cleaned by the form. Raises CaseIsOver, Missing
    (a document that was asked for and not replaced), Refusal when nothing was asked.
    """
    first = recording.already(case, key)
    if first is not None:
        return first
    if case.is_done:
        raise CaseIsOver("Urusan ini sudah ditutup. Anda bisa mengajukan lagi tanpa mengisi ulang.")
    asked = last_return(case)
    if asked is None:
        raise Refusal("Tidak ada yang diminta dari Anda sekarang. Tunggu kabar dari petugas.")
    missing = [ask for ask in asked_of(case) if ask.is_document and not ask.answered]
    if missing:
        raise Missing(phrase("Lampirkan dulu: {names}.", names=[ask.name for ask in missing]), field=missing[0].requirement)
    published = catalog.procedure(case.procedure_id)
    if answers is not None:
        _stays_where_it_is(case, published, answers)
    return recording.record(
        actor=actor,
        case=case,
        published=published,
        kind=Kind.RESUBMITTED,
        key=key,
        at=at or timezone.now(),
        step=asked.step,
        moved=flow.answer(published.flow, frozenset(case.marking), asked.step),
        data={"answers": dict(answers)} if answers is not None else {},
    )


def _stays_where_it_is(case: Case, published: Published, answers: Mapping[str, Any]) -> None:
    # Which office it is was settled by sending it: its clock, its numbers and its officers are in the history.
    place = published.sop.applicant.place
    if place is not None and answers.get(place) != case.answers.get(place):
        raise Refusal(
            phrase(
                "Permohonan ini sudah di {unit}, jadi tempatnya tidak bisa diganti. Tarik permohonan ini, lalu ajukan lagi untuk tempat yang benar.",
                unit=case.unit.name,
            ),
            field=place,
        )


@action("case.replace_document", allow=policies.may_answer, lock="case")
def replace_document(*, actor: Actor, case: Case, requirement: str, document: Document) -> Attachment:
    """Put a better document under a requirement while the case waits for the applicant; the older stays visible."""
    if not flow.waiting_for_applicant(case.marking):
        raise Refusal("Tidak ada berkas yang diminta sekarang. Tulis di percakapan kalau ada yang ingin Anda ganti.")
    if not case.concerns(document.person_id):
        raise Refusal("Dokumen itu bukan milik urusan ini. Lampirkan dokumen pemohon.")
    if requirement not in {r.id for r in catalog.procedure(case.procedure_id).sop.requirements}:
        raise Refusal("Syarat itu tidak ada pada layanan ini. Muat ulang halamannya.")
    documents.file_documents(actor=SISTEM, documents=[document.pk], case_number=case.number)
    return settling.replace_attachment(case, requirement, document, timezone.now())


def _may_withdraw_or_did(*, actor: Actor, case: Case, key: str) -> Verdict:
    # What was taken back is over: the second click of a double click is no refusal.
    return YES if policies.did(actor=actor, case=case, key=key) else policies.may_withdraw(actor=actor, case=case)


@action("case.withdraw", allow=_may_withdraw_or_did, lock="case")
def withdraw(*, actor: Actor, case: Case, key: str, reason: str = "", at: datetime | None = None) -> Event:
    """The applicant takes the application back. It stays visible, ended as withdrawn."""
    return recording.already(case, key) or _end(actor, case, Kind.WITHDRAWN, key, at or timezone.now(), {"reason": reason})


@action("case.lapse", allow=policies.may_lapse, lock="case")
def lapse(*, actor: Actor, case: Case, at: datetime | None = None) -> Event | None:
    """Close a case whose applicant did not answer in time (SOP `returns.within`). None when it is no longer so.

    A step of the residents has a deadline with a rule of its own: a case that waits in one does not lapse.
    """
    moment = at or timezone.now()
    if case.is_done or case.turn != Turn.APPLICANT or case.turn_due_at is None or case.turn_due_at > moment:
        return None
    if not flow.lapses(catalog.procedure(case.procedure_id).flow, case.marking):
        return None
    return _end(actor, case, Kind.LAPSED, f"lapse:{case.last_seq}", moment, {})


def _may_withdraw_public_or_did(*, actor: Actor, case: Case, key: str) -> Verdict:
    return YES if policies.did(actor=actor, case=case, key=key) else policies.may_withdraw_public(actor=actor, case=case)


@action("case.withdraw_public", allow=_may_withdraw_public_or_did, lock="case")
def withdraw_public(*, actor: Actor, case: Case, key: str, at: datetime | None = None) -> Event:
    """End a case without an applicant because everybody who told of it took it back. The service knows, and acts as the system."""
    return recording.already(case, key) or _end(actor, case, Kind.WITHDRAWN, key, at or timezone.now(), {})


def _end(actor: Actor, case: Case, kind: Kind, key: str, at: datetime, data: dict[str, Any]) -> Event:
    moved = flow.Moved(frozenset(), frozenset(), flow.active(case.marking), str(kind))
    return recording.record(
        actor=actor,
        case=case,
        published=catalog.procedure(case.procedure_id),
        kind=kind,
        key=key,
        at=at,
        moved=moved,
        data={k: v for k, v in data.items() if v},
    )
