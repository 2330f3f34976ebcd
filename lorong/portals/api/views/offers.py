"""What the city offers, and whether a letter is real: for every program, without a token."""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Query

from lorong.kernel.cases.queries.words import language
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.documents import queries as documents
from lorong.kernel.people import limits
from lorong.kernel.people.values import Scope
from lorong.lib.paging import cut, decode
from lorong.portals.accounts.visitor import address_of
from lorong.portals.api import told
from lorong.portals.api.document import api, needs
from lorong.portals.api.fitting import file_body, own_person
from lorong.portals.api.shapes import Check, Service, Services, Subjects
from lorong.portals.api.told_cases import page
from lorong.portals.applying.subjects import subjects as subjects_of
from lorong.portals.citizen.views.offers import offered
from lorong.portals.public import checking

Cursor = Annotated[str, Query(max_length=500)]
Size = Annotated[int, Query(ge=1, le=100)]
PDF = ("application/pdf",)


@api.get("/services", response=Services, summary=_("Daftar layanan"))
def services(
    request: HttpRequest,
    response: HttpResponse,
    q: Annotated[str, Query(max_length=100)] = "",
    cursor: Cursor = "",
    size: Size = 50,
) -> Any:
    """The services in force by slug; with `q` the eight that answer it best."""
    response["Cache-Control"] = "public, max-age=60"
    if q:
        return {"items": [told.service_brief(f.published) for f in catalog.search(q, language=language())], "next": None}
    after = decode(cursor, [str]) if cursor else None
    rows = sorted((p for p in catalog.current() if not after or p.slug > after[0]), key=lambda p: p.slug)
    found = cut(rows[: size + 1], size, cursor, lambda p: [p.slug])
    return page(found, [told.service_brief(p) for p in found.rows])


@api.get("/services/{slug:slug}", response=Service, summary=_("Satu layanan: syarat, janji, biaya, dan bentuk isian"))
def service(request: HttpRequest, response: HttpResponse, slug: str) -> Any:
    """One service: documents, promise, fee, steps, and its form as a JSON Schema."""
    response["Cache-Control"] = "public, max-age=60"
    return told.service(offered(slug))


@api.get(
    "/services/{slug:slug}/subjects", response=Subjects, summary=_("Untuk siapa saya boleh mengajukan"), **needs(Scope.APPLY)
)
def subjects(request: HttpRequest, slug: str) -> Any:
    """For whom this service may be asked: oneself, the family card, the late of it, wards."""
    person, today = own_person(request)
    found = subjects_of(offered(slug), person, on=today)
    return {"items": [{"value": s.value, "about": s.about, "name": s.person.name} for s in found]}


@api.get("/check", response=Check, summary=_("Periksa surat dengan kode pendek, boleh juga nomornya"))
def check(
    request: HttpRequest,
    code: Annotated[str, Query(min_length=6, max_length=20)],
    number: Annotated[str, Query(max_length=120)] = "",
) -> Any:
    """Whether a letter is real, by its short code; with `number` both must be the letter's."""
    found = checking.by_number(request, number, code) if number else checking.by_code(request, code)
    return told.check(found)


@api.post("/check", response=Check, summary=_("Periksa berkas PDF surat"), **file_body(PDF))
def check_file(request: HttpRequest) -> Any:
    """Whether a PDF is a letter of this city, unchanged. It is read, answered and not kept."""
    limits.apply(checking.FILES, address_of(request))
    return told.check(documents.check_pdf(request.read(settings.MAX_UPLOAD_BYTES + 1)))
