"""What a resident does on a case: answer, write, take it back, say how it was."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lorong.kernel.cases import actions
from lorong.kernel.cases import queries as cases
from lorong.kernel.catalog import queries as catalog
from lorong.lib.refusals import NotFound, Refusal
from lorong.portals.citizen.asked import asked_block
from lorong.portals.citizen.casepage import case_context, own_case, own_file
from lorong.portals.citizen.changing import answers_form, changed_answers
from lorong.portals.citizen.forms import AnswerForm, SayForm, SurveyForm, WithdrawForm
from lorong.portals.citizen.sending import put_documents, received, resent_words
from lorong.portals.door import Who, entrance
from lorong.portals.look.said import said

BOTH = ["GET", "HEAD", "POST"]


@entrance(Who.SIGNED_IN, keeps=True)
@require_http_methods(BOTH)
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Send what was asked: documents, corrected answers, a word. What arrived stays, also when the rest is refused."""
    actor = request.actor  # type: ignore[attr-defined]
    file = own_file(actor, number)
    case, posted = file.case, request.POST if request.method == "POST" else None
    asks = cases.asked_in(case, cases.last_return_in(case, file.events), file.papers)
    form = AnswerForm(posted, request.FILES or None, asks=asks)
    changes = answers_form(case, posted if posted and "ubah" in posted else None)
    if request.method == "POST" and _answered(request, case, form, changes):
        messages.success(request, resent_words(actor, number))
        return redirect("citizen:case", number=number)
    asked = asked_block(file, form)
    if asked is None:
        return redirect("citizen:case", number=number)
    context = {"case": case, "asked": asked, "form": form, "changes": changes, "kunci": uuid.uuid4().hex, "nav": "cases"}
    return render(request, "citizen/answer.html", context, status=422 if form.errors or changes.errors else 200)


def _answered(request: HttpRequest, case: Any, form: AnswerForm, changes: Any) -> bool:
    """Whether everything went out; the reason why not stands in the forms."""
    if not form.is_valid() or (changes.is_bound and changes.errors):
        return False
    actor, key = request.actor, form.cleaned_data["kunci"]  # type: ignore[attr-defined]
    try:
        put_documents(actor=actor, case=case, form=form)
        actions.resubmit(actor=actor, case=case, key=key, answers=changed_answers(case, changes))
        if form.cleaned_data["pesan"].strip():
            actions.say(actor=actor, case=case, body=form.cleaned_data["pesan"], key=f"jawab:{key}")
    except NotFound:
        raise
    except Refusal as refusal:
        field = f"berkas_{refusal.field}"
        if not form.errors:
            form.add_error(field if field in form.fields else None, said(refusal))
        return False
    return True


@entrance(Who.SIGNED_IN, keeps=True)
@require_http_methods(["POST"])
def say(request: HttpRequest, number: str) -> HttpResponse:
    """Write to the office, with a file or without."""
    actor = request.actor  # type: ignore[attr-defined]
    case = own_case(actor, number)
    form = SayForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            file = received(actor=actor, case=case, sent=form.cleaned_data["berkas"], kind="lampiran")
            actions.say(actor=actor, case=case, body=form.cleaned_data["pesan"], key=form.cleaned_data["kunci"], file=file)
            messages.success(request, gettext("Pesan terkirim. Balasannya muncul di sini."))
            return redirect("citizen:case", number=number)
    except Refusal as refusal:
        form.add_error("berkas" if refusal.field == "berkas" else "pesan", said(refusal))
    return render(request, "citizen/case.html", {**case_context(actor, own_file(actor, number)), "form": form}, status=422)


@entrance(Who.SIGNED_IN)
@require_http_methods(BOTH)
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take the application back, asked once more before."""
    actor = request.actor  # type: ignore[attr-defined]
    case = own_case(actor, number)
    form = WithdrawForm(request.POST if request.method == "POST" else None, initial={"kunci": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        actions.withdraw(actor=actor, case=case, key=form.cleaned_data["kunci"], reason=form.cleaned_data["alasan"])
        messages.success(request, gettext("Permohonan ditarik. Anda bisa mengajukan lagi kapan saja."))
        return redirect("citizen:case", number=number)
    title = catalog.procedure(case.procedure_id).sop.title
    return render(request, "citizen/withdraw.html", {"case": case, "form": form, "title": title, "nav": "cases"})


@entrance(Who.SIGNED_IN, keeps=True)
@require_http_methods(BOTH)
def survey(request: HttpRequest, number: str) -> HttpResponse:
    """Nine questions after the end, once."""
    actor = request.actor  # type: ignore[attr-defined]
    case = own_case(actor, number)
    form = SurveyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.answer_survey(
            actor=actor,
            case=case,
            answers=form.grades,
            asked_to_pay=form.asked_to_pay,
            paid_note=said["catatan"],
            suggestion=said["saran"],
        )
        messages.success(request, gettext("Terima kasih. Jawaban Anda masuk ke angka yang diumumkan kota, tanpa nama."))
        return redirect("citizen:case", number=number)
    done = cases.is_surveyed(case)
    context = {"case": case, "form": form, "done": done, "nav": "cases"}
    return render(request, "citizen/survey.html", context, status=422 if form.errors else 200)
