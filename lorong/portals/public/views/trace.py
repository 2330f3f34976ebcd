"""Jejak: the roots over all history, for everybody to copy and to check against."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lorong.kernel.audit import roots as roots_of
from lorong.portals.door import Who, entrance
from lorong.portals.public.views.open import csv_answer

SCRIPT = settings.BASE_DIR / "docs" / "verify_history.py"
COLUMNS = ("no", "day", "upto", "size", "tree", "prev", "hash")


@entrance(Who.ANYONE)
@require_safe
def roots(request: HttpRequest) -> HttpResponse:
    """The daily roots, newest first, and how one checks one's own case."""
    page = roots_of.roots_page(cursor=request.GET.get("sesudah", ""))
    rows = [(root, roots_of.as_public(root)) for root in page.rows]
    return render(request, "public/trace.html", {"nav": "open", "page": page, "rows": rows})


@entrance(Who.ANYONE)
@require_safe
def roots_json(request: HttpRequest) -> JsonResponse:
    """Every root, oldest first, as the checking script reads them."""
    found = [roots_of.as_public(root) for root in roots_of.all_roots()]
    return JsonResponse({"format": "lorong-roots-1", "roots": found}, json_dumps_params={"indent": 1})


@entrance(Who.ANYONE)
@require_safe
def roots_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same as a table."""
    return csv_answer(_table(), "jejak.csv")


@entrance(Who.ANYONE)
@require_safe
def script(request: HttpRequest) -> FileResponse:
    """The program that checks a proof: standard Python, some hundred lines to read before one runs them."""
    return FileResponse(
        SCRIPT.open("rb"), as_attachment=True, filename="periksa_jejak.py", content_type="text/x-python; charset=utf-8"
    )


def _table() -> Iterator[tuple[object, ...]]:
    yield COLUMNS
    for root in roots_of.all_roots():
        told = roots_of.as_public(root)
        yield tuple(told[column] for column in COLUMNS)
