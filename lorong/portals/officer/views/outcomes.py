"""Deciding a step: with one press where nothing is asked, with a page of its own where something is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.errors import Unticked
from lorong.kernel.cases.values import Said
from lorong.kernel.documents import queries as documents
from lorong.lib.refusals import AlreadyDone, GuardFailed, Refusal
from lorong.portals.door import Who, entrance
from lorong.portals.look.said import said
from lorong.portals.officer import signing
from lorong.portals.officer.asker import asker, key_in, new_key
from lorong.portals.officer.cockpit import Desk, desk_of, look
from lorong.portals.officer.deciding import already, asking_url, asks_more, decide, must_be_open, must_be_ticked, outcome_of
from lorong.portals.officer.forms import OutcomeForm
from lorong.portals.officer.screens import case_page, further, onward, pdf_answer


@entrance(Who.OFFICER, keeps=True)
@require_POST
def press(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """An outcome's button. What asks for more leads to its own page; what a guard refuses comes back to the case."""
    desk = desk_of(asker(request), number, step)
    name, checked = request.POST.get("hasil", ""), request.POST.getlist("cek")
    if already(desk, key_in(request)):
        return further(desk)
    must_be_open(desk, step)
    outcome = outcome_of(desk, name)
    try:
        must_be_ticked(desk, outcome, checked)
        if asks_more(outcome):
            return redirect(asking_url(desk, name, checked))
        decide(desk, name, key=key_in(request), said=Said(checked=tuple(checked)))
    except (GuardFailed, Unticked) as refusal:
        return case_page(request, desk, refusal=refusal, ticked=checked)
    return onward(request, desk, outcome)


@entrance(Who.OFFICER, keeps=True)
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, number: str, step: str, outcome: str) -> HttpResponse:
    """Reasons, what to send again, or the passphrase; then the step is decided."""
    desk = desk_of(asker(request), number, step)
    if request.method == "POST" and already(desk, key_in(request)):
        return further(desk)
    must_be_open(desk, step)
    chosen = outcome_of(desk, outcome)
    if chosen.signs and (first := signing.key_first(request, desk.actor, request.get_full_path())):
        return first
    asked = desk.published.sop.requirements if not desk.masked else ()
    form = OutcomeForm(request.POST or None, outcome=chosen, requirements=asked)
    if request.method == "POST" and form.is_valid():
        refusal = _carried_out(request, desk, outcome, form)
        if refusal is None:
            return onward(request, desk, chosen)
        form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))
    return _page(request, desk, outcome, form)


@entrance(Who.OFFICER)
@require_safe
def draft(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """The letter as it would be signed, for whoever is about to."""
    desk = desk_of(asker(request), number, step)
    content = cases.draft_product(desk.actor, desk.case, step, at=desk.now)
    look(desk, fields=("konsep surat",))
    return pdf_answer(content, f"konsep-{number}.pdf")


def _carried_out(request: HttpRequest, desk: Desk, name: str, form: OutcomeForm) -> Refusal | None:
    """None when the step was decided; a refusal that the form can show. What somebody else did first is a page."""
    checked = request.POST.getlist("cek")
    try:
        key = signing.unlocked(request, form.cleaned_data)
        decide(desk, name, key=key_in(request), said=form.said(checked=checked, unlocked=key))
    except AlreadyDone:
        raise
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        return refusal
    return None


def _page(request: HttpRequest, desk: Desk, name: str, form: OutcomeForm) -> HttpResponse:
    if request.method != "POST":
        look(desk, fields=("nama",))
    given = request.POST if request.method == "POST" else request.GET
    context = {
        "nav": "inbox",
        "desk": desk,
        "case": desk.case,
        "outcome": form.outcome,
        "form": form,
        "checked": given.getlist("cek"),
        "draft_url": reverse("officer:draft", args=[desk.case.number, desk.item.step]) if form.outcome.signs else "",
        "kunci": request.POST.get("kunci") or new_key(),
        "left": desk.published.sop.returns.limit - desk.case.returns,
        "within": desk.published.sop.returns.within,
        "passkeys": documents.signing_passkeys(desk.actor) if form.outcome.signs else (),
    }
    return render(request, "officer/outcome.html", context, status=422 if form.errors else 200)
