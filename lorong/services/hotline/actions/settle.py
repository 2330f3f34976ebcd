"""Whoever wrote says whether the answer is one."""

from __future__ import annotations

from lorong.kernel.audit.action import action
from lorong.lib.actors import Actor
from lorong.lib.refusals import AlreadyDone, Refusal
from lorong.services.hotline import policies, settling
from lorong.services.hotline.models import Matter


@action("hotline.settle", allow=policies.may_settle, lock="matter")
def settle(*, actor: Actor, matter: Matter, agrees: bool, note: str = "", key: str) -> Matter:
    """From the page: it is answered, or it is not and goes back to the office. Raises AlreadyDone when nobody asks any more."""
    if not agrees and not note.strip():
        raise Refusal("Tulis apa yang masih kurang, supaya kantornya tahu.", field="catatan")
    if not settling.settle(actor=actor, matter=matter, agrees=agrees, note=note.strip()[:500], key=key):
        raise AlreadyDone("Jawaban ini sudah ditutup atau sedang dikerjakan lagi. Muat ulang halaman ini.")
    matter.refresh_from_db()
    return matter
