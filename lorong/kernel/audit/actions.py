"""Writes of the audit trail that are not made by `@action` itself."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from lorong.kernel.audit.action import action
from lorong.kernel.audit.models import AccessEntry
from lorong.kernel.audit.policies import may_look
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
