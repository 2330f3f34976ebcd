"""One service: what it is, what it takes, and the way into it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from lorong.kernel.cases import actions as cases
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.sheet import sheet_pdf
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.documents.rendering import render as draw_letter
from lorong.kernel.documents.samples import sample_data
from lorong.kernel.people import queries as people
from lorong.lib.refusals import NotAllowed, NotFound, Refusal
from lorong.portals.applying.facts import known_facts
from lorong.portals.applying.forms import SubjectForm
from lorong.portals.applying.subjects import chosen, subjects
from lorong.portals.citizen import shelves, showcase
from lorong.portals.citizen.keeping import kept_promises
from lorong.portals.citizen.offices import home_office, sheet_unit
from lorong.portals.door import Who, entrance

SATURDAY = 5


def offered(slug: str) -> Published:
    """The service in force under this name. Raises NotFound."""
    published = catalog.current_by_slug(slug)
    if published is None:
        raise NotFound(gettext("Layanan ini tidak dibuka di kota ini. Cari yang lain di halaman depan."))
    return published


@entrance(Who.ANYONE)
@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """The six published components, the steps, the promise against reality; the rest folded away."""
    published = catalog.current_by_slug(slug, public=True) or offered(slug)
    sop, kept = published.sop, kept_promises(slug)
    context = {
        "published": published,
        "tell_url": shelves.row_of(published).url if published.is_public else "",
        "sop": sop,
        "facts": showcase.facts_of(sop),
        "papers": showcase.to_prepare(published, request.actor),  # type: ignore[attr-defined]
        "plan": showcase.plan(sop),
        "where": showcase.where_words(published),
        "kept": kept,
        "chart": showcase.how_long(published, kept),
        "management": showcase.management(sop),
        "office": home_office(request.actor),  # type: ignore[attr-defined]
        "nav": "services",
    }
    return render(request, "citizen/service.html", context)


@entrance(Who.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """For whom? Then the first page of the application; one that was begun before goes on."""
    published, me = offered(slug), applicant(request)
    choices = [(s.value, s.label) for s in subjects(published, me, on=city.today())]
    only_one = {"siapa": choices[0][0]} if len(choices) == 1 else None
    form = SubjectForm(only_one or request.POST if request.method == "POST" else None, choices=choices)
    if request.method == "POST" and form.is_valid():
        who = chosen(published, me, form.cleaned_data["siapa"], on=city.today())
        assert who is not None, "the form only lets offered people through"
        draft = cases.begin_draft(
            actor=request.actor,  # type: ignore[attr-defined]
            slug=slug,
            applicant=me,
            subject=who.person,
            about=who.about,
        )
        return redirect("applying:resume", pk=draft.pk)
    context = {"published": published, "form": form, "alone": len(choices) == 1, "facts": known_facts(me)}
    return render(request, "citizen/apply.html", context, status=422 if form.errors else 200)


def applicant(request: HttpRequest) -> Any:
    """The person who is signed in. Raises NotAllowed for an account that the register does not know yet."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.person_id is None:
        raise NotAllowed(gettext("Lengkapi NIK Anda dulu di halaman Saya, baru bisa mengajukan."))
    return people.person(actor.person_id)


@entrance(Who.ANYONE)
@require_safe
@cache_control(public=True, max_age=3600)
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The official SOP form (PermenPANRB 35/2012): of the office that `?kantor=` names, or of the city."""
    published = offered(slug)
    return pdf(sheet_pdf(published, sheet_unit(published, request.GET.get("kantor", "")[:40])), f"sop-{slug}.pdf")


@entrance(Who.ANYONE)
@require_safe
@cache_control(public=True, max_age=3600)
def sample(request: HttpRequest, slug: str) -> HttpResponse:
    """What the letter looks like, with invented people and "Contoh" across it."""
    published = offered(slug)
    if not published.letter:
        raise Refusal(gettext("Layanan ini tidak menghasilkan surat, jadi tidak ada contohnya. Kembali ke halaman layanan."))
    today = city.today()
    signed = today - timedelta(days=max(0, today.weekday() - SATURDAY + 1))  # no letter is signed on a weekend
    return pdf(_sample(published.id, signed), f"contoh-{slug}.pdf")


@lru_cache(maxsize=64)
def _sample(procedure_id: int, signed: date) -> bytes:
    # Drawn once per process, version and day: anybody may ask for it as often as they like.
    published = catalog.procedure(procedure_id)
    data = sample_data(published.sop, published.form, on=signed)
    at = datetime.combine(signed, time(0, 41), UTC)
    return draw_letter(published.letter, data, qr_url=data["check_url"], payload="", at=at).pdf


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
    return response
