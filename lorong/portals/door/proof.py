"""Who has no account proves a telephone instead: a code by SMS, remembered by the browser's session for a working day.

An extra room: services hang pages on this frame and know no other door, so what `accounts` has for this is lent here.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from lorong.kernel.people.values import VISITOR, CodeAnswer, Purpose
from lorong.lib.actors import Actor
from lorong.portals.accounts import drafts, proving
from lorong.portals.accounts.forms import CodeForm, PhoneField
from lorong.portals.accounts.visitor import address_of

__all__ = ["CodeForm", "PhoneField", "actor_or_visitor", "address_of", "answer_code", "asked_phone", "drafts", "proved_phone"]
__all__ += ["ask_code", "forget_phone"]

LASTS = timedelta(hours=12)
_NAME = Purpose.COMPLAINT


def actor_or_visitor(request: HttpRequest) -> Actor:
    """Who acts in this request; the visitor where nobody is signed in."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    return actor or VISITOR


def ask_code(request: HttpRequest, phone: str) -> None:
    """Send a code to `phone` (E.164). Raises TooMany."""
    proving.ask(request, _NAME, phone)
    drafts.keep(request, _NAME, proved_at=0)  # of the phone before


def asked_phone(request: HttpRequest) -> str:
    """The phone that a code was sent to, E.164; "" when none was."""
    kept = drafts.kept(request, _NAME)
    return str(kept.get("phone", "")) if "code" in kept else ""


def answer_code(request: HttpRequest, typed: str) -> CodeAnswer:
    """Try what was typed. Once it is right, the phone is this browser's for `LASTS`."""
    tried = proving.answer(request, _NAME, typed)
    if tried.right:
        drafts.keep(request, _NAME, proved_at=timezone.now().timestamp())
    return tried


def proved_phone(request: HttpRequest) -> str:
    """The phone that this browser proved lately, E.164; "" for none."""
    kept = drafts.kept(request, _NAME)
    age = timezone.now().timestamp() - float(kept.get("proved_at", 0))
    return str(kept.get("phone", "")) if 0 <= age < LASTS.total_seconds() else ""


def forget_phone(request: HttpRequest) -> None:
    """The phone is nobody's any more: others may sit down at this browser."""
    drafts.forget(request, _NAME)
