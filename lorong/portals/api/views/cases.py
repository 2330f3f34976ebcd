"""My cases: where they stand, what is asked, what was said, the papers and the letter."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_noop as _
from ninja import Query

from lorong.kernel.cases import actions
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.errors import Missing
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.documents import queries as documents
from lorong.kernel.people.values import Scope
from lorong.lib.refusals import NotFound
from lorong.portals.api import keys, told, told_cases
from lorong.portals.api.document import api, needs
from lorong.portals.api.fitting import PAPERS, actor_of, file_answer, file_body, own_person, receive
from lorong.portals.api.shapes import (
    Case,
    Cases,
    Conversation,
    Documents,
    Letters,
    Papers,
    ResubmitAsked,
    Said,
    SayAsked,
)
from lorong.portals.api.views.offers import Cursor, Size
from lorong.portals.citizen.casepage import own_case
from lorong.portals.door.programs import IdempotencyKey, act_key
from lorong.portals.look.files import hand_out

ONLY = {"running": "berjalan", "ended": "selesai", "my_turn": "giliran-saya", "": ""}
SEE, APPLY, TALK, PAPERS_OF = (needs(s) for s in (Scope.CASES, Scope.APPLY, Scope.CONVERSATION, Scope.DOCUMENTS))
NUMBER = "/cases/{slug:number}"


def _with(scope: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    return {**scope, "openapi_extra": {**scope["openapi_extra"], **extra}}


@api.get("/cases", response=Cases, summary=_("Urusan saya"), **SEE)
def mine(
    request: HttpRequest,
    only: Annotated[Literal["running", "ended", "my_turn", ""], Query()] = "",
    cursor: Cursor = "",
    size: Size = 20,
) -> Any:
    """One's cases, those about oneself included, newest first."""
    found = cases.mine(actor_of(request), only=ONLY[only], cursor=cursor, size=size)
    return told_cases.page(found, told_cases.briefs(found.rows))


@api.get(NUMBER, response=Case, summary=_("Satu urusan: giliran siapa, sampai kapan, perkiraan selesai"), **SEE)
def case(request: HttpRequest, number: str) -> Any:
    """Whose turn it is, until when, what is asked, when it will probably end, what happened."""
    return told_cases.case(own_case(actor_of(request), number))


@api.get(NUMBER + "/conversation", response=Conversation, summary=_("Baca percakapan"), **TALK)
def conversation(request: HttpRequest, number: str, cursor: Cursor = "", size: Size = 50) -> Any:
    """What was said, newest first. Reading marks the office's lines as seen."""
    actor = actor_of(request)
    found = own_case(actor, number)
    lines = cases.talk_page(found, cursor=cursor, size=size)
    if any(line.side == "city" and line.seen_at is None for line in lines.rows):
        actions.mark_seen(actor=actor, case=found)
    return told_cases.page(lines, [told_cases.line(line) for line in lines.rows])


@api.post(NUMBER + "/conversation", response={201: Said}, summary=_("Tulis kepada petugas"), **TALK)
def say(request: HttpRequest, number: str, payload: SayAsked, idempotency_key: IdempotencyKey) -> Any:
    """Write to the office."""
    actor = actor_of(request)
    found = own_case(actor, number)
    keys.earlier(request, actor, idempotency_key, payload)
    key = act_key(actor, idempotency_key)
    return told_cases.line(actions.say(actor=actor, case=found, body=payload.text, key=key))


@api.get(NUMBER + "/documents", response=Documents, summary=_("Berkas satu urusan"), **PAPERS_OF)
def papers(request: HttpRequest, number: str) -> Any:
    """The documents of a case and what became of each."""
    return {"items": told_cases.documents(own_case(actor_of(request), number))}


@api.get(
    NUMBER + "/files/{uuid:document_id}",
    summary=_("Unduh satu berkas"),
    **_with(PAPERS_OF, file_answer("application/pdf", "image/jpeg")),
)
def file(request: HttpRequest, number: str, document_id: uuid.UUID) -> HttpResponseBase:
    """A document of the case or its conversation, as it is kept."""
    actor = actor_of(request)
    found = cases.document_of(actor, own_case(actor, number), document_id)
    return hand_out(documents.open_file(found), download=True)


@api.put(
    NUMBER + "/documents/{slug:requirement}",
    response=Documents,
    summary=_("Ganti berkas yang diminta lagi"),
    **_with(APPLY, file_body(PAPERS)["openapi_extra"]),
)
def replace(request: HttpRequest, number: str, requirement: str) -> Any:
    """Put a better document under a requirement while the case waits for the applicant."""
    actor = actor_of(request)
    found = own_case(actor, number)
    wanted = next((r for r in catalog.procedure(found.procedure_id).sop.requirements if r.id == requirement), None)
    if wanted is None:
        raise NotFound("Syarat itu tidak ada pada layanan ini. Muat ulang halamannya.")
    document = receive(request, found.subject, wanted, case_number=number)
    actions.replace_document(actor=actor, case=found, requirement=requirement, document=document)
    return {"items": told_cases.documents(found)}


@api.post(NUMBER + "/answer", response={201: Case}, summary=_("Jawab yang diminta petugas"), **APPLY)
def answer(request: HttpRequest, number: str, payload: ResubmitAsked, idempotency_key: IdempotencyKey) -> Any:
    """Send what was asked: the documents put before, and corrected answers when there are any."""
    actor = actor_of(request)
    found = own_case(actor, number)
    keys.earlier(request, actor, idempotency_key, payload)
    answers = _corrected(found, payload)
    actions.resubmit(actor=actor, case=found, key=act_key(actor, idempotency_key), answers=answers)
    return told_cases.fresh(actor, number)


def _corrected(found: Any, payload: ResubmitAsked) -> dict[str, Any] | None:
    if payload.answers is None:
        return None
    published = catalog.procedure(found.procedure_id)
    cleaned = told.cleaned(published, found.applicant, {**found.answers, **payload.answers})
    if not cleaned.ok:
        field, sentence = next(iter(cleaned.errors.items()))
        raise Missing(sentence, field=field, detail={"errors": cleaned.errors})
    answers: dict[str, Any] = cleaned.answers
    return answers if answers != found.answers else None


@api.get(NUMBER + "/letter", summary=_("Unduh surat"), **_with(PAPERS_OF, file_answer("application/pdf")))
def letter(request: HttpRequest, number: str) -> HttpResponseBase:
    """The letter a case has led to, as PDF."""
    actor = actor_of(request)
    return hand_out(cases.open_letter(actor, own_case(actor, number)), download=True)


@api.get("/letters", response=Letters, summary=_("Surat saya"), **PAPERS_OF)
def letters(request: HttpRequest, cursor: Cursor = "", size: Size = 50) -> Any:
    """One's letters, newest first."""
    person, _today = own_person(request)
    found = documents.letters_page(person, cursor=cursor, size=size)
    return told_cases.page(found, [told.letter(row) for row in found.rows])


@api.get("/documents", response=Papers, summary=_("Berkas saya yang kota pegang"), **PAPERS_OF)
def held(request: HttpRequest, cursor: Cursor = "", size: Size = 50) -> Any:
    """The papers that the city holds of somebody and takes again."""
    person, today = own_person(request)
    found = documents.papers_page(person, on=today, cursor=cursor, size=size)
    return told_cases.page(found, [told.paper(row) for row in found.rows])
