"""One case on the desk: everything on a screen, its papers, its conversation."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lorong.kernel.cases import actions
from lorong.kernel.cases import queries as cases
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.documents import queries as documents
from lorong.lib.refusals import Refusal
from lorong.portals.door import Who, entrance
from lorong.portals.look.files import hand_out
from lorong.portals.officer.asker import asker, key_in
from lorong.portals.officer.cockpit import desk_of, look
from lorong.portals.officer.screens import case_page, case_url


@entrance(Who.OFFICER)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case; every look at it is on record."""
    desk = desk_of(asker(request), number, request.GET.get("langkah", ""))
    if desk.is_own:
        return redirect("citizen:case", number=number)
    show_phone = "hp" in request.GET
    look(desk, phone_too=show_phone)
    if desk.case.unit_id in desk.actor.units() and not desk.masked:
        actions.mark_seen(actor=desk.actor, case=desk.case)
    return case_page(request, desk, show_phone=show_phone)


@entrance(Who.OFFICER)
@require_safe
def document(request: HttpRequest, number: str, document_id: uuid.UUID) -> HttpResponseBase:
    """A document of the case, shown as it was received; the look is on record."""
    desk = desk_of(asker(request), number)
    found = cases.document_of(desk.actor, desk.case, document_id)
    look(desk, fields=(f"berkas {catalog.paper_name(found.kind, desk.published.sop)}",))
    return hand_out(documents.open_file(found))


@entrance(Who.OFFICER)
@require_safe
def letter(request: HttpRequest, number: str) -> HttpResponseBase:
    """The letter of the case."""
    desk = desk_of(asker(request), number)
    opened = cases.open_letter(desk.actor, desk.case)
    look(desk, fields=("surat",))
    return hand_out(opened)


@entrance(Who.OFFICER, keeps=True)
@require_POST
def say(request: HttpRequest, number: str) -> HttpResponse:
    """Write to the applicant."""
    desk = desk_of(asker(request), number, request.POST.get("langkah", ""))
    try:
        actions.say(actor=desk.actor, case=desk.case, body=request.POST.get("pesan", ""), key=key_in(request))
    except Refusal as refusal:
        if refusal.field is None:
            raise
        return case_page(request, desk, refusal=refusal)
    messages.success(request, gettext("Pesan terkirim. Pemohon diberi tahu."))
    return redirect(case_url(desk) + "#cakap")


@entrance(Who.OFFICER)
@require_POST
def claim(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take the step, so that colleagues see who works on it."""
    desk = desk_of(asker(request), number, step)
    actions.claim(actor=desk.actor, case=desk.case, step=step)
    messages.success(request, gettext("Anda memegang berkas ini. Rekan melihat nama Anda di sini."))
    return redirect(case_url(desk))


@entrance(Who.OFFICER)
@require_POST
def hand_over(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Give the step to a colleague, or back to everybody."""
    desk = desk_of(asker(request), number, step)
    to, typed = request.POST.get("kepada", ""), request.POST.get("alasan", "").strip()[:300]
    to_account = int(to) if to.isdigit() else None
    key = key_in(request)
    actions.hand_over(actor=desk.actor, case=desk.case, step=step, to_account=to_account, key=key, reason=typed)
    said = gettext("Berkas %(number)s diserahkan.") if to_account else gettext("Berkas %(number)s kembali untuk semua.")
    messages.success(request, said % {"number": number})
    return redirect("officer:board" if "papan" in request.POST else "officer:inbox")
