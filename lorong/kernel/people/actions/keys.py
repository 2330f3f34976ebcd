"""Keys: noting when they began, and bringing sealed rows under the newest, a stretch at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies
from lorong.kernel.people.models import KeyInUse
from lorong.kernel.people.queries import keys_in_use
from lorong.kernel.people.resealing import SealedTable, Stretch, stretch_of
from lorong.lib.actors import Actor


@action("people.reseal", allow=policies.may_reseal)
def reseal(*, actor: Actor, table: SealedTable, after: Any, size: int) -> Stretch:
    """Renew the stale ones of `size` rows behind the key `after` (None: from the first); see `resealing.stretch_of`."""
    return stretch_of(table, after=after, size=size, write=True)


@action("people.note_keys", allow=policies.may_reseal)
def note_keys(*, actor: Actor, at: datetime) -> None:
    """Remember the keys in use that were not seen before `at`."""
    rows = [KeyInUse(kind=kind, mark=mark, since=at) for kind, mark in keys_in_use().items()]
    KeyInUse.objects.bulk_create(rows, ignore_conflicts=True)
