"""At the counter: give somebody who brought the card a verified account, or move theirs to a new phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as translate

from lorong.kernel.audit import actions as audit
from lorong.kernel.people import policies, queries
from lorong.kernel.people.values import Purpose
from lorong.lib.refusals import Refusal
from lorong.portals.accounts import drafts, proving, serving
from lorong.portals.accounts.forms import CodeForm, CounterForm
from lorong.portals.accounts.pages import mark, show
from lorong.portals.door.entrance import Who, entrance
from lorong.portals.look.said import said

DRAFT = Purpose.COUNTER


@entrance(Who.OFFICER)
def counter(request: HttpRequest) -> HttpResponse:
    """NIK from the card, phone in the hand."""
    verdict = policies.may_work_at_counter(actor=request.actor)  # type: ignore[attr-defined]
    if verdict.refusal is not None:
        raise verdict.refusal
    form = CounterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proving.ask(request, DRAFT, form.cleaned_data["phone"])
        except Refusal as refusal:
            mark(form, refusal, "phone")
        else:
            drafts.keep(request, DRAFT, nik=form.cleaned_data["nik"], lost=form.cleaned_data["lost"])
            return redirect("accounts:counter_code")
    return show(request, "counter", form)


@entrance(Who.OFFICER)
def counter_code(request: HttpRequest) -> HttpResponse:
    """Whose card it is, and the code read aloud. The look is on record."""
    draft = drafts.kept(request, DRAFT)
    person = queries.person_by_nik(str(draft.get("nik", "")))
    if "code" not in draft:
        return redirect("accounts:counter")
    form = CodeForm(request.POST or None)
    if person is not None and request.method != "POST":
        actor = request.actor  # type: ignore[attr-defined]
        audit.record_look(actor=actor, subject=person.pk, purpose="verifikasi akun di loket", fields=["nama"])
    if request.method == "POST" and form.is_valid() and _serve(request, form, draft):
        return redirect("accounts:counter")
    return show(request, "counter_code", form, person=person, draft=draft, flow=DRAFT)


def _serve(request: HttpRequest, form: CodeForm, draft: dict[str, Any]) -> bool:
    tried = proving.answer(request, DRAFT, form.cleaned_data["code"])
    if not tried.right:
        form.add_error("code", said(tried.sentence))
        return False
    try:
        account = serving.serve(
            request.actor,  # type: ignore[attr-defined]
            nik=draft["nik"],
            code_id=int(draft["code"]),
            lost=bool(draft["lost"]),
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, said(refusal))
        return False
    drafts.forget(request, DRAFT)
    messages.success(request, translate("Akun %(name)s terverifikasi.") % {"name": account.person.name})
    return True
