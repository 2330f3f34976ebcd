"""What every door of a gateway asks: does it have its token, and is this an SMS that came in?"""

from __future__ import annotations

import hmac
import json
from typing import Any

from django.http import HttpRequest


def has_token(request: HttpRequest, expected: str) -> bool:
    """Whether the request carries this bearer token. An empty one, which nobody set, lets nobody in."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def told_sms(body: bytes, *, longest: int) -> dict[str, Any] | None:
    """`{"id", "from", "text"}` of an SMS, all text, `text` of at most `longest` characters; None for anything else."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not told.get("id"):
        return None
    lengths = {"id": 120, "from": 40, "text": longest}
    good = all(isinstance(told.get(name), str) and len(told[name]) <= most for name, most in lengths.items())
    return told if good and told["id"].isprintable() else None
