"""The conversation in pages, for whoever reads it without a screen."""

from __future__ import annotations

from datetime import datetime

from lorong.kernel.cases.models import Case, CaseMessage
from lorong.lib.paging import Keyset, Page

NEWEST = Keyset({"at": datetime, "pk": int}, falling=True)


def talk_page(case: Case, *, cursor: str = "", size: int = 50) -> Page[CaseMessage]:
    """Lines of the conversation, newest first; the caller has asked whether the case may be seen."""
    return NEWEST.page(CaseMessage.objects.filter(case=case), cursor=cursor, size=size)
