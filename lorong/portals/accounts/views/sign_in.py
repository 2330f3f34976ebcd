"""Signing in: phone and code, password, passkey; the second factor; signing out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_POST

from lorong.kernel.people import actions, limits, queries
from lorong.kernel.people.errors import WrongSecret
from lorong.kernel.people.values import VISITOR, Purpose
from lorong.lib.refusals import Refusal, TooMany
from lorong.portals.accounts import drafts, passkeys, proving, visitor
from lorong.portals.accounts.forms import CodeForm, CredentialForm, FactorForm, PasswordForm, PhoneForm
from lorong.portals.accounts.held import held
from lorong.portals.accounts.pages import greet, mark, show
from lorong.portals.door.entrance import Who, entrance
from lorong.portals.look.said import said

DRAFT = Purpose.SIGN_IN


@entrance(Who.ANYONE)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Your phone; the code follows. Asked again of somebody signed in before a sensitive change."""
    visitor.aim(request)
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proving.ask(request, DRAFT, form.cleaned_data["phone"])
        except TooMany as refusal:
            mark(form, refusal, "phone")
        else:
            return redirect("accounts:sign_in_code")
    page = show(request, "sign_in", form, nav="sign_in", again="lagi" in request.GET, held=held(request))
    return visitor.cleared_at_a_desk(request, page)


@entrance(Who.ANYONE)
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The code from the SMS."""
    draft = drafts.kept(request, DRAFT)
    if "code" not in draft:
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried = proving.answer(request, DRAFT, form.cleaned_data["code"])
        proof = queries.code(int(draft["code"])) if tried.right else None
        if proof is not None:
            account = actions.sign_in_by_code(actor=VISITOR, proof=proof, at=timezone.now())
            drafts.forget(request, DRAFT)
            return greet(request, account, "kode")
        form.add_error("code", said(tried.sentence))
    return show(request, "code", form, draft=draft, flow=DRAFT, nav="sign_in")


@entrance(Who.ANYONE)
def sign_in_password(request: HttpRequest) -> HttpResponse:
    """Phone and password."""
    visitor.aim(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone, address = form.cleaned_data["phone"], visitor.address_of(request)
        lane = visitor.lane_of(request, phone)
        try:
            limits.admit("sandi", address, known=bool(lane))
            limits.apply(limits.PASSWORDS, phone + lane)
            password = form.cleaned_data["password"]
            return greet(request, actions.sign_in_by_password(actor=VISITOR, phone=phone, password=password), "sandi")
        except WrongSecret as refusal:
            limits.failed("sandi", address)
            visitor.not_in("sandi", known_browser=bool(lane))
            mark(form, refusal, "password")
        except TooMany as refusal:
            mark(form, refusal, "password")
    return show(request, "sign_in_password", form, nav="sign_in")


@entrance(Who.ANYONE)
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """A challenge for any passkey of this site; whoever owes a second factor may answer it too."""
    return JsonResponse(passkeys.request_options())


@entrance(Who.ANYONE)
@require_POST
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """The passkey's answer: it is both factors at once."""
    form = CredentialForm(request.POST)
    try:
        used = passkeys.check_used(form.cleaned_data["credential"] if form.is_valid() else None)
        account = queries.account(used.user_id)
        actions.sign_in_by_passkey(actor=VISITOR, account=account, factor_id=used.pk)
    except Refusal as refusal:
        visitor.not_in("kunci")
        again = PhoneForm({"phone": ""})
        again.errors.clear()
        mark(again, refusal)
        return show(request, "sign_in", again, nav="sign_in")
    visitor.waited(request)
    return greet(request, account, "kunci", strong=True)


@entrance(Who.ANYONE)
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second proof, of who just gave the first or is an officer without one in this session."""
    visitor.aim(request)
    waiting = visitor.waiting_account(request)
    if waiting is None:
        return redirect("accounts:sign_in")
    account = queries.account(waiting[0])
    if not queries.has_second_factor(account):
        return redirect("accounts:factors")
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _factor_is_right(form, waiting[0]):
        visitor.waited(request)
        return greet(request, account, waiting[1], strong=True)
    return show(request, "second_factor", form, has_passkey=any(f.is_passkey for f in queries.factors_of(account)))


def _factor_is_right(form: FactorForm, account_id: int) -> bool:
    typed = "".join(form.cleaned_data["code"].split())
    account = queries.account(account_id)
    try:
        limits.apply(limits.FACTORS, str(account_id))
        fresh = limits.once("faktor", f"{account_id}:{typed}", 120)
        if fresh and actions.use_code_factor(actor=VISITOR, account=account, typed=typed, at=timezone.now()):
            return True
    except Refusal as refusal:
        mark(form, refusal, "code")
        return False
    visitor.not_in("faktor", account=account_id)
    form.add_error("code", translate("Kode tidak cocok. Tunggu kode berikutnya di aplikasi, lalu ketik lagi."))
    return False


@entrance(Who.ANYONE)
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, and what the browser kept for it. Every page leads here; only pressing the button does it."""
    if not request.user.is_authenticated:
        return redirect("/")
    if request.method != "POST":
        return show(request, "sign_out")
    visitor.leave(request)
    return visitor.cleared(redirect("/"))
