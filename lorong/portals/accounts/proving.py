"""Asking a code for a phone and trying it, with the limits around both."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from lorong.kernel.people import actions, limits, queries
from lorong.kernel.people.values import VISITOR, CodeAnswer, Purpose
from lorong.lib.phrases import phrase
from lorong.portals.accounts import drafts, telling, visitor

MEANS = "kode"
_OVER = CodeAnswer(False, phrase("Kode ini tidak berlaku lagi. Minta kode baru."), over=True)


def ask(request: HttpRequest, purpose: Purpose, phone: str) -> None:
    """Send a code to `phone` (E.164) and remember in the draft of `purpose` which one. Raises TooMany."""
    lane = visitor.lane_of(request, phone)
    address = visitor.address_of(request)
    limits.admit(MEANS, address, known=bool(lane))
    actor = getattr(request, "actor", None) or VISITOR
    issued = actions.issue_code(actor=actor, phone=phone, purpose=purpose, at=timezone.now(), lane=lane)
    limits.failed(MEANS, address)  # until it is answered
    telling.code(issued, phone, language=getattr(request, "LANGUAGE_CODE", "id"))
    drafts.keep(request, purpose, phone=phone, code=issued.row.pk)


def answer(request: HttpRequest, purpose: Purpose, typed: str) -> CodeAnswer:
    """Try what was typed against the code of this browser's own draft."""
    issued = queries.code(int(drafts.kept(request, purpose).get("code", 0)))
    if issued is None:
        return _OVER
    actor = getattr(request, "actor", None) or VISITOR
    tried = actions.try_code(actor=actor, issued=issued, typed=typed, at=timezone.now())
    if not tried.right:
        visitor.not_in(MEANS)
    settle = limits.made_good if tried.right else limits.failed
    settle(MEANS, visitor.address_of(request))
    return tried
