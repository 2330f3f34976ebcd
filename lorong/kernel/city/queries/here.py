"""Which city this is, and what day it is there."""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils import timezone

from lorong.kernel.city.calendars import week_of
from lorong.kernel.city.models import CitySetting, WorkingCalendar
from lorong.kernel.city.queries.memory import MEMORY
from lorong.kernel.city.values import City

NOWHERE = City()


def this_city() -> City:
    """The loaded city, remembered by the process; a neutral `City` while none is loaded. One small query."""
    return MEMORY.get(("city",), _read_city)


def _read_city() -> City:
    setting = CitySetting.objects.first()
    if setting is None:
        return NOWHERE
    data = setting.data["city"]
    calendar = WorkingCalendar.objects.filter(pk="").first()
    return City(
        **{key: value for key, value in data.items() if key not in {"offers", "without", "promises"}},
        offers=tuple(data["offers"]),
        without=tuple(data["without"]),
        promises=MappingProxyType(data["promises"]),
        week=week_of(calendar.data) if calendar and calendar.data else None,
    )


def local(at: datetime) -> datetime:
    """A moment on the city's own clock. Raises ValueError for a naive datetime."""
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone, so nobody can say which moment it is")
    return at.astimezone(ZoneInfo(this_city().zone))


def today(at: datetime | None = None) -> date:
    """The date in the city, now or at a given moment."""
    return local(at or timezone.now()).date()
