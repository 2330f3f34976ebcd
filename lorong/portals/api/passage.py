"""What every request to the API passes: only what the description promises gets through, and every no is a problem.

An extra room: a program's door is narrower than a person's. A cookie counts for nothing here, so no form token is asked.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from lorong.lib.refusals import Refusal
from lorong.portals.api.bearers import open_call
from lorong.portals.api.document import api, description, no_token
from lorong.portals.door import Who, entrance
from lorong.portals.door.problems import problem, refusal_problem
from lorong.portals.door.programs import spoken

log = logging.getLogger("lorong.api")
LONGEST_JSON = 1024 * 1024
JSON = "application/json"
View = Callable[..., HttpResponseBase]


def addresses(prefix: str) -> Iterator[URLPattern]:
    """The endpoints as URLs below `prefix`, each behind its passage."""
    paths = description()["paths"]
    for pattern in api.urls[0]:
        route = str(pattern.pattern).replace("<uuidstr:", "<uuid:")  # ninja's own kind of uuid, which is a text
        written = "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)
        if isinstance(pattern, URLPattern) and written in paths:
            yield path(f"{prefix}{route}", passage(pattern.callback, paths[written]), name=pattern.name)


def passage(view: View, promised: Mapping[str, Mapping[str, Any]]) -> View:
    """The view behind its door. promised: what the description says of each method."""
    takes_token = {"security" in operation for operation in promised.values()}
    assert len(takes_token) == 1, "an address either takes a token or does not"
    who = Who.TOKEN if takes_token == {True} else Who.PROGRAM

    @csrf_exempt
    @entrance(who)
    def door(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        language = spoken(request)
        with translation.override(language):
            response = _answered(request, who, view, promised, kwargs)
        response["Content-Language"] = language
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return door


def _answered(
    request: HttpRequest, who: Who, view: View, promised: Mapping[str, Mapping[str, Any]], kwargs: dict[str, Any]
) -> HttpResponseBase:
    try:
        if who is Who.PROGRAM:
            open_call(request)
        return _unfit(request, who, promised) or view(request, **kwargs)
    except Refusal as refusal:
        return refusal_problem(request, refusal)


def _unfit(request: HttpRequest, who: Who, promised: Mapping[str, Mapping[str, Any]]) -> HttpResponse | None:
    operation = promised.get((request.method or "").lower())
    if operation is None:
        response = problem(request, 405, gettext("Alamat ini tidak menerima cara itu. Lihat openapi.json."))
        response["Allow"] = ", ".join(sorted(method.upper() for method in promised))
        return response
    if who is Who.TOKEN and not request.headers.get("Authorization", "").lower().startswith("bearer "):
        return no_token(request)
    return _unfit_content(request, operation.get("requestBody", {}).get("content", {}))


def _unfit_content(request: HttpRequest, taken: Mapping[str, Any]) -> HttpResponse | None:
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if taken and length == 0 and request.headers.get("Transfer-Encoding"):
        return problem(request, 411, gettext("Sebutkan panjang isinya: kirim dengan Content-Length."))
    if not taken or length == 0:
        return None
    if request.content_type not in taken:
        kinds = ", ".join(sorted(taken))
        said = gettext("Isi jenis itu tidak diterima di sini. Kirim salah satu dari: %(kinds)s.") % {"kinds": kinds}
        return problem(request, 415, said)
    longest = LONGEST_JSON if JSON in taken else settings.MAX_UPLOAD_BYTES
    if length > longest:
        said = gettext("Terlalu besar: paling banyak %(megabytes)s MB.") % {"megabytes": longest // 1024 // 1024}
        return problem(request, 413, said)
    return None
