"""Bringing sealed rows under the newest keys, a stretch at a time."""

from __future__ import annotations

from typing import Any

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies
from lorong.kernel.people.resealing import SealedTable, Stretch, stretch_of
from lorong.lib.actors import Actor


@action("people.reseal", allow=policies.may_reseal)
def reseal(*, actor: Actor, table: SealedTable, after: Any, size: int) -> Stretch:
    """Renew the stale ones of `size` rows behind the key `after` (None: from the first); see `resealing.stretch_of`."""
    return stretch_of(table, after=after, size=size, write=True)
