"""What can be told, and what is asked of who tells it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from lorong.kernel.city import queries as city
from lorong.services.complaints.open311 import catalogue, values
from lorong.services.complaints.open311.views.passage import SHORT, answer, endpoint, no


@endpoint("GET", keep=SHORT)
def services(request: HttpRequest, suffix: str) -> HttpResponse:
    """GET services: every kind in force."""
    return answer("services", values.categories(catalogue.offered()), suffix)


@endpoint("GET", keep=SHORT)
def definition(request: HttpRequest, suffix: str, code: str) -> HttpResponse:
    """GET services/<code>: its questions."""
    found = catalogue.published(code)
    return answer("service_definition", values.definition(found.slug, catalogue.questions(found)), suffix)


@endpoint("GET", keep=SHORT)
def discovery(request: HttpRequest, suffix: str) -> HttpResponse:
    """Where the endpoint is, and how one gets a key."""
    here = city.this_city()
    body = values.discovery(
        url=f"{settings.PUBLIC_URL}/open311/v2",
        contact=" ".join(part for part in (here.name, settings.PUBLIC_URL, here.sms_shown and f"SMS {here.sms_shown}") if part),
        key_service=gettext("Minta kunci kepada admin kota; caranya ada di docs/howto/open311.md."),
        changed=catalogue.changed(),
        test=settings.DEMO,
    )
    return answer("discovery", body, suffix)


@endpoint("GET", "POST")
def nowhere(request: HttpRequest, suffix: str, rest: str) -> HttpResponse:
    """No such address: 406 for one in a form that is not spoken here, 404 for the rest."""
    name, dot, form = rest.removeprefix("v2/").rpartition(".")
    if dot and "/" not in form and name.split("/")[0] in {"services", "requests", "tokens", "discovery"}:
        return no(406, gettext("Bentuk itu tidak ada. Pakai .xml atau .json."), suffix=suffix)
    return no(404, gettext("Alamat ini tidak ada. Tulis .xml atau .json di belakangnya."), suffix=suffix)
