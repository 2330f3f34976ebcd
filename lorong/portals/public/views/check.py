"""Is this letter real? By its code, by its PDF, and without a network."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from lorong.kernel.documents import queries as documents
from lorong.lib.refusals import Refusal
from lorong.portals.door import Who, entrance
from lorong.portals.look.said import said
from lorong.portals.public import checking
from lorong.portals.public.forms import CodeForm, FileCheckForm


@entrance(Who.ANYONE)
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The three ways to check; with `?kode=` on to the answer."""
    form = CodeForm(request.GET) if {"kode", "no"} & set(request.GET) else CodeForm()
    if form.is_bound and form.is_valid():
        code, number = form.cleaned_data["kode"], form.cleaned_data["no"]
        if not number:
            return redirect("public:check_code", code=code)
        return checking.answer(request, checking.by_number(request, number, code), form=form)
    status = 422 if form.is_bound else 200
    return render(request, "public/check.html", checking.page(form=form), status=status)


@entrance(Who.ANYONE)
@require_safe
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR of a letter leads to."""
    return checking.answer(request, checking.by_code(request, code))


@entrance(Who.ANYONE)
@require_POST
def check_file(request: HttpRequest) -> HttpResponse:
    """An uploaded PDF: read in memory, answered, not kept."""
    form = FileCheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "public/check.html", checking.page(file_form=form), status=422)
    sent = form.cleaned_data["berkas"]
    try:
        found = checking.by_file(request, sent)
    except Refusal as refusal:
        if refusal.field is None:
            raise
        form.add_error("berkas", said(refusal))
        return render(request, "public/check.html", checking.page(file_form=form), status=422)
    return checking.answer(request, found, uploaded=sent.name)


@entrance(Who.ANYONE)
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that a browser keeps: it verifies the QR's own signature with no network."""
    context = {"nav": "check", "jwk": documents.qr_jwk(), "made": timezone.now()}
    return render(request, "public/check_offline.html", context)


@entrance(Who.ANYONE)
@require_safe
@cache_control(max_age=0, must_revalidate=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the offline page; it stands under /periksa/ so that it rules there only."""
    context = {"jwk": documents.qr_jwk()}
    return render(request, "public/worker.js", context, content_type="text/javascript; charset=utf-8")
