"""What WhatsApp keeps for us: an id becomes an address for five minutes, and the address the bytes.

Facts from Meta's reference of the Cloud API (media): both are asked with our token; ids live thirty days; the address lies at
MEDIA_HOST. What the other side says of itself is used to refuse early and believed in nothing else.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from lorong.kernel.messages.whatsapp import LATER
from lorong.lib.phrases import phrase
from lorong.lib.uploads import MAX_BYTES
from lorong.services.hotline.values import LARGEST_SOUND

MEDIA_HOST = "lookaside.fbsbx.com"
PAUSE = 10.0  # seconds without a byte
SECONDS = 60.0  # for all of it
TAKEN = ("image/jpeg", "image/png", "image/webp", "audio/", "application/ogg", "application/pdf")
GONE = phrase("Berkasnya sudah tidak ada di WhatsApp. Minta pengirimnya mengirim lagi.")
TOO_LARGE = phrase("Berkas terlalu besar: foto dan PDF paling besar 10 MB, suara 16 MB.")
NOT_TAKEN = phrase("Berkas ini bukan foto, rekaman suara, atau PDF, jadi tidak kami buka.")
_MISSING = frozenset({400, 403, 404, 410})


class Lost(Exception):
    """It will never come. `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotNow(Exception):
    """It did not come this time; the next time it may."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Our token goes where we send it and nowhere else."""

    def redirect_request(self, *_args: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def fetch(media_id: str) -> bytes:
    """The bytes behind an id. Raises Lost, NotNow."""
    root = settings.WHATSAPP_URL.rsplit("/", 2)[0]  # https://graph.facebook.com/<version>
    if not root:
        raise NotNow("LORONG_WHATSAPP_URL is empty")
    until = time.monotonic() + SECONDS
    told = _object(_get(f"{root}/{quote(media_id, safe='')}", most=65536, until=until))
    kind, size = str(told.get("mime_type", "")).partition(";")[0].strip().casefold(), str(told.get("file_size", ""))
    if not kind.startswith(TAKEN):
        raise Lost(NOT_TAKEN)
    most = LARGEST_SOUND if kind.startswith(("audio/", "application/ogg")) else MAX_BYTES
    if size.isdigit() and int(size) > most:
        raise Lost(TOO_LARGE)
    address = str(told.get("url", ""))
    if not may_fetch(address):
        raise NotNow("the media lie at a host that we do not know")
    return _get(address, most=most, until=until)


def may_fetch(address: str) -> bool:
    """Whether our token may be shown there: at Meta's house for media, or where we ask for everything else."""
    try:
        parts, ours = urlsplit(address), urlsplit(settings.WHATSAPP_URL)
        port, our_port = parts.port, ours.port
    except ValueError:
        return False
    if parts.username or parts.password:
        return False
    if (parts.scheme, parts.hostname, port) == (ours.scheme, ours.hostname, our_port):
        return True
    return (parts.scheme, parts.hostname) == ("https", MEDIA_HOST) and port in {None, 443}


def _get(address: str, *, most: int, until: float) -> bytes:
    headers = {"Authorization": f"Bearer {settings.WHATSAPP_TOKEN}", "User-Agent": "Lorong"}
    try:
        with _OPENER.open(urllib.request.Request(address, headers=headers), timeout=PAUSE) as answer:  # noqa: S310
            return _read(answer, most=most, until=until)
    except urllib.error.HTTPError as error:
        with error:
            raise _meant(error) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotNow(type(error).__name__) from error


def _read(answer: Any, *, most: int, until: float) -> bytes:
    told, parts, size = answer.headers.get("Content-Length", ""), list[bytes](), 0
    while part := answer.read1(65536):
        parts.append(part)
        size += len(part)
        if size > most:
            raise Lost(TOO_LARGE)
        if time.monotonic() > until:
            raise NotNow("it comes too slowly")
    if told.isdigit() and int(told) != size:
        raise NotNow("it broke off")
    return b"".join(parts)


def _meant(error: urllib.error.HTTPError) -> Exception:
    try:
        said = json.loads(error.read(65536))
    except (OSError, http.client.HTTPException, ValueError, RecursionError):
        said = None
    problem = said.get("error") if isinstance(said, dict) else None
    code = problem.get("code") if isinstance(problem, dict) else None
    if error.code in _MISSING and code not in LATER:
        return Lost(GONE)
    return NotNow(f"WhatsApp answers {error.code}")


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotNow("WhatsApp answers something unreadable") from error
    if not isinstance(told, dict):
        raise NotNow("WhatsApp answers something unreadable")
    return told
