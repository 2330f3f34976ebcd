"""How a program is told that something cannot be served: `application/problem+json` (RFC 9457).

An extra room: the pages of last resort use it as well as the API, so that a program never has to read a page.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext, gettext_noop

from lorong.lib.refusals import Refusal
from lorong.portals.look.said import said

API = "/api/v1/"
MEDIA_TYPE = "application/problem+json"
TITLES: Mapping[int, str] = {
    400: gettext_noop("Permintaan tidak terbaca"),
    401: gettext_noop("Perlu token"),
    403: gettext_noop("Tidak boleh"),
    404: gettext_noop("Tidak ditemukan"),
    405: gettext_noop("Cara ini tidak ada di sini"),
    409: gettext_noop("Belum bisa dilakukan"),
    410: gettext_noop("Sudah tidak berlaku"),
    411: gettext_noop("Panjang isi tidak disebut"),
    413: gettext_noop("Terlalu besar"),
    415: gettext_noop("Jenis isi tidak diterima"),
    422: gettext_noop("Isian belum benar"),
    429: gettext_noop("Terlalu sering"),
    500: gettext_noop("Ada yang rusak di sistem"),
}
CODES: Mapping[int, str] = {
    400: "unreadable",
    401: "no_token",
    403: "not_allowed",
    404: "not_found",
    405: "no_such_method",
    409: "refused",
    410: "gone",
    411: "no_length",
    413: "too_big",
    415: "wrong_media_type",
    422: "invalid",
    429: "too_many",
    500: "broken",
}


def is_for_a_program(request: HttpRequest) -> bool:
    """Whether whoever asked is a program: it is told by a problem, not by a page."""
    return request.path_info.startswith(API)


def problem(request: HttpRequest, status: int, detail: str, *, code: str = "", **more: Any) -> JsonResponse:
    """A problem in the language of the request. more: further members (`field`, `errors`), left out when empty."""
    code = code or CODES[status]
    said = {
        "type": f"{settings.PUBLIC_URL}{API}#{code}",
        "title": gettext(TITLES[status]),
        "status": status,
        "detail": detail,
        "code": code,
        "instance": uuid.UUID(hex=getattr(request, "id", "0" * 32)).urn,  # as in our log
        **{name: value for name, value in more.items() if value},
    }
    return JsonResponse(said, status=status, content_type=MEDIA_TYPE)


def refusal_problem(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    """A refusal's own sentence, with its status, its field and, where there are several, all its sentences by field."""
    status = refusal.status if refusal.status in TITLES else 409
    errors = {field: said(sentence) for field, sentence in _errors(refusal).items()}
    response = problem(request, status, said(refusal), code=refusal.code, field=refusal.field, errors=errors)
    retry_after = getattr(refusal, "retry_after", None)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _errors(refusal: Refusal) -> Mapping[str, str]:
    errors = refusal.detail.get("errors")
    return errors if isinstance(errors, Mapping) else {}
