"""What an act needs to know of a case, from what came with its lock or, without a lock, from the tables.

An extra room: policies, queries and the recording of events ask the same four things within one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from lorong.kernel.cases import rows
from lorong.kernel.cases.models import Attachment, Case, Event, WorkItem


def open_items(case: Case) -> Sequence[WorkItem]:
    """The open steps of a case, in the order they were opened."""
    if case.at_hand is None:
        return list(WorkItem.objects.filter(case=case, done_at=None).order_by("pk"))
    return case.at_hand.items


def open_item(case: Case, step: str) -> WorkItem | None:
    """The open work item of one step."""
    if case.at_hand is None:
        return WorkItem.objects.filter(case=case, step=step, done_at=None).first()
    return next((item for item in open_items(case) if item.step == step), None)


def recorded(case: Case, key: str) -> Event | None:
    """The event that was written under this key."""
    if case.at_hand is not None and key[:120] not in case.at_hand.keys:
        return None
    return Event.objects.filter(case_id=case.pk, key=key[:120]).first()


def recorded_by(case: Case, key: str, account_id: int | None) -> bool:
    """Whether an event was written under this key by this account; without one, by somebody who has none."""
    if case.at_hand is None:
        return Event.objects.filter(case_id=case.pk, key=key[:120], account_id=account_id).exists()
    keys = case.at_hand.keys
    return key[:120] in keys and keys[key[:120]] == account_id


def papers(case: Case) -> dict[str, uuid.UUID]:
    """The document in force under every requirement that has one."""
    if case.at_hand is None:
        return dict(Attachment.objects.filter(case=case, replaced_at=None).values_list("requirement", "document_id"))
    return {requirement: rows.as_uuid(document) for requirement, document, _, _ in case.at_hand.papers}


def turned_down(case: Case) -> frozenset[uuid.UUID]:
    """The documents in force that an officer turned down: they satisfy nothing."""
    if case.at_hand is None:
        found = Attachment.objects.filter(case=case, replaced_at=None).exclude(document__rejected_at=None)
        return frozenset(found.values_list("document_id", flat=True))
    return frozenset(rows.as_uuid(document) for _, document, _, rejected in case.at_hand.papers if rejected)


def some_unjudged(case: Case) -> bool:
    """Whether there may be a document in force that nobody has accepted or turned down."""
    return case.at_hand is None or any(unjudged for _, _, unjudged, _ in case.at_hand.papers)
