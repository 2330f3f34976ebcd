"""What every page knows: the city, who is there, whose demo it is."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lorong.kernel.cases import queries as cases
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.portals.door.entrance import Who
from lorong.portals.door.middleware import may_enter


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """For every template: `city`, `me` (the actor), `me_ref`, `turn_count`, `unit_name`, `closed_doors` (menu items that are
    not for them), `demo`, `path_here`.

    `me_ref` is steady per account and says nothing about it: the browser keeps what was typed under it. What costs a
    question to the database is asked only when a page shows it.
    """
    actor = getattr(request, "actor", None)
    return {
        "city": city.this_city(),
        "me": actor,
        "me_ref": reference(actor),
        "turn_count": SimpleLazyObject(lambda: cases.turn_count(actor) if actor else 0),
        "unit_name": SimpleLazyObject(lambda: city.unit(actor.holdings[0].unit).name if actor and actor.holdings else ""),
        "closed_doors": _closed_to(actor),
        "demo": settings.DEMO,
        "path_here": request.get_full_path(),
    }


def _closed_to(actor: Actor | None) -> frozenset[str]:
    closed = {"command": not (actor and may_enter(Who.COMMAND, actor)), "hotline": not (actor and actor.has_role("wali-kota"))}
    return frozenset(door for door, shut in closed.items() if shut)


def reference(actor: Actor | None) -> str:
    """What a browser knows an account by, steady and saying nothing about it; "" for nobody."""
    if actor is None:
        return ""
    account = str(actor.account_id).encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"kept forms:" + account, hashlib.sha256).hexdigest()[:16]
