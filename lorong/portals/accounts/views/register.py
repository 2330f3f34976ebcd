"""Registering: one question a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from lorong.kernel.people import actions, limits, queries
from lorong.kernel.people.errors import ClaimDiffers, PersonHasAccount, PhoneTaken, ProofStale
from lorong.kernel.people.values import VISITOR, Purpose
from lorong.lib.refusals import Refusal, TooMany
from lorong.portals.accounts import drafts, proving, visitor
from lorong.portals.accounts.forms import CodeForm, IdentityForm, PhoneForm, again, claim_of
from lorong.portals.accounts.pages import mark, own, show
from lorong.portals.door.entrance import Who, entrance
from lorong.portals.look.said import said

DRAFT = Purpose.REGISTER


@entrance(Who.ANYONE)
def register(request: HttpRequest) -> HttpResponse:
    """Who are you: NIK, KK, birth date."""
    visitor.aim(request)
    form = IdentityForm(request.POST or None, initial=drafts.kept(request, DRAFT))
    if request.method == "POST" and form.is_valid() and form.settled:
        drafts.keep(request, DRAFT, **form.typed())
        if drafts.kept(request, DRAFT).get("proved"):
            return _open(request, form)
        return redirect("accounts:register_phone")
    return show(request, "register", form)


@entrance(Who.ANYONE)
def register_phone(request: HttpRequest) -> HttpResponse:
    """Your phone."""
    draft = drafts.kept(request, DRAFT)
    if "nik" not in draft:
        return redirect("accounts:register")
    form = PhoneForm(request.POST or None, initial=draft)
    if request.method == "POST" and form.is_valid():
        try:
            proving.ask(request, Purpose.REGISTER, form.cleaned_data["phone"])
        except TooMany as refusal:
            mark(form, refusal, "phone")
        else:
            return redirect("accounts:register_code")
    return show(request, "register_phone", form)


@entrance(Who.ANYONE)
def register_code(request: HttpRequest) -> HttpResponse:
    """The code from the SMS; then the register is asked, and not before."""
    draft = drafts.kept(request, DRAFT)
    if "code" not in draft:
        return redirect("accounts:register")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried = proving.answer(request, Purpose.REGISTER, form.cleaned_data["code"])
        if tried.right:
            drafts.keep(request, DRAFT, proved=True)
            return _open(request, again(draft))
        form.add_error("code", said(tried.sentence))
    return show(request, "code", form, draft=draft, flow=DRAFT, step=3)


def _open(request: HttpRequest, form: IdentityForm) -> HttpResponse:
    """Open the account, or show the page whose answer stands in the way."""
    draft = drafts.kept(request, DRAFT)
    try:
        limits.apply(limits.CLAIMS_OF_A_PHONE, draft["phone"])
        limits.apply(limits.CLAIMS_OF_A_NIK, draft["nik"])
        proof = queries.code(int(draft["code"]))
        assert proof is not None, "the draft's code was just answered"
        opened = actions.open_account(actor=VISITOR, proof=proof, claim=claim_of(draft), at=timezone.now())
    except (PhoneTaken, PersonHasAccount) as refusal:
        return show(request, "taken", refusal=refusal, phone_taken=isinstance(refusal, PhoneTaken))
    except ProofStale:
        drafts.keep(request, DRAFT, proved=False)
        return redirect("accounts:register_phone")
    except (ClaimDiffers, TooMany) as refusal:
        mark(form, refusal, "kk")
        return show(request, "register", form)
    drafts.forget(request, DRAFT)
    visitor.enter(request, opened.account, means="kode")
    return visitor.arrive(opened.account, "/akun/daftar/selesai/")


@entrance(Who.SIGNED_IN)
def register_done(request: HttpRequest) -> HttpResponse:
    """What you can do now, and what a counter adds."""
    return show(request, "register_done", account=own(request), onward=visitor.onward(request, own(request)))


@entrance(Who.ANYONE)
def resend(request: HttpRequest, flow: str) -> HttpResponse:
    """Another code for the phone of a draft."""
    draft = drafts.kept(request, flow)
    if request.method != "POST" or "phone" not in draft or flow not in set(Purpose):
        return redirect("accounts:sign_in")
    form = CodeForm()
    try:
        proving.ask(request, Purpose(flow), draft["phone"])
    except Refusal as refusal:
        form = CodeForm({"code": ""})
        form.errors.clear()
        mark(form, refusal, "code")
    return show(request, "code", form, draft=drafts.kept(request, flow), flow=flow, sent_again=not form.errors)
