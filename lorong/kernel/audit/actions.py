"""Writes of the audit trail that are not made by `@action` itself."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from lorong.kernel.audit import roots
from lorong.kernel.audit.action import action
from lorong.kernel.audit.models import AccessEntry, AuditEntry, Root
from lorong.kernel.audit.policies import may_close_day, may_look, may_report_breach
from lorong.lib.actors import Actor


@action("audit.look", allow=may_look)
def record_look(*, actor: Actor, subject: uuid.UUID, purpose: str, fields: Sequence[str], case_number: str = "") -> AccessEntry:
    """Record that `actor` saw `fields` of the person `subject`, for `purpose` (UU 27/2022 on personal data)."""
    holding = actor.holdings[0] if actor.holdings else None
    return AccessEntry.objects.create(
        subject=subject,
        actor_kind=actor.kind,
        account_id=actor.account_id,
        position_id=holding.position_id if holding else None,
        actor_name=actor.name[:160],
        actor_title=(holding.title if holding else "")[:160],
        case_number=case_number,
        purpose=purpose[:200],
        fields=list(fields),
    )


@action("audit.close_day", allow=may_close_day)
def close_day(*, actor: Actor, day: date, upto: int) -> list[Root]:
    """Put all history up to place `upto` that has no root yet under one, as of the end of `day`; gives the new roots.

    `upto` comes from `roots.settled_place`: nothing before it may still be on its way. Doing it twice gives nothing the
    second time. A day with more than `MOST_LEAVES` rows gets several roots; a day on which nothing was written gets an
    empty one, so that a missing day cannot be told as a quiet one.
    """
    last = roots.last_root()
    if last is not None and (last.day >= day and last.upto >= upto):
        return []
    made: list[Root] = []
    after = last.upto if last else 0
    while True:
        place, tree = roots.grown(roots.leaves(after, upto, most=roots.MOST_LEAVES))
        full = tree.size == roots.MOST_LEAVES
        if tree.size or not made:
            bound = place if full else upto
            Root.objects.create(day=day, upto=bound, size=tree.size, tree=tree.root, made_at=timezone.now())
            made.append(roots.newest())  # read again: its number and hash are the database's to give
            after = bound
        if not full:
            return made


@action("audit.report_breach", allow=may_report_breach)
def report_breach(*, actor: Actor, since: datetime, until: datetime, officer: str, looks: int) -> AuditEntry:
    """Record that a report was made of who saw what between two moments; who reads the readers leaves a trace too."""
    return AuditEntry.objects.create(
        action="audit.breach_report",
        actor_kind=actor.kind,
        account_id=actor.account_id,
        actor_title=actor.name[:160],
        object_kind=AccessEntry._meta.db_table,
        object_id="",
        data={"since": since.isoformat(), "until": until.isoformat(), "officer": officer, "looks": looks},
    )
