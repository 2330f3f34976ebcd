"""Reports that were written without a network: the page a telephone keeps for them, and how they are taken when they come."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from lorong.lib.refusals import Refusal
from lorong.portals.look.questions import QuestionForm
from lorong.portals.look.said import said
from lorong.services.complaints.forms import TellForm
from lorong.services.complaints.pages import categories, telling
from lorong.services.complaints.pages import draft as drafts
from lorong.services.complaints.pages.draft import Draft

CREATED, YOURS, WRONG = 201, 202, 422
WHY = {
    "near": gettext_noop(
        "Sudah ada laporan sejenis di dekat situ. Lihat dulu; kalau sampai besok tidak dijawab, laporan ini dikirim tersendiri."
    )
}


def received(request: HttpRequest) -> JsonResponse:
    """Take one report that waited. 201 `{nomor, url}`: it is in, this time or before. 202 `{url, sebab}`: its owner must say
    something first (a code, an answer, whether it is what was told near by), and the page there goes on with it. 422
    `{url, sebab}`: it cannot be read as it is. `sendiri=1`: nobody answered for a day, or nobody looks; told on its own.
    """
    draft = Draft(key=str(request.POST.get("kunci", ""))[:32])
    form = telling.form_of(request, draft)
    form.full_clean()
    try:
        sent = telling.as_sent(request, draft, form)
        told = telling.something_else(sent) if request.POST.get("sendiri") == "1" else sent
        at_once = not form.errors and telling.is_ready(request, told)
        if not at_once and telling.was_told(request, sent):  # what is near by may be this very report
            told = telling.something_else(sent)
            at_once = not form.errors and telling.is_ready(request, told)
        telling.count(request, sent, tells=at_once)
        draft = sent
        if form.errors:
            return _kept(request, draft, WRONG, str(next(iter(next(iter(form.errors.values()))))))
        waiting = "" if at_once else telling.needs(request, told)
        if waiting:
            return _kept(request, told, YOURS, gettext(WHY[waiting]) if waiting in WHY else "", waiting)
        report = telling.tell(request, told, counted=at_once)
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
