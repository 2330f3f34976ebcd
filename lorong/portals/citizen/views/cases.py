"""My cases, and one of them: whose turn, where it stands, what was said, the papers, the letter."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lorong.kernel.cases import actions
from lorong.kernel.cases import queries as cases_of
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.documents import queries as documents
from lorong.lib.refusals import NotFound
from lorong.portals.citizen.brief import briefs
from lorong.portals.citizen.casepage import case_context, own_case, own_file
from lorong.portals.door import Who, entrance
from lorong.portals.look.files import hand_out

FILTERS = (("", gettext_lazy("Semua")), ("berjalan", gettext_lazy("Berjalan")), ("selesai", gettext_lazy("Selesai")))


@entrance(Who.SIGNED_IN)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """My cases, newest first, and what I began to write. `?hanya=` berjalan or selesai."""
    actor = request.actor  # type: ignore[attr-defined]
    only = request.GET.get("hanya", "")
    only = only if only in dict(FILTERS) else ""
    page = cases_of.mine(actor, only=only, cursor=request.GET.get("sesudah", ""))
    first = page.is_first and only != "selesai"
    drafts = [(d, catalog.current_by_slug(d.slug)) for d in cases_of.drafts_of(actor)] if first else []
    context = {"page": page, "mine": briefs(page.rows), "only": only, "filters": FILTERS, "nav": "cases"}
    return render(request, "citizen/cases.html", {**context, "drafts": [(d, p) for d, p in drafts if p]})


@entrance(Who.SIGNED_IN)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case. An officer who is not the applicant belongs at the desk."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        found = own_file(actor, number)
    except NotFound:
        desk = desk_of(number) if actor.is_officer else ""
        if not desk:
            raise
        return redirect(desk)
    context = case_context(actor, found)
    if any(line.side == "city" and line.seen_at is None for line in context["talk"]):
        actions.mark_seen(actor=actor, case=found.case)
    return render(request, "citizen/case.html", context)


def desk_of(number: str) -> str:
    """Where an officer works on this case; "" where there is no desk."""
    try:
        return reverse("officer:case", args=[number])
    except NoReverseMatch:
        return ""


@entrance(Who.SIGNED_IN)
@require_safe
def document(request: HttpRequest, number: str, document_id: uuid.UUID) -> HttpResponseBase:
    """A document of my case, as it was received."""
    actor = request.actor  # type: ignore[attr-defined]
    found = cases_of.document_of(actor, own_case(actor, number), document_id)
    return hand_out(documents.open_file(found))


@entrance(Who.SIGNED_IN)
@require_safe
def letter(request: HttpRequest, number: str) -> HttpResponseBase:
    """The letter, to keep."""
    actor = request.actor  # type: ignore[attr-defined]
    return hand_out(cases_of.open_letter(actor, own_case(actor, number)), download=True)


@entrance(Who.SIGNED_IN)
@require_safe
def proof(request: HttpRequest, number: str) -> JsonResponse:
    """The history of my case with what proves it unchanged, to keep and to check elsewhere."""
    found = own_case(request.actor, number)  # type: ignore[attr-defined]
    response = JsonResponse(cases_of.proof(found), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="bukti-{found.number}.json"'
    return response
