"""Old counts and codes are not kept: they are about people too."""

from __future__ import annotations

from datetime import datetime, timedelta

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies
from lorong.kernel.people.models import ApiCall, Attempt, OneTimeCode, Session
from lorong.lib.actors import Actor

KEPT = timedelta(days=2)


@action("people.sweep", allow=policies.may_sweep)
def sweep(*, actor: Actor, at: datetime, kept: timedelta = KEPT) -> int:
    """Delete counts, codes and keys of programs older than `kept`; gives how many rows went."""
    old = at - kept
    counts, _ = Attempt.objects.filter(window__lt=int(old.timestamp())).delete()
    codes, _ = OneTimeCode.objects.filter(made_at__lt=old).delete()
    calls, _ = ApiCall.objects.filter(made_at__lt=old).delete()
    return counts + codes + calls


@action("people.end_sessions", allow=policies.may_sweep)
def end_sessions(*, actor: Actor, before: datetime) -> int:
    """Delete sessions that ran out before that moment; gives how many."""
    gone, _ = Session.objects.filter(expire_date__lt=before).delete()
    return gone
