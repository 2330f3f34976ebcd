"""The door of the SMS gateway."""

from __future__ import annotations

import hmac
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lorong.portals.door import entrance
from lorong.portals.door.entrance import Who
from lorong.portals.public import sms

LENGTHS = {"id": 120, "from": 40, "text": 2000}


@csrf_exempt
@require_POST
@entrance(Who.GATEWAY)
def sms_in(request: HttpRequest) -> JsonResponse:
    """`POST {"id", "from", "text"}` with `Authorization: Bearer`: an SMS has come in. 200: we have it."""
    if not _has_token(request):
        return JsonResponse({"error": "wrong token"}, status=401)
    told = _read(request.body)
    if told is None:
        return JsonResponse({"error": 'send {"id", "from", "text"}, all text'}, status=400)
    sms.hear(provider_id=told["id"], sender=told["from"], text=told["text"])
    return JsonResponse({"taken": told["id"]})


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    expected = settings.SMS_INBOUND_TOKEN
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not told.get("id"):
        return None
    good = all(isinstance(told.get(name), str) and len(told[name]) <= most for name, most in LENGTHS.items())
    return told if good and told["id"].isprintable() else None
