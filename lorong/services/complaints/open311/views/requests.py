"""Requests: told to programs, and taken from them."""

from __future__ import annotations

from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lorong.kernel.city import queries as city
from lorong.portals.door.proof import address_of
from lorong.services.complaints.open311 import asking, queries, quick, replies, sending, values
from lorong.services.complaints.open311.views.passage import SHORT, answer, endpoint
from lorong.services.complaints.open311.writing import MEDIA_TYPES, Listing, together


@endpoint("GET", "POST", keep=SHORT)
def requests(request: HttpRequest, suffix: str) -> HttpResponse:
    """GET requests by filters, POST a new one."""
    if request.method == "POST":
        return answer("service_requests", _received(request), suffix, status=201)
    asked = dict(request.GET.lists())
    wanted = asking.wanted(asked, now=timezone.now(), zone=ZoneInfo(city.this_city().zone))
    if wanted.extended:
        page = queries.page(wanted)
        return _with_next(request, answer("service_requests", values.requests(page.rows), suffix), page.after)
    rows, after = quick.page(wanted, suffix)
    response = HttpResponse(together("service_requests", rows, suffix), content_type=MEDIA_TYPES[suffix])
    return _with_next(request, response, after)


@endpoint("GET", keep=SHORT)
def request_by_id(request: HttpRequest, suffix: str, code: str) -> HttpResponse:
    """GET requests/<id>: one, if everybody may know it."""
    extended = asking.is_yes(request.GET.get("extensions", ""))
    return answer("service_requests", values.requests([queries.one(code, extended=extended)]), suffix)


@endpoint("GET")
def messages(request: HttpRequest, suffix: str, code: str) -> HttpResponse:
    """GET requests/<id>/messages: what the office wrote to whoever forwarded it. The key stands in a header, for addresses are logged."""
    key = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return answer("messages", replies.messages(code, api_key=key, address=address_of(request)), suffix)


@endpoint("GET")
def token(request: HttpRequest, suffix: str, code: str) -> HttpResponse:
    """GET tokens/<token>. Requests have their number at once, so that the number itself is the only token there is."""
    found = queries.one(code)
    return answer("service_requests", values.from_token(found.id, code), suffix)


def _with_next(request: HttpRequest, response: HttpResponse, after: str) -> HttpResponse:
    if after:
        asked = [(name, said) for name, values in request.GET.lists() if name not in {"page", "after"} for said in values]
        address = f"{settings.PUBLIC_URL}{request.path_info}?{urlencode([*asked, ('after', after)])}"
        response["Link"] = f'<{address}>; rel="next"'
    return response


def _received(request: HttpRequest) -> Listing:
    # The standard sends the key with the rest of the form; some programs put it into the address.
    return sending.receive(
        dict(request.POST.lists()),
        request.FILES.getlist("media"),
        api_key=request.POST.get("api_key", "") or request.GET.get("api_key", ""),
        again=request.headers.get("Idempotency-Key", ""),
        address=address_of(request),
    )
