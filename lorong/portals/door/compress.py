"""Pages leave compressed: a resident pays for every byte."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORDS = ("text/", "application/json", "application/problem+json", "application/manifest+json", "image/svg+xml", "text/javascript")


class Compress(GZipMiddleware):
    """Compresses what is made of words; PDF and photos are compressed already, and streams stay streams.

    A secret beside what a stranger may choose could be guessed from the compressed length (BREACH). Django masks its
    CSRF token anew in each page and adds up to `max_random_bytes` to the length.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(WORDS):
            return response
        return super().process_response(request, response)
