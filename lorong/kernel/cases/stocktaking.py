"""What runs in the whole city, counted once a minute, so that no visit to the command counts it.

An extra room: a job writes one derived row, which the next minute replaces and of which no history is kept.
"""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime

from lorong.kernel.cases.models import Stock
from lorong.kernel.cases.queries import late, pulse
from lorong.lib.actors import SISTEM

ONLY = 1  # the key of the only row


def take_stock(*, at: datetime) -> int:
    """Count what runs at that moment and keep it in place of what was counted before; gives how many heaps there are."""
    heaps = late.counted(SISTEM, now=at)
    rows = [[moment.isoformat() if isinstance(moment, datetime) else moment for moment in heap] for heap in heaps]
    steps = [astuple(work) for work in pulse.counted_work(at)]
    Stock.objects.update_or_create(pk=ONLY, defaults={"at": at, "heaps": rows, "steps": steps})
    return len(rows)
