"""How many SMS the city pays for in a day, and who goes first when they run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from lorong.kernel.city import queries as city
from lorong.kernel.messages.models import Message
from lorong.kernel.messages.values import SMS, QuietHours
from lorong.lib.refusals import Refusal

OVER = "the city's SMS of the day are used up"


class SmsUsedUp(Refusal):
    """A code by SMS cannot come today."""

    status = 429
    code = "sms_used_up"


@dataclass(frozen=True)
class SmsDay:
    """The SMS of a day: `sent` of `ceiling` (0: no ceiling), `waiting` for tomorrow, `dropped` because a code cannot wait."""

    sent: int
    ceiling: int
    waiting: int
    dropped: int


def quiet_hours() -> QuietHours:
    """When no phone rings in this city, as its pack says."""
    here = city.this_city()
    return QuietHours(time.fromisoformat(here.quiet_from), time.fromisoformat(here.quiet_until))


def is_used_up(*, urgent: bool, at: datetime) -> bool:
    """Whether the day's SMS are used up: for what is urgent all of them, for the rest all but those kept for codes.

    Counted in messages (of at most two SMS each). Workers that send at the same moment may go over by their number.
    """
    here = city.this_city()
    if not here.sms_a_day:
        return False
    most = here.sms_a_day if urgent else here.sms_a_day - here.sms_for_codes
    begun, _ = _day_of(at)
    sent = Message.objects.filter(channel=SMS, sent_at__gte=begun)[: most + 1].count() if most > 0 else 0
    return sent >= most


def must_have_room(*, at: datetime) -> None:
    """Raises SmsUsedUp when not even a code would go out any more: better said at once than waited for."""
    if is_used_up(urgent=True, at=at):
        raise SmsUsedUp(
            "SMS kota untuk hari ini sudah habis. Masuk dengan kata sandi atau kunci sandi, atau coba lagi besok pagi."
        )


def next_chance(at: datetime) -> datetime:
    """When a message that the ceiling held back is tried again: tomorrow, after the quiet hours."""
    _, ends = _day_of(at)
    return quiet_hours().wait(ends, city.this_city().zone)


def sms_day(*, at: datetime) -> SmsDay:
    """How the day goes, for those who look after the city."""
    begun, _ = _day_of(at)
    held = Message.objects.filter(channel=SMS, last_error=OVER)
    return SmsDay(
        sent=Message.objects.filter(channel=SMS, sent_at__gte=begun).count(),
        ceiling=city.this_city().sms_a_day,
        waiting=held.filter(sent_at=None, failed_at=None, send_after__gt=at).count(),
        dropped=held.filter(failed_at__gte=begun).count(),
    )


def _day_of(at: datetime) -> tuple[datetime, datetime]:
    """The beginning and the end of the city's day."""
    zone, day = ZoneInfo(city.this_city().zone), city.local(at).date()
    return (
        datetime.combine(day, time(), zone),
        datetime.combine(day + timedelta(days=1), time(), zone),
    )
