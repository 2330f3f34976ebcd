"""For those who answer for several offices: what is late, where, and who can move it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lorong.kernel.cases import queries as cases
from lorong.lib.actors import Actor
from lorong.portals.command import casefile, histories, reports, standing
from lorong.portals.command import results as reality
from lorong.portals.command.postbox import sms_today
from lorong.portals.door import Who, entrance


@entrance(Who.COMMAND)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is late now; `?kantor=` and `?layanan=` narrow it down, `?layar=1` shows it on a wall."""
    wanted = standing.Wanted(
        unit=request.GET.get("kantor", "")[:40],
        slug=request.GET.get("layanan", "")[:80],
        cursor=request.GET.get("sesudah", "")[:200],
    )
    context = standing.page(_asker(request), wanted, now=timezone.now())
    context |= {"wall": request.GET.get("layar") == "1", "sms": sms_today(_asker(request), now=timezone.now())}
    return render(request, "command/home.html", context)


@entrance(Who.COMMAND)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What was achieved in the last thirty days, by office and by service."""
    return render(request, "command/results.html", reality.page(_asker(request), now=timezone.now()))


@entrance(Who.COMMAND)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """How one case goes, without a word about whose it is."""
    actor = _asker(request)
    found = cases.for_actor(actor, number)
    return render(request, "command/case.html", casefile.page(actor, found, now=timezone.now()))


@entrance(Who.COMMAND)
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What residents said could be better, without a word about who said it."""
    cursor = request.GET.get("sesudah", "")[:200]
    return render(request, "command/suggestions.html", reality.suggested(_asker(request), cursor, now=timezone.now()))


@entrance(Who.COMMAND)
@require_safe
def paid(request: HttpRequest) -> HttpResponse:
    """Who was asked to pay: the kernel answers the inspectorate and nobody else."""
    return render(request, "command/paid.html", reality.paid(_asker(request), now=timezone.now()))


@entrance(Who.COMMAND)
@require_safe
def logs(request: HttpRequest) -> HttpResponse:
    """What the inspectorate may take into tools for process mining."""
    return render(request, "command/logs.html", histories.page(_asker(request), now=timezone.now()))


@entrance(Who.COMMAND)
@require_POST
def log(request: HttpRequest) -> HttpResponseBase:
    """The event log of a year, streamed; who took it is written down."""
    wanted = histories.Wanted(request.POST.get("bentuk", "")[:10], request.POST.get("layanan", "")[:80])
    return histories.download(_asker(request), wanted, now=timezone.now())


@entrance(Who.COMMAND)
@require_safe
def levy_reports(request: HttpRequest) -> HttpResponse:
    """What people told the inspectorate: the kernel answers the inspectorate and nobody else."""
    context = reports.page(_asker(request), request.GET.get("sesudah", "")[:200])
    return render(request, "command/reports.html", context)


@entrance(Who.COMMAND)
@require_http_methods(["GET", "HEAD", "POST"])
def levy_report(request: HttpRequest, number: str) -> HttpResponse:
    """One report, and the answer to it."""
    actor = _asker(request)
    form = reports.ReplyForm(request.POST) if request.method == "POST" else None
    if form is not None and reports.answered(actor, number, form):
        return redirect("command:report", number=number)
    return render(request, "command/report.html", reports.one(actor, number, form), status=422 if form is not None else 200)


def _asker(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
