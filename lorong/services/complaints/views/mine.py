"""What I told: my reports, each with its thread, and the areas I follow."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lorong.lib.refusals import Refusal, TooMany
from lorong.portals.door import Who, entrance
from lorong.portals.door.proof import CodeForm, actor_or_visitor, answer_code, ask_code, asked_phone, forget_phone
from lorong.portals.look.said import said
from lorong.services.complaints import actions, queries
from lorong.services.complaints.forms import PhoneAskForm, SayForm
from lorong.services.complaints.pages import areas as followed
from lorong.services.complaints.pages import one, telling
from lorong.services.complaints.pages import own as mine


@entrance(Who.ANYONE)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """My reports and what I follow, the newest first."""
    who = telling.teller(request)
    if who is None:
        return one.prove_first(request)
    return render(request, "complaints/mine.html", mine.listed(request, who))


@entrance(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Whose reports, for somebody without an account."""
    one.aim(request)
    form = PhoneAskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_code(request, form.cleaned_data["hp"])
            return redirect("complaints:mine_code")
        except TooMany as refusal:
            form.add_error("hp", said(refusal))
    context = {"form": form, "nav": "reports", "onward": one.aimed(request)}
    return render(request, "complaints/phone.html", context, status=422 if form.errors else 200)


@entrance(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code from the SMS opens them."""
    to = asked_phone(request)
    if not to:
        return redirect("complaints:mine_phone")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        tried = answer_code(request, form.cleaned_data["code"])
        if tried.right:
            return redirect(one.aimed(request))
        form.add_error("code", said(tried.sentence))
    return telling.show_code(request, form, to, again="complaints:mine_code_again")


@entrance(Who.ANYONE)
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Another code for the same phone."""
    return telling.again(request, page="complaints:mine_code", without="complaints:mine_phone")


@entrance(Who.ANYONE)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Others may sit down at this browser."""
    forget_phone(request)
    messages.success(request, gettext("Nomor HP Anda sudah dilupakan di peramban ini."))
    return redirect("complaints:list")


@entrance(Who.ANYONE)
@require_safe
def own(request: HttpRequest, number: str) -> HttpResponse:
    """One report of mine."""
    who = telling.teller(request)
    if who is None:
        return one.prove_first(request)
    return mine.show(request, one.found(who, number), SayForm(initial=one.keyed()))


@entrance(Who.ANYONE)
@require_POST
def say(request: HttpRequest, number: str) -> HttpResponse:
    """A line of mine in the thread."""
    who = telling.teller(request)
    if who is None:
        return one.prove_first(request)
    report, form = one.found(who, number), SayForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            mine.say(request, report, who, form)
            return redirect("complaints:own", number=number)
        except Refusal as refusal:
            form.add_error("pesan", said(refusal))
    return mine.show(request, report, form)


@entrance(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take it back, after asking once."""
    who = telling.teller(request)
    if who is None:
        return one.prove_first(request)
    report = queries.own_row(who, number)
    if request.method != "POST":
        return render(request, "complaints/withdraw.html", {"report": report, "nav": "reports"})
    actions.withdraw(actor=actor_or_visitor(request), report=report, who=who)
    messages.success(request, gettext("Laporan sudah Anda tarik."))
    return redirect("complaints:mine")


@entrance(Who.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def areas(request: HttpRequest) -> HttpResponse:
    """Kelurahan of which I want to hear."""
    if request.method == "POST":
        followed.change(request)
        return redirect("complaints:areas")
    return render(request, "complaints/areas.html", followed.page(request))
