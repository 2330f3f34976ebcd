"""The conversation in pages, for whoever reads it without a screen."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from lorong.kernel.cases.models import Case, CaseMessage
from lorong.lib.paging import Page, cut, decode


def talk_page(case: Case, *, cursor: str = "", size: int = 50) -> Page[CaseMessage]:
    """Lines of the conversation, newest first; the caller has asked whether the case may be seen."""
    rows = CaseMessage.objects.filter(case=case).order_by("-at", "-pk")
    after = decode(cursor, [datetime, int]) if cursor else None
    if after:
        rows = rows.filter(Q(at__lt=after[0]) | Q(at=after[0], pk__lt=after[1]))
    return cut(list(rows[: size + 1]), size, cursor, lambda line: [line.at.isoformat(), line.pk])
