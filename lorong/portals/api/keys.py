"""`Idempotency-Key`: a request that is sent again gives what the first one gave."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lorong.kernel.people import tokens
from lorong.lib.actors import Actor


def earlier(request: HttpRequest, actor: Actor, key: str, asked: Any) -> str:
    """What the request under this key led to before; "" for a new one. asked: its body, read.

    Raises KeyReused for a key that came with another address or body.
    """
    assert actor.account_id is not None, "a token acts for an account"
    body = json.dumps(asked.model_dump(mode="json"), sort_keys=True)
    said = f"{request.method} {request.path_info}\n{body}"
    return tokens.result_of(actor.account_id, key, hashlib.sha256(said.encode()).digest(), at=timezone.now())


def keep(actor: Actor, key: str, result: str) -> None:
    """Note what it led to."""
    assert actor.account_id is not None, "a token acts for an account"
    tokens.keep_result(actor.account_id, key, result)
