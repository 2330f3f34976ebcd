"""Applying: begin with answers, add documents, send. Three calls when all answers are there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lorong.kernel.cases import actions
from lorong.kernel.cases import queries as cases
from lorong.kernel.people.values import Scope
from lorong.lib.refusals import Refusal
from lorong.portals.api import keys, told, told_cases
from lorong.portals.api.document import api, needs
from lorong.portals.api.fitting import PAPERS, actor_of, file_body, own_person, receive
from lorong.portals.api.shapes import AnswersAsked, Application, ApplicationAsked, Applications, Case
from lorong.portals.applying.course import course_of
from lorong.portals.applying.subjects import chosen
from lorong.portals.citizen.views.offers import offered
from lorong.portals.door.programs import IdempotencyKey

APPLY = needs(Scope.APPLY)
WITH_FILE = {**APPLY, "openapi_extra": {**APPLY["openapi_extra"], **file_body(PAPERS)["openapi_extra"]}}


@api.get("/applications", response=Applications, summary=_("Permohonan yang belum dikirim"), **APPLY)
def applications(request: HttpRequest) -> Any:
    """One's unfinished applications, newest first; at most 20 are kept in the list."""
    return {"items": [told.application(d) for d in cases.drafts_of(actor_of(request))]}


@api.post("/applications", response={201: Application}, summary=_("Mulai permohonan"), **APPLY)
def begin(request: HttpRequest, payload: ApplicationAsked, idempotency_key: IdempotencyKey) -> Any:
    """Begin an application, with as many answers as there are; one already open for the same person goes on."""
    actor = actor_of(request)
    first = keys.earlier(request, actor, idempotency_key, payload)
    if first:
        return told.application(cases.draft(actor, int(first)))
    published, (person, today) = offered(payload.service), own_person(request)
    who = chosen(published, person, payload.subject or f"self:{person.pk}", on=today)
    if who is None:
        raise Refusal(gettext("Pilih salah satu orang dari daftar."), field="subject")
    draft = actions.begin_draft(actor=actor, slug=published.slug, applicant=person, subject=who.person, about=who.about)
    draft = actions.save_page(actor=actor, draft=draft, answers=payload.answers)
    keys.keep(actor, idempotency_key, str(draft.pk))
    return told.application(cases.draft(actor, draft.pk))


@api.get("/applications/{int:pk}", response=Application, summary=_("Satu permohonan: apa yang masih kurang"), **APPLY)
def application(request: HttpRequest, pk: int) -> Any:
    """An application and what it still misses."""
    return told.application(cases.draft(actor_of(request), pk))


@api.patch("/applications/{int:pk}", response=Application, summary=_("Isi atau ubah jawaban"), **APPLY)
def write(request: HttpRequest, pk: int, payload: AnswersAsked) -> Any:
    """Keep answers, right or wrong; what is wrong stands under `missing`."""
    actor = actor_of(request)
    actions.save_page(actor=actor, draft=cases.draft(actor, pk), answers=payload.answers)
    return told.application(cases.draft(actor, pk))


@api.delete("/applications/{int:pk}", response={204: None}, summary=_("Buang permohonan yang belum dikirim"), **APPLY)
def discard(request: HttpRequest, pk: int) -> Any:
    """Throw an unfinished application away."""
    actor = actor_of(request)
    actions.discard_draft(actor=actor, draft=cases.draft(actor, pk))


@api.put(
    "/applications/{int:pk}/documents/{slug:requirement}",
    response=Application,
    summary=_("Kirim foto atau PDF satu syarat"),
    **WITH_FILE,
)
def attach(request: HttpRequest, pk: int, requirement: str) -> Any:
    """Put a document under a requirement; a second one replaces the first."""
    actor, draft = actor_of(request), cases.draft(actor_of(request), pk)
    wanted = course_of(draft).need(requirement).requirement
    document = receive(request, draft.subject, wanted)
    actions.attach(actor=actor, draft=draft, requirement=requirement, document=document)
    return told.application(cases.draft(actor, pk))


@api.post("/applications/{int:pk}/submit", response={201: Case}, summary=_("Kirim permohonan"), **APPLY)
def submit(request: HttpRequest, pk: int) -> Any:
    """Send it. Sending it again gives the case it became the first time."""
    actor = actor_of(request)
    case = actions.submit(actor=actor, draft=cases.draft(actor, pk))
    return told_cases.fresh(actor, case.number)
