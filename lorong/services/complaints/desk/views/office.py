"""What lies at an office: one list for whoever looks after complaints there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lorong.portals.door import Who, entrance
from lorong.services.complaints import actions, policies
from lorong.services.complaints.desk.asking import asker
from lorong.services.complaints.desk.pages import counter, giving, jobs, office
from lorong.services.complaints.desk.pages.moving import allowed
from lorong.services.complaints.pages import feeds


@entrance(Who.OFFICER)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where everybody begins: the list of the office, the jobs of a field officer, the counter for all others."""
    actor = asker(request)
    if "kantor" in request.GET or office.offices(actor):
        unit = office.asked_unit(request, actor)
        allowed(policies.may_oversee(actor=actor, unit=unit))
        return render(request, "complaints/desk/office.html", office.page(request, actor, unit))
    return jobs.shown(request, actor) if actor.has_role(policies.FIELD) else counter.page(request)


@entrance(Who.OFFICER)
@require_safe
def table(request: HttpRequest) -> StreamingHttpResponse:
    """The list as it stands, for a spreadsheet; who told it is not in it."""
    actor = asker(request)
    unit = actions.export(actor=actor, unit=office.asked_unit(request, actor))
    lines = feeds.lines(office.table(actor, office.wanted(request, unit)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="aduan-kantor.csv"'
    return response


@entrance(Who.OFFICER)
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """What was ticked goes to one field officer."""
    actor = asker(request)
    unit = office.asked_unit(request, actor)
    allowed(policies.may_oversee(actor=actor, unit=unit))
    giving.given(request, actor, unit)
    return redirect(f"{reverse('complaints_desk:jobs')}?{request.GET.urlencode()}")
