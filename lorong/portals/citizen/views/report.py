"""Reporting a bribe or a problem: to the inspectorate, past the office concerned."""

from __future__ import annotations

import re
import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lorong.kernel.cases import actions
from lorong.kernel.people.limits import Rule, apply, count
from lorong.kernel.people.values import VISITOR
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal
from lorong.portals.accounts.visitor import address_of
from lorong.portals.citizen.forms import ReportForm
from lorong.portals.door import Who, entrance
from lorong.portals.look.said import said

MOST_AN_HOUR = 200  # reports of the whole city: more is a machine, not people
FROM_ONE_PLACE = Rule(  # a village office's Wi-Fi, where people stand and tell what happened to them
    "lapor", 20, 3600, phrase("Dari jaringan internet ini sudah banyak laporan. Tunggu satu jam, atau telepon Inspektorat.")
)
NUMBER = re.compile(r"LP-\d{2}-\d{4}-[0-9A-Z]{5}")


@entrance(Who.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Write down what happened, with a name or without."""
    first = {"kunci": uuid.uuid4().hex, "nomor": request.GET.get("urusan", "")[:24]}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            count("laporan", MOST_AN_HOUR, 3600)
            apply(FROM_ONE_PLACE, address_of(request))
            return _told(actions.tell_levy(actor=request.actor or VISITOR, **form.told))  # type: ignore[attr-defined]
        except Refusal as refusal:
            form.add_error(None, said(refusal))
    return render(request, "citizen/report.html", {"form": form}, status=422 if form.errors else 200)


@entrance(Who.ANYONE)
@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """What happens with it now, and its number."""
    number = request.GET.get("nomor", "")
    return render(request, "citizen/reported.html", {"number": number if NUMBER.fullmatch(number) else ""})


def _told(report: Any) -> HttpResponse:
    return redirect(f"{reverse('citizen:reported')}?{urlencode({'nomor': report.number})}")
