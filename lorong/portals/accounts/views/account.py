"""My account: phone, password, language, consents, who looked, closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_POST

from lorong.kernel.audit import queries as audit
from lorong.kernel.people import actions, queries
from lorong.kernel.people.values import Purpose, Subject
from lorong.lib.refusals import Refusal, TooMany
from lorong.portals.accounts import drafts, proving, telling, visitor
from lorong.portals.accounts.forms import CodeForm, NewPasswordForm, PhoneForm
from lorong.portals.accounts.pages import lately, mark, own, show
from lorong.portals.door.entrance import Who, entrance
from lorong.portals.look.said import said

NEW_PHONE = Purpose.CHANGE_PHONE
LOOKS_SHOWN = 100


@entrance(Who.SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """What the city knows of the account and what its owner can change."""
    account = own(request)
    consents = queries.consents_of(account)
    return show(
        request,
        "home",
        account=account,
        person=queries.masked(account.person) if account.person else None,
        factors=[f for f in queries.factors_of(account) if not f.is_recovery],
        privacy_since=consents[Subject.PRIVACY],
        survey_since=consents[Subject.SURVEY],
        devices=queries.sessions_of(account, at=timezone.now(), here=request.session.session_key),
    )


@entrance(Who.SIGNED_IN)
@lately
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password; every other session ends."""
    form = NewPasswordForm(request.POST or None)
    account = own(request)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.set_password(
                actor=request.actor,  # type: ignore[attr-defined]
                account=account,
                password=form.cleaned_data["password"],
            )
        except Refusal as refusal:
            mark(form, refusal, "password")
        else:
            _stay_alone(request, account)
            messages.success(request, translate("Kata sandi tersimpan. Perangkat lain sudah keluar."))
            return redirect("accounts:home")
    return show(request, "password", form, account=account)


@entrance(Who.SIGNED_IN)
@lately
def phone(request: HttpRequest) -> HttpResponse:
    """Another phone number: it gets a code first."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proving.ask(request, NEW_PHONE, form.cleaned_data["phone"])
        except TooMany as refusal:
            mark(form, refusal, "phone")
        else:
            return redirect("accounts:phone_code")
    return show(request, "phone", form, account=own(request))


@entrance(Who.SIGNED_IN)
@lately
def phone_code(request: HttpRequest) -> HttpResponse:
    """The code at the new phone; the old one is told."""
    draft = drafts.kept(request, NEW_PHONE)
    if "code" not in draft:
        return redirect("accounts:phone")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried = proving.answer(request, NEW_PHONE, form.cleaned_data["code"])
        if tried.right:
            return _move(request, draft)
        form.add_error("code", said(tried.sentence))
    return show(request, "code", form, draft=draft, flow=NEW_PHONE)


def _move(request: HttpRequest, draft: dict[str, str]) -> HttpResponse:
    account, proof = own(request), queries.code(int(draft["code"]))
    assert proof is not None, "the draft's code was just answered"
    old = account.phone
    try:
        actor = request.actor  # type: ignore[attr-defined]
        account = actions.change_phone(actor=actor, account=account, proof=proof, at=timezone.now())
    except Refusal as refusal:
        form = PhoneForm({"phone": draft["phone"]})
        form.is_valid()
        mark(form, refusal, "phone")
        return show(request, "phone", form, account=account)
    drafts.forget(request, NEW_PHONE)
    _stay_alone(request, account)
    if old:
        telling.phone_changed(account, old=old, new=account.phone)
    messages.success(request, translate("Nomor HP diganti, perangkat lain sudah keluar. Nomor yang lama sudah kami beri tahu."))
    return redirect("accounts:home")


def _stay_alone(request: HttpRequest, account: Any) -> None:
    """How one signs in has changed: this session goes on under a new key, all others are over."""
    update_session_auth_hash(request, account)
    here = request.session.session_key or ""
    actions.end_other_sessions(actor=request.actor, account=account, but=here)  # type: ignore[attr-defined]


@entrance(Who.SIGNED_IN)
@require_POST
def sign_out_device(request: HttpRequest, ref: str) -> HttpResponse:
    """End one session: a device that was lent, lost or left behind. Not only lately: it may be urgent."""
    actions.end_session(actor=request.actor, account=own(request), ref=ref)  # type: ignore[attr-defined]
    messages.success(request, translate("Perangkat itu sudah keluar."))
    return redirect("accounts:home")


@entrance(Who.SIGNED_IN)
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session, this one too."""
    actions.sign_out_everywhere(actor=request.actor, account=own(request), at=timezone.now())  # type: ignore[attr-defined]
    visitor.leave(request)
    messages.success(request, translate("Semua perangkat sudah keluar. Masuk lagi di perangkat ini."))
    return visitor.cleared(redirect("accounts:sign_in"))


@entrance(Who.SIGNED_IN)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of messages and, on this browser, of pages."""
    chosen = "en" if request.POST.get("bahasa") == "en" else "id"
    actions.choose_language(actor=request.actor, account=own(request), language=chosen)  # type: ignore[attr-defined]
    back = request.POST.get("next", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = redirect(back if safe else "accounts:home")
    visitor.speak(response, chosen)
    return response


@entrance(Who.SIGNED_IN)
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Give or withdraw a consent."""
    actions.record_consent(
        actor=request.actor,  # type: ignore[attr-defined]
        account=own(request),
        subject=Subject.SURVEY,
        given=request.POST.get("setuju") == "1",
        at=timezone.now(),
    )
    messages.success(request, translate("Pilihan Anda tersimpan."))
    return redirect("accounts:home")


@entrance(Who.SIGNED_IN)
def looked(request: HttpRequest) -> HttpResponse:
    """Who looked at my data, when, and what for (UU 27/2022 art. 7)."""
    person_id = request.actor.person_id  # type: ignore[attr-defined]
    looks = audit.looks_at(person_id)[:LOOKS_SHOWN] if person_id else []
    return show(request, "looked", looks=looks)


@entrance(Who.SIGNED_IN)
@lately
def close(request: HttpRequest) -> HttpResponse:
    """Close the account; running cases go on at the counter."""
    if request.method != "POST":
        return show(request, "close")
    actions.close_account(actor=request.actor, account=own(request), at=timezone.now())  # type: ignore[attr-defined]
    visitor.leave(request)
    messages.success(request, translate("Akun ditutup. Urusan yang berjalan tetap selesai di kelurahan."))
    return redirect("/")
