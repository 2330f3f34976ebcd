"""The signer's passphrase, many letters at once, and letters that must be signed again."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lorong.kernel.documents import actions, policies
from lorong.kernel.documents import queries as documents
from lorong.kernel.documents.unlocking import unlock
from lorong.lib.refusals import Refusal
from lorong.portals.accounts.pages import lately_to_send
from lorong.portals.door import Who, entrance
from lorong.portals.look.said import said
from lorong.portals.officer import signing
from lorong.portals.officer.asker import asker, key_in, new_key
from lorong.portals.officer.forms import BatchForm, ChangeKeyForm, NewKeyForm
from lorong.portals.officer.screens import key_page

RESULTS = "officer.signed"


@entrance(Who.OFFICER)
@require_POST
def sign_many(request: HttpRequest) -> HttpResponse:
    """The chosen letters, one passphrase. Without a passphrase the page asks for it."""
    actor = asker(request)
    letters = signing.chosen(actor, request.POST.getlist("surat"))
    if not letters:
        messages.warning(request, gettext("Belum ada surat yang dipilih. Centang dulu di kotak kerja."))
        return redirect("officer:inbox")
    if first := signing.key_first(request, actor, f"{reverse('officer:inbox')}?saring=tanda-tangan"):
        return first
    form = BatchForm(request.POST if "sandi" in request.POST else None)
    if form.is_valid():
        try:
            opened = signing.unlocked(request, form.cleaned_data)
            return _signed(request, letters, opened)
        except Refusal as refusal:
            form.add_error("sandi", said(refusal))
    return _batch_page(request, letters, form)


def _batch_page(request: HttpRequest, letters: list[signing.Chosen], form: BatchForm) -> HttpResponse:
    context = {
        "nav": "inbox",
        "letters": letters,
        "form": form,
        "kunci": request.POST.get("kunci") or new_key(),
        "passkeys": documents.signing_passkeys(asker(request)),
    }
    return render(request, "officer/sign_many.html", context, status=422 if form.errors else 200)


def _signed(request: HttpRequest, letters: list[signing.Chosen], opened: Any) -> HttpResponse:
    found = signing.sign_all(asker(request), letters, key=key_in(request), opened=opened)
    # The newest results only: a session is no archive, the history of each case is.
    request.session[RESULTS] = {"id": uuid.uuid4().hex, "rows": signing.as_rows(found)}
    return redirect("officer:signed")


@entrance(Who.OFFICER)
@require_safe
def signed(request: HttpRequest) -> HttpResponse:
    """What became of each letter of the last batch."""
    rows = request.session.get(RESULTS, {}).get("rows")
    if not rows:
        return redirect("officer:inbox")
    done = [row for row in rows if row["done"]]
    failed = [row for row in rows if not row["done"]]
    return render(request, "officer/signed.html", {"nav": "inbox", "done": done, "failed": failed})


@entrance(Who.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
@lately_to_send(keeps=False)
def key(request: HttpRequest) -> HttpResponse:
    """My signature: make the passphrase, or see the certificate."""
    actor = asker(request)
    refusal = policies.may_have_key(actor=actor).refusal
    if refusal is not None:
        raise refusal
    if settings.SIGNER == "national" or signing.has_key(actor):
        return key_page(request)
    form = NewKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_signing_key(actor=actor, passphrase=form.cleaned_data["sandi"])
            signing.told(actor, "tanda_tangan_dibuat")
            messages.success(request, gettext("Sertifikat tanda tangan Anda jadi, berlaku dua tahun."))
            return redirect(_onward(request))
        except Refusal as error:
            form.add_error("sandi", said(error))
    return key_page(request, form)


@entrance(Who.OFFICER)
@require_POST
def change_key(request: HttpRequest) -> HttpResponse:
    """Another passphrase for the same certificate."""
    actor, form = asker(request), ChangeKeyForm(request.POST)
    key = documents.key_of(actor.person_id) if actor.person_id else None
    if key is None:
        return redirect("officer:key")
    if form.is_valid():
        try:
            opened = unlock(actor=actor, passphrase=form.cleaned_data["lama"])
            actions.change_passphrase(actor=actor, key=key, opened=opened, new=form.cleaned_data["sandi"])
            signing.told(actor, "tanda_tangan_sandi")
            messages.success(request, gettext("Sandi tanda tangan diganti. Sertifikatnya tetap."))
            return redirect("officer:key")
        except Refusal as refusal:
            form.add_error(_place(refusal), said(refusal))
    return key_page(request, form)


@entrance(Who.OFFICER)
@require_POST
def revoke_key(request: HttpRequest) -> HttpResponse:
    """The passphrase was lost or seen by somebody: this certificate signs nothing more."""
    actor = asker(request)
    key = documents.key_of(actor.person_id) if actor.person_id else None
    if key is not None:
        actions.revoke_key(actor=actor, key=key)
        messages.success(request, gettext("Sertifikat dicabut. Surat yang sudah ditandatangani tetap sah."))
    return redirect("officer:key")


@entrance(Who.OFFICER)
@require_POST
def sign_again(request: HttpRequest) -> HttpResponse:
    """Letters whose PDF could not be made in time: same number, same date, one passphrase."""
    actor, form = asker(request), BatchForm(request.POST, auto_id="ulang_%s")
    if not form.is_valid():
        return key_page(request, again=form)
    try:
        opened = signing.unlocked(request, form.cleaned_data)
        for letter in documents.letters_to_sign_again(actor):
            actions.sign_again(actor=actor, letter=letter, key=opened)
    except Refusal as refusal:
        form.add_error("sandi", said(refusal))
        return key_page(request, again=form)
    messages.success(request, gettext("Ditandatangani lagi. PDF-nya sedang dibuat."))
    return redirect("officer:key")


def _onward(request: HttpRequest) -> str:
    wanted = request.GET.get("lalu", "")
    known = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if known else reverse("officer:key")


def _place(refusal: Refusal) -> str:
    return "lama" if getattr(refusal, "code", "") == "wrong_passphrase" or refusal.status == 429 else "sandi"
