"""What every door of programs asks of a request: in which language it is answered, and under which key it is sent.

An extra room: the API and the services' own doors of programs share it.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

from django.http import HttpRequest
from ninja import Header

from lorong.lib.actors import Actor

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9._:-]{8,100}$",
        description="Kunci buatan program, satu untuk setiap permintaan baru; permintaan ulang memakai kunci yang sama.",
    ),
]


def spoken(request: HttpRequest) -> str:
    """The language a program asked for by `Accept-Language`: English when it comes first, else Indonesian."""
    first = request.headers.get("Accept-Language", "").split(",")[0].strip().lower()
    return "en" if first.startswith("en") else "id"


def act_key(actor: Actor, key: str) -> str:
    """The key of the act itself, which the kernel keeps for ever: of this account and no other."""
    return "api:" + hashlib.sha256(f"{actor.account_id}:{key}".encode()).hexdigest()[:48]
