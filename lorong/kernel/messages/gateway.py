"""The door to an SMS gateway: one HTTP POST per message, the same id at every attempt."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Protocol

from lorong.kernel.messages.values import Carried

MOST_ANSWER = 65536  # bytes of an answer that are read
HOPELESS = frozenset({400, 404, 410, 422})  # the gateway will say the same tomorrow


class SmsGateway(Protocol):
    """What the house needs of a gateway."""

    def send(self, *, message_id: str, phone: str, text: str) -> Carried:
        """One attempt to hand over `text` for `phone` (E.164). `message_id` is the same at every attempt, so that
        the gateway can drop what it already has. Never raises for what the other side does."""
        ...


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would turn the POST into a GET, and its answer into a lie: it counts as a refusal to answer."""

    def redirect_request(self, *_args: object) -> None:
        return None


class HttpGateway:
    """`POST url {"id", "to", "text"}` with `Authorization: Bearer` and `Idempotency-Key`.

    2xx with a JSON object means: taken. Everything else is tried again, but for what will never be taken (HOPELESS).
    """

    def __init__(self, url: str, token: str, *, timeout: float) -> None:
        assert url.startswith(("http://", "https://")), "LORONG_SMS_GATEWAY_URL begins with https://"
        self._url, self._token, self._timeout = url, token, timeout
        self._opener = urllib.request.build_opener(_NoRedirect)

    def send(self, *, message_id: str, phone: str, text: str) -> Carried:
        """One attempt; see `SmsGateway`."""
        told = {"id": message_id, "to": phone, "text": text}
        status, answer = self.post(told, {"Idempotency-Key": message_id})
        if status is None:
            return Carried(False, f"the gateway does not answer: {answer}")
        if status >= 300:
            return Carried(False, f"the gateway answers {status}", hopeless=status in HOPELESS)
        return Carried(True) if isinstance(answer, dict) else Carried(False, "the gateway answers something unreadable")

    def post(self, told: Mapping[str, Any], headers: Mapping[str, str]) -> tuple[int | None, Any]:
        """POST an object; gives the status and what the other side said as JSON (None when that is unreadable), or None
        and the kind of the failure. Never raises for what the other side does."""
        request = urllib.request.Request(  # noqa: S310
            self._url,
            data=json.dumps(told).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}", **headers},
            method="POST",
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                return answer.status, _read(answer.read(MOST_ANSWER))
        except urllib.error.HTTPError as error:
            with error:
                return error.code, _read(_said(error))
        except (OSError, http.client.HTTPException, ValueError) as error:
            return None, type(error).__name__


def _said(error: urllib.error.HTTPError) -> bytes:
    try:
        return error.read(MOST_ANSWER)
    except (OSError, http.client.HTTPException, ValueError):
        return b""


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
