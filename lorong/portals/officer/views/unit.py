"""The unit: its board, who is away, the letters it has issued."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import policies
from lorong.kernel.cases import queries as found
from lorong.kernel.city import actions as city_actions
from lorong.kernel.city import queries as city
from lorong.lib.refusals import Refusal
from lorong.portals.accounts.pages import lately_to_send
from lorong.portals.door import Who, entrance
from lorong.portals.look.said import said
from lorong.portals.officer import away
from lorong.portals.officer.asker import asker, unit_asked
from lorong.portals.officer.cockpit import desk_of, look
from lorong.portals.officer.forms import AbsenceForm, RevokeForm
from lorong.portals.officer.lists import board_context, letters_context


@entrance(Who.OFFICER)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """How the unit stands: by role, by officer, every open step."""
    asked = request.GET
    context = board_context(
        asker(request),
        wanted=asked.get("kantor", ""),
        late_only=asked.get("saring") == "terlambat",
        cursor=asked.get("sesudah", ""),
    )
    return render(request, "officer/board.html", context)


@entrance(Who.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
@lately_to_send(keeps=True)
def absence(request: HttpRequest) -> HttpResponse:
    """Report an absence, one's own or (as head) somebody's; and who of the unit is away."""
    actor = asker(request)
    who = away.assignment_asked(actor, request.GET.get("siapa", ""))
    form = AbsenceForm(request.POST or None, substitutes=away.substitutes(who))
    if request.method == "POST" and form.is_valid():
        try:
            away.report(actor, who, form.cleaned_data)
            messages.success(request, gettext("Tercatat. Selama itu pekerjaan beralih kepada pengganti."))
            return redirect("officer:absence")
        except Refusal as refusal:
            form.add_error(away.field_of(refusal), said(refusal))
    context = {"nav": "absence", "form": form, **away.context(actor, who)}
    return render(request, "officer/absence.html", context, status=422 if form.errors else 200)


@entrance(Who.OFFICER)
@require_POST
def withdraw_absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Back earlier, or never left."""
    city_actions.withdraw_absence(actor=asker(request), absence=city.absence(absence_id))
    messages.success(request, gettext("Cuti dibatalkan. Pekerjaan kembali ke pemegang jabatannya."))
    return redirect("officer:absence")


@entrance(Who.OFFICER)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The register of outgoing letters."""
    asked, actor = request.GET, asker(request)
    context = letters_context(
        actor,
        unit_asked(actor, asked.get("kantor", "")).unit,
        words=asked.get("q", "").strip()[:80],
        cursor=asked.get("sesudah", ""),
    )
    return render(request, "officer/letters.html", context)


@entrance(Who.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
@lately_to_send(keeps=True)
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Take an issued letter back, with a reason that its holder reads."""
    desk = desk_of(asker(request), number)
    refusal = policies.may_revoke_letter(actor=desk.actor, case=desk.case).refusal
    if refusal is not None:
        raise refusal
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            letter = cases.revoke_letter(actor=desk.actor, case=desk.case, reason=form.cleaned_data["alasan"])
            messages.success(request, gettext("Surat %(n)s dicabut. Pemegangnya diberi tahu.") % {"n": letter.number.text})
            return redirect("officer:case", number=number)
        except Refusal as error:
            if error.field is None:
                raise
            form.add_error("alasan", said(error))
    look(desk, fields=("surat",))
    context = {"nav": "letters", "form": form, "desk": desk, "case": desk.case, "letter": found.letter_of(desk.case)}
    return render(request, "officer/revoke.html", context, status=422 if form.errors else 200)
