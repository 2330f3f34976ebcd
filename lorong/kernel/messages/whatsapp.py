"""The door to WhatsApp: Meta's Cloud API, or whatever speaks as it does.

An extra room: it is a gateway like `gateway.py`, with other words. Facts from Meta's reference of the Cloud API (messages,
error codes). A free text is only taken within a day of what the person wrote last; the API has no idempotency key, so
that a message whose answer was lost may arrive twice, which `biz_opaque_callback_data` lets nobody but us see.
"""

from __future__ import annotations

from typing import Any

from lorong.kernel.messages.gateway import HOPELESS, HttpGateway
from lorong.kernel.messages.values import Carried

TOO_LATE = 131047  # more than a day since the person wrote
NEVER = frozenset({TOO_LATE, 131026, 131051, 131021, 100})  # cannot be delivered, unsupported, to ourselves, bad parameter
LATER = frozenset({4, 130429, 131048, 131056, 131016, 1, 2})  # too many at the moment, or their house is on fire


class CloudApi:
    """`url`: https://graph.facebook.com/<version>/<phone number id>/messages."""

    def __init__(self, url: str, token: str, *, timeout: float) -> None:
        self._door = HttpGateway(url, token, timeout=timeout)

    def send(self, *, message_id: str, phone: str, text: str) -> Carried:
        """One attempt to hand over `text` for `phone` (E.164). Never raises for what the other side does."""
        told = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": phone.removeprefix("+"),
            "type": "text",
            "text": {"preview_url": False, "body": text[:4096]},
            "biz_opaque_callback_data": message_id,
        }
        status, answer = self._door.post(told, {})
        if status is None:
            return Carried(False, f"WhatsApp does not answer: {answer}")
        if status < 300 and isinstance(answer, dict) and answer.get("messages"):
            return Carried(True)
        code = _code(answer)
        why = f"WhatsApp answers {status}" + (f", error {code}" if code is not None else "")
        return Carried(False, why, hopeless=code in NEVER or (code not in LATER and status in HOPELESS))


def _code(answer: Any) -> int | None:
    error = answer.get("error") if isinstance(answer, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else None
