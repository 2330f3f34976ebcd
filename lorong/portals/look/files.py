"""Handing out a private file: shown in the page's own window, never run, never kept on the way."""

from __future__ import annotations

from django.http import FileResponse, HttpResponseBase

from lorong.kernel.documents.values import OpenedFile

# A PDF viewer is an embedded object of its own; everything else in the file stays dead.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
IMAGE_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


def hand_out(opened: OpenedFile, *, download: bool = False) -> HttpResponseBase:
    """The file as an answer; the caller has asked whether it may be seen. download: save instead of show."""
    response = FileResponse(opened.path.open("rb"), as_attachment=download, filename=opened.name, content_type=opened.media_type)
    is_pdf = opened.media_type == "application/pdf"
    response["Content-Security-Policy"] = PDF_POLICY if is_pdf else IMAGE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
