"""Who asks at the desk, and about what. An extra room: every view of the desk begins with it."""

from __future__ import annotations

import uuid
from typing import Any

from lorong.kernel.cases import queries as cases
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.services.complaints.queries import at_desk

WRONG = 422  # the status of a page on which something must be mended


def asker(request: Any) -> Actor:
    """The officer at the desk; the entrance lets nobody else in."""
    actor: Actor = request.actor
    return actor


def key_in(request: Any) -> str:
    """The key that came with a form, or a fresh one."""
    return str(request.POST.get("kunci", ""))[:64] or uuid.uuid4().hex


def fresh() -> dict[str, str]:
    """The key of a form that is sent once."""
    return {"kunci": uuid.uuid4().hex}


def step_at_hand(actor: Actor, code: str) -> tuple[Any, str]:
    """(case, its open step of field officers). Raises NotFound, Refusal when there is none."""
    incident = at_desk.incident_at_desk(actor, code)
    item = at_desk.job(actor, incident)
    if item is None:
        raise Refusal("Tidak ada tugas lapangan yang terbuka untuk aduan ini. Muat ulang halamannya.")
    return cases.for_actor(actor, incident.case_number), str(item.step)
