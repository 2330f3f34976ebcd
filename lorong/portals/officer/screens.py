"""How the pages of a case and of the signing key are answered, and where one goes on afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import in_language, soon_words
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.documents import queries as documents
from lorong.lib import dates
from lorong.lib.refusals import Refusal
from lorong.portals.look.files import PDF_POLICY
from lorong.portals.officer import passkeys, signing
from lorong.portals.officer.asker import asker
from lorong.portals.officer.cockpit import Desk, case_context
from lorong.portals.officer.deciding import buttons
from lorong.portals.officer.forms import BatchForm, ChangeKeyForm, NewPasskeyForm


def case_page(
    request: HttpRequest,
    desk: Desk,
    *,
    show_phone: bool = False,
    refusal: Refusal | None = None,
    ticked: Sequence[str] = (),
) -> HttpResponse:
    """The case page; with a refusal, what was ticked and typed is still there."""
    context = {
        **case_context(desk, show_phone=show_phone),
        "buttons": buttons(desk),
        "refusal": refusal,
        "ticked": list(ticked),
        "typed": request.POST.get("pesan", "") if refusal else "",
    }
    return render(request, "officer/case.html", context, status=refusal.status if refusal else 200)


def key_page(request: HttpRequest, form: Any = None, *, again: Any = None, added: Any = None) -> HttpResponse:
    """The page of the asker's signing key. `form` makes or changes it, `again` signs again, `added` adds a passkey."""
    actor = asker(request)
    has_key = signing.has_key(actor) and actor.person_id is not None
    context = {
        "nav": "signing",
        "form": form or ChangeKeyForm(),
        "key": documents.key_of(actor.person_id) if has_key and actor.person_id else None,
        "national": settings.SIGNER == "national",
        "again": list(documents.letters_to_sign_again(actor)),
        "again_form": again or BatchForm(auto_id="ulang_%s"),
        "passkeys": documents.signing_passkeys(actor),
        "other_passkeys": passkeys.others(actor) if has_key else [],
        "passkey_form": added or NewPasskeyForm(auto_id="tambah_%s"),
        "onward": request.GET.get("lalu", ""),
    }
    wrong = any(sent is not None and sent.errors for sent in (form, again, added))
    return render(request, "officer/key.html", context, status=422 if wrong else 200)


def case_url(desk: Desk) -> str:
    """The page of this case at this step."""
    url = reverse("officer:case", args=[desk.case.number])
    return f"{url}?{urlencode({'langkah': desk.item.step})}" if desk.item else url


def onward(request: HttpRequest, desk: Desk, outcome: Any) -> HttpResponse:
    """Say what happened, and go to what is most urgent now; to the inbox when nothing waits."""
    messages.success(request, decided_words(desk, outcome))
    return further(desk)


def further(desk: Desk) -> HttpResponse:
    """To what is most urgent now; to the inbox when nothing waits."""
    following = cases.next_after(desk.actor, desk.item)
    if following is None:
        return redirect("officer:inbox")
    query = urlencode({"langkah": following.step})
    return redirect(f"{reverse('officer:case', args=[following.case.number])}?{query}")


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF that was made for one look: shown in the page's own window, kept nowhere."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Content-Security-Policy"] = PDF_POLICY
    response["Cache-Control"] = "private, no-store"
    return response


def decided_words(desk: Desk, outcome: Any) -> str:
    """ "26-0803-0001, SK Usaha: Berkas lengkap, 10.22. Giliran Kelurahan Rappocini, paling lambat besok 09.24."."""
    case = cases.for_actor(desk.actor, desk.case.number)
    said = gettext("%(number)s, %(service)s: %(outcome)s, %(clock)s. %(now)s") % {
        "number": case.number,
        "service": desk.published.sop.short,
        "outcome": in_language(outcome.label, outcome.label_en),
        "clock": dates.clock(timezone.localtime()),
        "now": _turn_now(case),
    }
    return said.strip()


def _turn_now(case: Any) -> str:
    if case.is_done:
        told = gettext("Aduan ini selesai; yang melapor diberi tahu.") if case.is_public else ""
        return told or gettext("Urusan ini berakhir; pemohon diberi tahu.")
    until = soon_words(case.turn_due_at) if case.turn_due_at else ""
    if case.turn == "applicant":
        return gettext("Sekarang giliran warga, sampai %(until)s. Waktu kantor berhenti.") % {"until": until}
    items = [i for i in cases.open_items(case) if not i.machine]
    if not items:
        return gettext("Sekarang sistem menerbitkan suratnya; pemohon diberi tahu begitu jadi.")
    step = catalog.procedure(case.procedure_id).sop.step(items[0].step)
    values = {"step": in_language(step.title, step.title_en), "unit": items[0].unit.name, "until": until}
    return gettext("Berikutnya: %(step)s, %(unit)s. Janji ke warga %(until)s.") % values
