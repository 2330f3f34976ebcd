"""Who asks, and the key that makes sending twice harmless."""

from __future__ import annotations

import uuid

from django.http import HttpRequest

from lorong.lib.actors import Actor, Holding
from lorong.lib.refusals import NotFound

HEAD = "kepala-unit"


def asker(request: HttpRequest) -> Actor:
    """The officer at the desk; the entrance lets nobody else in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def new_key() -> str:
    """A fresh key for a form: whoever sends the form twice gets the first result."""
    return uuid.uuid4().hex


def key_in(request: HttpRequest) -> str:
    """The key that came with a form, or a fresh one."""
    return request.POST.get("kunci", "")[:64] or new_key()


def unit_asked(actor: Actor, wanted: str) -> Holding:
    """The holding at the unit that was asked for, or the first. Raises NotFound for a unit that is not the actor's."""
    if not wanted:
        return actor.holdings[0]
    holding = next((h for h in actor.holdings if h.unit == wanted), None)
    if holding is None:
        raise NotFound("Kantor itu bukan tempat Anda bertugas. Pilih kantor Anda sendiri.")
    return holding
