"""What a visitor has typed between two pages, sealed inside the session: it holds NIK and phone numbers."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lorong.lib.sealing import CannotOpen

_CONTEXT = "session.draft"


def keep(request: HttpRequest, name: str, **values: Any) -> None:
    """Add `values` (text, numbers) to the draft `name`."""
    text = json.dumps({**kept(request, name), **values})
    request.session[_key(name)] = base64.b64encode(settings.KEYRING.seal(text, context=_CONTEXT)).decode()


def kept(request: HttpRequest, name: str) -> dict[str, Any]:
    """The draft `name`; empty when there is none, or its key is gone."""
    sealed = request.session.get(_key(name))
    if not sealed:
        return {}
    try:
        opened: dict[str, Any] = json.loads(settings.KEYRING.open(base64.b64decode(sealed), context=_CONTEXT))
    except CannotOpen:
        return {}
    return opened


def forget(request: HttpRequest, name: str) -> None:
    """The draft `name` is done with."""
    request.session.pop(_key(name), None)


def _key(name: str) -> str:
    return f"draf.{name}"
