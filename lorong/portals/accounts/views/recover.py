"""Taking an account back with its phone and NIK. Who lost the phone goes to a counter, or uses a passkey."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from lorong.kernel.people import actions, limits, queries
from lorong.kernel.people.values import VISITOR, Purpose
from lorong.lib.refusals import Refusal, TooMany
from lorong.portals.accounts import drafts, proving, telling, visitor
from lorong.portals.accounts.forms import CodeForm, RecoverForm
from lorong.portals.accounts.pages import greet, mark, show
from lorong.portals.door.entrance import Who, entrance
from lorong.portals.look.said import said

DRAFT = Purpose.RECOVER


@entrance(Who.ANYONE)
def recover(request: HttpRequest) -> HttpResponse:
    """Phone and NIK of the account."""
    form = RecoverForm(request.POST or None, initial=drafts.kept(request, DRAFT))
    if request.method == "POST" and form.is_valid():
        try:
            proving.ask(request, DRAFT, form.cleaned_data["phone"])
        except TooMany as refusal:
            mark(form, refusal, "phone")
        else:
            drafts.keep(request, DRAFT, nik=form.cleaned_data["nik"])
            return redirect("accounts:recover_code")
    return show(request, "recover", form, nav="sign_in")


@entrance(Who.ANYONE)
def recover_code(request: HttpRequest) -> HttpResponse:
    """The code; then phone and NIK must belong together."""
    draft = drafts.kept(request, DRAFT)
    if "code" not in draft or "nik" not in draft:
        return redirect("accounts:recover")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried = proving.answer(request, DRAFT, form.cleaned_data["code"])
        if tried.right:
            return _take_back(request, draft)
        form.add_error("code", said(tried.sentence))
    return show(request, "code", form, draft=draft, flow=DRAFT, nav="sign_in")


def _take_back(request: HttpRequest, draft: dict[str, str]) -> HttpResponse:
    proof = queries.code(int(draft["code"]))
    assert proof is not None, "the draft's code was just answered"
    try:
        limits.apply(limits.CLAIMS_OF_A_NIK, draft["nik"])
        account = actions.recover(actor=VISITOR, proof=proof, nik=draft["nik"], at=timezone.now())
    except Refusal as refusal:
        visitor.not_in("pulih")
        form = RecoverForm({"phone": draft["phone"], "nik": draft["nik"]})
        form.is_valid()
        mark(form, refusal, "nik")
        return show(request, "recover", form, nav="sign_in")
    drafts.forget(request, DRAFT)
    telling.recovered(account)
    visitor.head_for(request, "/akun/sandi/")
    return greet(request, account, "kode")
