"""What is due by the retention schedule: what may go goes, what the archive law keeps is closed."""

from __future__ import annotations

from datetime import datetime

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies, settling
from lorong.kernel.cases.models import Restriction
from lorong.kernel.cases.queries.due import old_cases, old_drafts
from lorong.lib.actors import Actor

AT_ONCE = 500


@action("draft.expire", allow=policies.may_keep_schedule)
def expire_drafts(*, actor: Actor, before: datetime) -> int:
    """Delete applications that were never sent and not touched since, with the files sent for them; gives how many.

    At most `AT_ONCE` in one transaction: call again until it gives 0.
    """
    drafts = list(old_drafts(before).select_for_update().order_by("pk")[:AT_ONCE])
    for draft in drafts:
        sent = list(draft.documents.values())
        draft.links.all().update(draft=None)
        draft.delete()
        settling.let_go(actor, draft, sent)
    return len(drafts)


@action("case.restrict", allow=policies.may_keep_schedule)
def restrict_cases(*, actor: Actor, before: datetime, because: str, law: str, at: datetime) -> int:
    """Close cases that ended before that moment to ordinary officers; gives how many (at most `AT_ONCE`)."""
    cases = old_cases(before).order_by("pk")[:AT_ONCE]
    rows = [Restriction(case=case, at=at, because=because, law=law) for case in cases]
    Restriction.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
