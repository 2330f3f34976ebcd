"""Merging, taking back, splitting: what will happen, in words, and then that it happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.city import queries as city
from lorong.lib.refusals import Refusal
from lorong.lib.verdicts import Verdict
from lorong.portals.look.said import said
from lorong.services.complaints import actions, policies
from lorong.services.complaints.desk.asking import WRONG, asker, fresh
from lorong.services.complaints.desk.forms import ReasonForm, SplitForm
from lorong.services.complaints.models import Incident
from lorong.services.complaints.pages import categories, told
from lorong.services.complaints.queries import at_desk
from lorong.services.complaints.queries.stages import stage

FIELDS = {"reason": "alasan", "because": "alasan"}


def allowed(verdict: Verdict) -> None:
    """Raises what a policy says no with."""
    if verdict.refusal is not None:
        raise verdict.refusal


def choose(request: HttpRequest, incident: Incident, *, words: str) -> HttpResponse:
    """The other incidents that may be the same thing: near by, or found by number."""
    actor = asker(request)
    allowed(policies.may_merge(actor=actor, incident=incident))
    found = at_desk.by_words(actor, words, besides=incident) if words else []
    near = [] if words else at_desk.candidates(incident, at=timezone.now())
    rows = [at_desk.candidate(row, incident.place) for row in found] or near
    context = {
        **about(incident),
        "words": words,
        "rows": [(one, said(one.stage.words)) for one in rows],
    }
    return render(request, "complaints/desk/merge_choose.html", context)


def merge(request: HttpRequest, incident: Incident, into: Incident) -> HttpResponse:
    """The question whether `incident` goes into `into`, and the doing."""
    actor = asker(request)
    allowed(policies.may_merge(actor=actor, incident=incident))
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm(initial=fresh())

    def act(got: dict[str, Any]) -> Incident:
        return actions.merge_incidents(actor=actor, incident=incident, into=into, reason=got["alasan"], key=got["kunci"])

    done = _done(request, form, act, gettext("Sudah digabung. Semua pelapor kini ada di sini."))
    if done is not None:
        return done
    context = {
        **about(incident),
        "into": into,
        "into_title": categories.title(into.category),
        "into_place": told.place_words(into.where, into.region),
        "into_unit": city.unit(into.unit).name,
        "other_unit": into.unit != incident.unit,
        "form": form,
    }
    return render(request, "complaints/desk/merge.html", context, status=WRONG if form.errors else 200)


def take_back(request: HttpRequest, incident: Incident) -> HttpResponse:
    """The question whether a merged incident stands by itself again, and the doing."""
    actor = asker(request)
    allowed(policies.may_merge(actor=actor, incident=incident))
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm(initial=fresh())

    def act(got: dict[str, Any]) -> Incident:
        return actions.take_back_merge(actor=actor, incident=incident, reason=got["alasan"], key=got["kunci"])

    done = _done(request, form, act, gettext("Sudah dikeluarkan. Aduan ini berjalan sendiri lagi."))
    if done is not None:
        return done
    context = {**about(incident), "into": incident.merged_into, "form": form}
    return render(request, "complaints/desk/take_back.html", context, status=WRONG if form.errors else 200)


def split(request: HttpRequest, incident: Incident) -> HttpResponse:
    """Which report, why, and the doing."""
    actor = asker(request)
    allowed(policies.may_merge(actor=actor, incident=incident))
    found = at_desk.sheet(incident, at=timezone.now())
    reports = {one.report.number: one for one in found.told if one.report.withdrawn_at is None}
    choices = [(number, _choice_words(one)) for number, one in reports.items()]
    start = {**fresh(), "laporan": request.GET.get("laporan", "")}
    form = SplitForm(request.POST, reports=choices) if request.method == "POST" else SplitForm(initial=start, reports=choices)

    def act(got: dict[str, Any]) -> Incident:
        report = at_desk.report_at_desk(actor, got["laporan"])
        return actions.split_report(actor=actor, report=report, reason=got["alasan"], key=got["kunci"])

    done = _done(request, form, act, gettext("Sudah dipisah. Ini aduan barunya; pelapornya tetap mendapat kabar."))
    if done is not None:
        return done
    context = {**about(incident), "form": form, "alone": len(reports) < 2}
    return render(request, "complaints/desk/split.html", context, status=WRONG if form.errors else 200)


def _choice_words(one: at_desk.Told) -> str:
    words = one.text[:120] or gettext("tanpa kata-kata")
    return f"{one.report.number}: {words}" + (
        gettext(", %(metres)s m dari titik ini") % {"metres": one.metres} if one.metres else ""
    )


def _done(request: HttpRequest, form: ReasonForm, act: Callable[[dict[str, Any]], Incident], thanks: str) -> HttpResponse | None:
    """To the page of what came of it; None when it was not sent, or something must be mended."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        found = act(form.cleaned_data)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        name = FIELDS.get(refusal.field or "", refusal.field or "")
        form.add_error(name if name in form.fields else None, said(refusal))
        return None
    messages.success(request, thanks)
    return redirect("complaints_desk:incident", code=found.code)


def about(incident: Incident) -> dict[str, Any]:
    """What every page of a question about an incident is given."""
    return {
        "nav": "complaints",
        "incident": incident,
        "title": categories.title(incident.category),
        "stage": said(stage(incident).words),
        "place": told.place_words(incident.where, incident.region),
    }
