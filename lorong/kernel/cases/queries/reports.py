"""What was told to the inspectorate, for the inspectorate alone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from lorong.kernel.cases.models import LevyReply, LevyReport
from lorong.kernel.cases.policies import may_see_paid
from lorong.lib.actors import Actor
from lorong.lib.paging import Keyset, Page
from lorong.lib.refusals import NotFound

NEW, READ, ANSWERED = "new", "read", "answered"
NEWEST = Keyset({"at": datetime, "pk": int}, falling=True)


def levy_reports(actor: Actor, *, cursor: str = "", size: int = 30) -> Page[LevyReport]:
    """Newest first, each with `state`: new, read or answered. Raises NotAllowed for all but the inspectorate."""
    _may(actor)
    replies = LevyReply.objects.filter(report=OuterRef("pk"))
    rows = LevyReport.objects.select_related("unit").annotate(
        was_read=Exists(replies), was_answered=Exists(replies.filter(kind=ANSWERED))
    )
    found: Page[LevyReport] = NEWEST.page(rows, cursor=cursor, size=size)
    for row in found.rows:
        row.state = ANSWERED if row.was_answered else READ if row.was_read else NEW  # type: ignore[attr-defined]
    return found


def levy_report(actor: Actor, number: str) -> LevyReport:
    """One report. Raises NotAllowed for all but the inspectorate, NotFound."""
    _may(actor)
    found = LevyReport.objects.select_related("unit", "account").filter(number=number).first()
    if found is None:
        raise NotFound("Laporan itu tidak ada. Kembali ke daftar laporan.")
    return found


def levy_replies(report: LevyReport) -> list[LevyReply]:
    """Who read it first, and every answer, in order."""
    return list(report.replies.order_by("pk"))


def levy_counts(actor: Actor) -> dict[str, int]:
    """How many there are, and how many nobody has opened: {"all": .., "new": ..}."""
    _may(actor)
    unread = Count("pk", filter=~Q(Exists(LevyReply.objects.filter(report=OuterRef("pk")))))
    row = LevyReport.objects.aggregate(all=Count("pk"), new=unread)
    return {"all": row["all"], "new": row["new"]}


def _may(actor: Actor) -> None:
    refusal = may_see_paid(actor=actor).refusal
    if refusal is not None:
        raise refusal
