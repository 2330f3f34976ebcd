"""The API and its own description (OpenAPI 3.1): every answer that may come, the refusals too.

What the description says is also what the door enforces (`passage`): methods, kinds of content, tokens.
"""

from __future__ import annotations

import logging
from copy import deepcopy
from functools import lru_cache
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language, gettext, gettext_noop
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import REF_TEMPLATE
from ninja.operation import Operation

from lorong.kernel.people.values import Scope
from lorong.lib.refusals import Refusal
from lorong.portals.api.bearers import Bearer
from lorong.portals.api.shapes import Problem
from lorong.portals.door.problems import API, MEDIA_TYPE, TITLES, problem, refusal_problem

log = logging.getLogger("lorong.api")
VERSION = "1.0.0"
ABOUT = gettext_noop(
    "Layanan kota untuk program: layanan, permohonan, urusan, percakapan, berkas, surat, dan pemeriksaan surat. "
    "Program memakai token yang dibuat warga di halaman Saya."
)
RETRY = {"Retry-After": {"description": "seconds", "required": True, "schema": {"type": "integer", "minimum": 0}}}
PLACES = {"body", "payload", "query", "path", "header", "form", "file"}
SENTENCES = {
    "missing": gettext_noop("Wajib diisi."),
    "extra_forbidden": gettext_noop("Tidak dikenal. Hapus bagian ini."),
    "string_type": gettext_noop("Harus teks."),
    "string_too_short": gettext_noop("Terlalu pendek."),
    "string_too_long": gettext_noop("Terlalu panjang."),
    "string_pattern_mismatch": gettext_noop("Bentuknya tidak sesuai."),
    "int_parsing": gettext_noop("Harus bilangan bulat."),
    "json_invalid": gettext_noop("Bukan JSON."),
}


class Api(NinjaAPI):
    """The endpoints of `views`, without pages of ninja's own."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of its function: short, and steady when files move."""
        return str(operation.view_func.__name__)


api = Api(title="Lorong", version=VERSION, openapi_url=None, docs_url=None, servers=[{"url": API.rstrip("/")}])


def needs(scope: Scope) -> dict[str, Any]:
    """Of an endpoint that acts for somebody: it takes a token that is good for `scope`."""
    return {"auth": Bearer(scope), "openapi_extra": {"x-scope": scope.value}}


def description() -> dict[str, Any]:
    """The OpenAPI document in the language of the request."""
    return deepcopy(_described((get_language() or "id")[:2]))


@lru_cache(maxsize=4)
def _described(language: str) -> dict[str, Any]:
    schema = dict(api.get_openapi_schema(path_prefix=""))
    schema["info"] = {**schema["info"], "description": gettext(ABOUT)}
    schema["components"]["schemas"]["Problem"] = Problem.model_json_schema(ref_template=REF_TEMPLATE)
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
    return schema


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Its summary in the language of the reader, the scope it needs, and every problem it may answer with."""
    operation["summary"] = gettext(operation["summary"])
    if "x-scope" in operation:
        operation["security"] = [{"Bearer": [operation["x-scope"]]}]
    for status in _problems(method, operation):
        said: dict[str, Any] = {"description": gettext(TITLES[status])}
        said["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        if status == 429:
            said["headers"] = RETRY
        operation["responses"][status] = said
    operation["responses"] = {str(status): said for status, said in operation["responses"].items()}


def _problems(method: str, operation: dict[str, Any]) -> list[int]:
    asked, writes = operation.get("parameters", []), method != "get"
    found = [400, 429, 500]
    found += [401, 403] if "security" in operation else []
    found += [404] if any(p["in"] == "path" for p in asked) or writes else []
    found += [409] if "security" in operation else []
    found += [411, 413, 415] if "requestBody" in operation else []
    found += [422] if asked or "requestBody" in operation else []
    return sorted(found)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return refusal_problem(request, refusal)


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return no_token(request)


@api.exception_handler(ValidationError)
def _misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = {_place(found["loc"]): _sentence(found["type"]) for found in error.errors}
    return problem(request, 422, gettext("Bentuk permintaan belum sesuai. Perbaiki bagian yang disebut."), errors=errors)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, 400, gettext("Isi permintaan tidak bisa dibaca. Kirim JSON dalam UTF-8."))


@api.exception_handler(MultiPartParserError)
@api.exception_handler(SuspiciousOperation)
def _not_a_form(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, 400, gettext("Isi permintaan tidak bisa dibaca. Kirim formulir multipart/form-data yang utuh."))


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, 404, gettext("Alamat ini tidak ada. Lihat daftarnya di openapi.json."))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    # A bug: on record with its trace under the request's id, and nothing of it in the answer.
    log.exception("broken", extra={"request_id": getattr(request, "id", "")}, exc_info=error)
    return problem(request, 500, gettext("Ini kesalahan kami, dan sudah tercatat. Coba lagi dalam beberapa menit."))


def no_token(request: HttpRequest) -> HttpResponse:
    """Who shows no good token: the same answer whatever is wrong with it."""
    said = gettext("Kirim token yang masih berlaku: Authorization: Bearer. Token dibuat di halaman Saya.")
    response = problem(request, 401, said)
    response["WWW-Authenticate"] = 'Bearer realm="Lorong"'
    return response


def _place(where: tuple[Any, ...]) -> str:
    # body, payload: names of ours, which the program did not send
    return ".".join(str(part) for part in where if part not in PLACES) or "body"


def _sentence(kind: str) -> str:
    return gettext(SENTENCES.get(kind, gettext_noop("Isinya tidak sesuai dengan openapi.json.")))
