"""Reporting a bribe or a problem: to the inspectorate, past the office concerned."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lorong.kernel.people.limits import count
from lorong.kernel.people.values import VISITOR
from lorong.lib.refusals import Refusal
from lorong.portals.citizen.forms import ReportForm
from lorong.portals.citizen.inspectorate import report_to_inspectorate
from lorong.portals.door import Who, entrance

MOST_AN_HOUR = 200  # reports of the whole city: more is a machine, not people


@entrance(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Write down what happened, with a name or without."""
    first = {"kunci": uuid.uuid4().hex, "nomor": request.GET.get("urusan", "")[:24]}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            count("laporan", MOST_AN_HOUR, 3600)
            report_to_inspectorate(actor=request.actor or VISITOR, said=form.cleaned_data)  # type: ignore[attr-defined]
            return redirect("citizen:reported")
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    return render(request, "citizen/report.html", {"form": form}, status=422 if form.errors else 200)


@entrance(Who.ANYONE)
@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """What happens with it now."""
    return render(request, "citizen/reported.html", {})
