"""What a request passes before it reaches a view."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from lorong.kernel.city import queries as city
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.logs import known, learned
from lorong.lib.refusals import NotAllowed, Refusal
from lorong.portals.accounts import visitor
from lorong.portals.accounts.held import sign_in_first
from lorong.portals.accounts.second_factor import needs_second_factor
from lorong.portals.door import meters
from lorong.portals.door.arriving import actor_of
from lorong.portals.door.entrance import Who
from lorong.portals.door.pages import not_this_way, refusal_page

Next = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("lorong.door")
REQUEST_ID = re.compile(r"[0-9a-f]{32}")
CASE_NUMBER = re.compile(r"\d{2}-\d{4}-\d{1,6}")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


class RequestLog:
    """Gives each request an id and writes one line about it, without query strings or names."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = _request_id(request)  # type: ignore[attr-defined]
        with known(request_id=request.id):  # type: ignore[attr-defined]
            return self._answered(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        number = str(kwargs.get("number", ""))  # every route calls it so; what somebody typed instead stays out of the log
        if CASE_NUMBER.fullmatch(number):
            learned(case=number)

    def _answered(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - start
        meters.count(request, response, seconds)
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "method": request.method,
                "route": match.route if match else "-",
                "status": response.status_code,
                "milliseconds": round(seconds * 1000, 1),
                **_who_was_refused(request, response.status_code),
            },
        )
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response


def _who_was_refused(request: HttpRequest, status: int) -> dict[str, int]:
    # Who tries what is not theirs: the number of the account, as in the trail. Whoever gets what they ask for is not named.
    actor = getattr(request, "actor", None)
    refused = status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND} and actor is not None and actor.account_id is not None
    return {"account": actor.account_id} if refused and actor is not None else {}


def _request_id(request: HttpRequest) -> str:
    # Our own proxy may have given one, so that its log and ours name the same request.
    given = request.headers.get("X-Request-Id", "") if settings.SECURE_PROXY_SSL_HEADER is not None else ""
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


class OneCity:
    """From its first question to its last, a request sees one and the same city, and asks once whether it changed."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with MEMORY.steady():
            return self.get_response(request)


class SecureHeaders:
    """Strict content policy without inline script, no frames, and nothing kept of what is somebody's own.

    Stands outside of everything that answers, so that static files and redirects have the same headers.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "geolocation=(self), microphone=(), camera=(self), payment=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if _is_somebodys_own(request):
            response.setdefault("Cache-Control", "private, no-store")
        return response


def _is_somebodys_own(request: HttpRequest) -> bool:
    # A link and a token stand for a person as much as a session does.
    match = request.resolver_match
    if match is not None and getattr(match.func, "entrance", None) in {Who.LINK, Who.TOKEN, Who.GATEWAY}:
        return True
    user = getattr(request, "user", None)
    return user is not None and bool(user.is_authenticated)


class Language:
    """Indonesian unless the person chose English (cookie); times in the city's zone."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "id")
        language = chosen if chosen in dict(settings.LANGUAGES) else "id"
        with translation.override(language), timezone.override(ZoneInfo(_zone())):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


def _zone() -> str:
    try:
        return city.this_city().zone
    except OperationalError:
        return settings.TIME_ZONE  # the database is away: whoever asks whether the house is alive still gets an answer


class WhoIsThere:
    """Builds the actor and asks the view's declared entrance. No declaration, no entry."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        if not visitor.keep_alive(request):
            request.actor = None  # type: ignore[attr-defined]
            messages.info(request, gettext("Anda sudah keluar, karena lama tidak dipakai. Masuk lagi untuk melanjutkan."))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        who = getattr(view, "entrance", Who.NOBODY)
        if getattr(view, "demo_only", False) and not settings.DEMO:
            raise Http404
        if who in {Who.PROGRAM, Who.TOKEN}:
            request.actor = None  # type: ignore[attr-defined]  # a session never acts through the API
            return None
        if who in {Who.ANYONE, Who.LINK, Who.GATEWAY}:
            return None
        actor = request.actor  # type: ignore[attr-defined]
        if who is Who.NOBODY:
            raise Http404
        if actor is None:
            return sign_in_first(request, keeps=getattr(view, "keeps", False))
        if not may_enter(who, actor):
            return refusal_page(request, NotAllowed("Halaman ini bukan untuk peran Anda. Kembali ke halaman depan."))
        if who in {Who.OFFICER, Who.COMMAND} and needs_second_factor(request):
            return HttpResponseRedirect(f"{reverse('accounts:second_factor')}?{urlencode({'next': request.get_full_path()})}")
        return None


def may_enter(who: Who, actor: Any) -> bool:
    """Whether a signed-in `actor` may enter a door declared for `who`."""
    if who is Who.SIGNED_IN:
        return True
    if who is Who.RESIDENT:
        return actor.person_id is not None
    if who is Who.OFFICER:
        return bool(actor.is_officer)
    return who is Who.COMMAND and bool(actor.has_role("kepala-unit", "camat", "wali-kota", "sekda", "auditor", "inspektur"))


class Refusals:
    """A refusal raised anywhere becomes a page with its sentence; a bug stays a bug. No answer is an empty page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.streaming and not response.content:
            return not_this_way(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal_page(request, exception) if isinstance(exception, Refusal) else None
