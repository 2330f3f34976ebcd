"""Telling by SMS: `LAPOR` and what is wrong. An extra room: the registry asks it for every SMS that came in (`texting/`)."""

from __future__ import annotations

from datetime import datetime

from lorong.lib.actors import SISTEM
from lorong.services.complaints.actions.text import Answer
from lorong.services.complaints.actions.text import text as said


def heard(*, phone: str, text: str, told_id: str, at: datetime) -> Answer | None:
    """What an SMS gets back from this service; None when it has nothing to do with complaints."""
    return said(actor=SISTEM, phone=phone, words_said=text, told_id=told_id, at=at)
