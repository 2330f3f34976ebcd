"""How many SMS went out today, and what waits because they are used up: for those who oversee the whole city."""

from __future__ import annotations

from datetime import datetime

from lorong.kernel.cases.queries import late
from lorong.kernel.messages.budget import SmsDay, sms_day
from lorong.lib.actors import Actor


def sms_today(actor: Actor, *, now: datetime) -> SmsDay | None:
    """The day's SMS; None for who answers for a part of the city, or while the city has set no ceiling."""
    if late.units_overseen(actor) is not None:
        return None
    day = sms_day(at=now)
    return day if day.ceiling else None
