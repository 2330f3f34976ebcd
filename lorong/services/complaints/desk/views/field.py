"""The field officer's pages: the jobs of the day, and one job at its place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lorong.kernel.cases import actions as cases
from lorong.portals.door import Who, entrance
from lorong.services.complaints.desk.asking import asker, key_in, step_at_hand
from lorong.services.complaints.desk.forms import VisitForm
from lorong.services.complaints.desk.pages import jobs as pages
from lorong.services.complaints.desk.pages import visiting
from lorong.services.complaints.queries import at_desk


@entrance(Who.OFFICER)
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """What is to be done, in the order in which one walks to it. `?dari=lat,lon`: from where; `?saya=1`: what one holds."""
    return pages.shown(request, asker(request))


@entrance(Who.ANYONE)
@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """The page that a browser keeps for the time without a network: it knows nobody, the telephone fills in what it remembers."""
    return render(request, "complaints/desk/away.html", {"me": None, "me_ref": "", "form": VisitForm(auto_id=False)})


@entrance(Who.OFFICER)
@require_safe
def job(request: HttpRequest, code: str) -> HttpResponse:
    """One job at its place."""
    actor = asker(request)
    incident = at_desk.incident_at_desk(actor, code)
    return render(request, "complaints/desk/job.html", pages.one(actor, incident))


@entrance(Who.OFFICER)
@require_POST
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """A picture before or after."""
    actor = asker(request)
    return visiting.received(request, actor, at_desk.incident_at_desk(actor, code))


@entrance(Who.OFFICER)
@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """Take the job, so that colleagues see who goes there."""
    case, step = step_at_hand(asker(request), code)
    cases.claim(actor=asker(request), case=case, step=step)
    messages.success(request, gettext("Tugas ini Anda pegang. Rekan melihat nama Anda."))
    return redirect("complaints_desk:job", code=code)


@entrance(Who.OFFICER)
@require_POST
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """Give the job to a colleague, or back to everybody."""
    case, step = step_at_hand(asker(request), code)
    to, why = request.POST.get("kepada", ""), request.POST.get("alasan", "").strip()[:300]
    account = int(to) if to.isdigit() else None
    cases.hand_over(actor=asker(request), case=case, step=step, to_account=account, key=key_in(request), reason=why)
    messages.success(request, gettext("Tugas ini sudah diserahkan."))
    return redirect("complaints_desk:jobs")


@entrance(Who.OFFICER)
@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """An outcome that asks for nothing more. What a guard says no to comes back to the job."""
    actor = asker(request)
    said = pages.decided(actor, at_desk.incident_at_desk(actor, code), request.POST.get("hasil", ""), key_in(request))
    (messages.error if said.refused else messages.success)(request, said.words)
    return redirect("complaints_desk:job", code=code)
