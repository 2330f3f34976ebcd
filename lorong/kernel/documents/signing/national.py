"""Signing through the national certificate service's REST door, which a city runs as an e-sign client on its own network.

`POST {url}/api/sign/pdf`, basic authentication, multipart: file, nik, passphrase, tampilan ("invisible", or "visible"
with page, place and picture). It answers with the signed PDF, or with JSON `{"error": ..., "status_code": ...}`.
Nothing it says is taken on trust: what comes back must be our own PDF, continued, with one more sound signature.
"""

from __future__ import annotations

import base64
import json
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import urlsplit

from lorong.kernel.documents.errors import SigningImpossible, SigningUnavailable
from lorong.kernel.documents.signing.inspection import inspect
from lorong.kernel.documents.signing.protocol import SigningOrder

LARGEST_ANSWER = 40 * 1024 * 1024
WRONG_PASSPHRASE = 2031
AGAIN = "Layanan sertifikat nasional belum menjawab. Sistem mencoba lagi; tidak ada yang perlu dilakukan."
STRANGE = "Layanan sertifikat nasional menjawab dengan berkas yang bukan surat ini. Hubungi pengelola, lalu tanda tangani lagi."


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the login of this application to wherever it points: it counts as no answer."""

    def redirect_request(self, *_args: object) -> None:
        return None


@dataclass(frozen=True, slots=True)
class NationalSigner:
    """`url` of the e-sign client, `user` and `password` of this application there. `timeout` in seconds."""

    url: str
    user: str
    password: str = field(repr=False)
    timeout: float = 30.0

    def sign(self, pdf: bytes, order: SigningOrder) -> bytes:
        """The signed PDF. Raises SigningUnavailable (try again) or SigningImpossible (somebody must act)."""
        answer = self._ask(_fields(order), pdf, order.appearance)
        if not answer.startswith(b"%PDF-"):
            raise SigningUnavailable(AGAIN, "the answer is not a PDF")
        before = inspect(pdf, ()).signatures
        if not answer.startswith(pdf) or len(answer) == len(pdf):
            raise SigningImpossible(STRANGE, "the answer is another PDF, or the same without a signature")
        found = inspect(answer, ())
        if len(found.signatures) != len(before) + 1 or not found.intact:
            raise SigningImpossible(STRANGE, "the answer carries no sound signature")
        return answer

    def _ask(self, values: dict[str, str], pdf: bytes, picture: bytes | None) -> bytes:
        assert urlsplit(self.url).scheme in {"http", "https"}, "LORONG_NATIONAL_SIGNER_URL is an http address"
        boundary = secrets.token_hex(16)
        files = [("file", "surat.pdf", "application/pdf", pdf)]
        if picture is not None:
            files.append(("imageTTD", "tanda-tangan.png", "image/png", picture))
        login = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310  (scheme checked above)
            f"{self.url.rstrip('/')}/api/sign/pdf",
            data=_multipart(values, files, boundary),
            headers={
                "Authorization": f"Basic {login}",
                "Content-Type": f"multipart/form-data; boundary={boundary}",
                "Accept": "application/pdf, application/json",
            },
        )
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=self.timeout) as response:
                body: bytes = response.read(LARGEST_ANSWER + 1)
        except urllib.error.HTTPError as error:
            raise _fault(error.code, error.read(65536)) from error
        except (OSError, HTTPException) as error:
            raise SigningUnavailable(AGAIN, type(error).__name__) from error
        if len(body) > LARGEST_ANSWER:
            raise SigningUnavailable(AGAIN, "the answer is too large")
        return body


def _fields(order: SigningOrder) -> dict[str, str]:
    values = {"nik": order.nik, "passphrase": order.secret, "reason": order.reason, "location": order.location}
    if order.appearance is None:
        return {**values, "tampilan": "invisible"}  # the layout has drawn the seal already
    left, bottom, right, top = order.box
    place = {"xAxis": left, "yAxis": bottom, "width": right - left, "height": top - bottom, "page": order.page + 1}
    return {**values, "tampilan": "visible", "image": "true", **{k: str(round(v)) for k, v in place.items()}}


def _multipart(values: dict[str, str], files: list[tuple[str, str, str, bytes]], boundary: str) -> bytes:
    parts = []
    for name, value in values.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(head.encode() + value.encode() + b"\r\n")
    for name, filename, kind, content in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()


def _fault(status: int, body: bytes) -> SigningUnavailable | SigningImpossible:
    try:
        said = json.loads(body)
        code, words = int(said.get("status_code", 0)), str(said.get("error", ""))[:200]
    except (ValueError, TypeError, AttributeError):
        code, words = 0, ""
    if code == WRONG_PASSPHRASE:
        return SigningImpossible("Sandi sertifikat Anda salah. Tanda tangani lagi dengan sandi yang benar.", words)
    if status in {400, 404, 422} and words:
        said_words = words.rstrip(".")
        return SigningImpossible(f"Layanan sertifikat nasional menolak: {said_words}. Selesaikan itu, lalu tanda tangani lagi.")
    # wrong login of this application, overload, faults: nothing the official can mend
    return SigningUnavailable(AGAIN, f"HTTP {status} {words}")
