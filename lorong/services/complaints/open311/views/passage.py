"""What every request to this door passes: language, limits, jurisdiction; and how a no is said here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from lorong.kernel.city import queries as city
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound, Refusal
from lorong.portals.door import Who, entrance
from lorong.portals.door.programs import spoken
from lorong.portals.door.proof import address_of
from lorong.portals.look.said import said
from lorong.services.complaints.open311 import values
from lorong.services.complaints.open311.reads import READS
from lorong.services.complaints.open311.values import Fault
from lorong.services.complaints.open311.writing import MEDIA_TYPES, written

log = logging.getLogger("lorong.open311")
View = Callable[..., Any]
OWN_STATUS = {403, 404, 406, 429}  # everything else that cannot be done is a 400, by the standard
SHORT = "public, max-age=60"


def endpoint(*methods: str, keep: str = "private, no-store") -> Callable[[View], View]:
    """A view of this door, for these methods. keep: its Cache-Control when all is well. No cookie counts here."""

    def declare(view: View) -> View:
        @csrf_exempt
        @entrance(Who.PROGRAM)
        @wraps(view)
        def door(request: HttpRequest, *, suffix: str = "xml", **kwargs: Any) -> HttpResponse:
            language = spoken(request)
            with translation.override(language):
                return _labelled(_answered(request, view, methods, suffix, kwargs), language, keep)

        return door

    return declare


def _labelled(response: HttpResponse, language: str, keep: str) -> HttpResponse:
    response["Content-Language"] = language
    response["Access-Control-Allow-Origin"] = "*"  # apps in other people's pages; nothing here is anybody's own
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = keep if response.status_code == 200 else "private, no-store"
    patch_vary_headers(response, ("Accept-Language",))
    return response


def answer(root: str, body: Any, suffix: str, *, status: int = 200) -> HttpResponse:
    """The body as the program wants to read it."""
    return HttpResponse(written(root, body, suffix), status=status, content_type=MEDIA_TYPES[suffix])


def no(status: int, *sentences: str, suffix: str) -> HttpResponse:
    """Why not, with the HTTP status as its code."""
    return answer("errors", values.errors([Fault(status, sentence) for sentence in sentences]), suffix, status=status)


def _answered(request: HttpRequest, view: View, methods: tuple[str, ...], suffix: str, kwargs: dict[str, Any]) -> HttpResponse:
    if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
        response = no(405, gettext("Alamat ini tidak menerima cara itu."), suffix=suffix)
        response["Allow"] = ", ".join(methods)
        return response
    try:
        READS.enter(address_of(request))
        _check_jurisdiction(request)
        answered: HttpResponse = view(request, suffix=suffix, **kwargs)
        return answered
    except Exception as error:
        return _instead(request, error, suffix)


def _instead(request: HttpRequest, error: Exception, suffix: str) -> HttpResponse:
    """What is answered when there was no answer."""
    match error:
        case Refusal():
            return refused(error, suffix)
        case MultiPartParserError() | SuspiciousOperation() | UnreadablePostError():
            said = gettext("Isi permintaan tidak bisa dibaca. Kirim formulir yang utuh, paling banyak 5 foto.")
            return no(400, said, suffix=suffix)
        case Http404():
            return no(404, gettext("Alamat ini tidak ada."), suffix=suffix)
    # A bug: on record with its trace under the request's id, and nothing of it in the answer.
    log.exception("broken", extra={"request_id": getattr(request, "id", "")}, exc_info=error)
    return no(500, gettext("Ini kesalahan kami, dan sudah tercatat. Coba lagi dalam beberapa menit."), suffix=suffix)


def refused(refusal: Refusal, suffix: str) -> HttpResponse:
    """A refusal's own sentences."""
    status = refusal.status if refusal.status in OWN_STATUS else 400
    errors = refusal.detail.get("errors")
    several = [said(sentence) for sentence in errors.values()] if isinstance(errors, dict) and errors else [said(refusal)]
    response = no(status, *several, suffix=suffix)
    retry_after = getattr(refusal, "retry_after", None)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _check_jurisdiction(request: HttpRequest) -> None:
    # One city, one endpoint: the standard lets such a one do without. A wrong one is a program that is lost.
    asked = (request.POST if request.method == "POST" else request.GET).get("jurisdiction_id", "").strip()
    host = city.this_city().host
    if asked and host and asked.lower() != host.lower():
        raise NotFound(phrase("jurisdiction_id itu bukan kota ini. Kota ini {host}.", host=host), field="jurisdiction_id")
