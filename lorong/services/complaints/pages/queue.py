"""Reports that were written without a network: the page a telephone keeps for them, and how they are taken when they come."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from lorong.lib.refusals import Refusal
from lorong.portals.look.questions import QuestionForm
from lorong.portals.look.said import said
from lorong.services.complaints.forms import TellForm
from lorong.services.complaints.pages import categories, telling
from lorong.services.complaints.pages import draft as drafts
from lorong.services.complaints.pages.draft import Draft

CREATED, YOURS, WRONG = 201, 202, 422


def received(request: HttpRequest) -> JsonResponse:
    """Take one report that waited. 201 `{nomor, url}`: it is in, this time or before. 202 `{url}`: a code or an answer is
    missing, and the page there goes on with it. 422 `{url, sebab}`: it cannot be read as it is.
    """
    draft = Draft(key=str(request.POST.get("kunci", ""))[:32])
    form = telling.form_of(request, draft)
    form.full_clean()
    try:
        draft = telling.taken(request, draft, form)
        if form.errors:
            return _kept(request, draft, WRONG, str(next(iter(next(iter(form.errors.values()))))))
        waiting = telling.needs(request, telling.something_else(draft))
        if waiting:
            return _kept(request, telling.something_else(draft), YOURS, "", waiting)
        report = telling.tell(request, telling.something_else(draft))
    except Refusal as refusal:
        return _kept(request, draft, refusal.status if refusal.status == 429 else WRONG, said(refusal))
    drafts.drop_photos(draft)
    where = f"{reverse('complaints:sent')}?nomor={report.number}&kunci={draft.key}"
    return JsonResponse({"nomor": report.number, "url": where}, status=CREATED)


def _kept(request: HttpRequest, draft: Draft, status: int, why: str, page: str = "new") -> JsonResponse:
    """It goes on where its owner can see it."""
    old = drafts.kept(request)
    if old is not None and old.key != draft.key:
        drafts.forget(request)
    drafts.keep(request, draft)
    return JsonResponse({"url": reverse(f"complaints:{page}"), "sebab": why}, status=status)


def away() -> dict[str, Any]:
    """What the page without a network knows: nothing of anybody."""
    form = TellForm(known=False)
    form.fields["hp"].required = False
    return {"form": form, "me": None, "me_ref": "", "nav": "reports", "kinds": questions()}


def questions() -> list[tuple[str, QuestionForm]]:
    """(slug, its extra questions) of every kind that has some."""
    asked = (
        (kind.slug, telling.questions(replace(Draft(), category=kind.slug))) for _, kinds in categories.groups() for kind in kinds
    )
    return [(slug, form) for slug, form in asked if form is not None]
