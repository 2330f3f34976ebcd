"""Handing out a private file: shown in the page's own window, never run, never kept on the way."""

from __future__ import annotations

import re
from http import HTTPStatus

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from lorong.kernel.documents.values import OpenedFile

# A PDF viewer is an embedded object of its own; everything else in the file stays dead.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
IMAGE_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

ONE_RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{0,12})")


def hand_out(opened: OpenedFile, *, download: bool = False) -> HttpResponseBase:
    """The file as an answer; the caller has asked whether it may be seen. download: save instead of show."""
    response = FileResponse(opened.path.open("rb"), as_attachment=download, filename=opened.name, content_type=opened.media_type)
    return _guarded(response, opened)


def hand_out_sound(opened: OpenedFile, asked: str) -> HttpResponseBase:
    """A sound, never opened by the browser but by a player. asked: the `Range` header; players of telephones ask for parts, and
    one that gets the whole instead plays nothing (RFC 9110, section 14)."""
    size, found = opened.path.stat().st_size, ONE_RANGE.fullmatch(asked)
    if found is None:
        response = hand_out(opened, download=True)
        response["Accept-Ranges"] = "bytes"
        return response
    first, last = int(found[1]), min(int(found[2] or size), size - 1)
    if first > last:
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{size}"})
    with opened.path.open("rb") as file:
        file.seek(first)
        part = HttpResponse(file.read(last - first + 1), status=HTTPStatus.PARTIAL_CONTENT, content_type=opened.media_type)
    part["Content-Disposition"] = content_disposition_header(True, opened.name) or "attachment"
    part["Accept-Ranges"], part["Content-Range"] = "bytes", f"bytes {first}-{last}/{size}"
    return _guarded(part, opened)


def _guarded(response: HttpResponseBase, opened: OpenedFile) -> HttpResponseBase:
    is_pdf = opened.media_type == "application/pdf"
    response["Content-Security-Policy"] = PDF_POLICY if is_pdf else IMAGE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
