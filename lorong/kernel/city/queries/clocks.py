"""When a unit works."""

from __future__ import annotations

from django.utils.translation import get_language

from lorong.kernel.city.calendars import read, spoken_week
from lorong.kernel.city.models import WorkingCalendar
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.working_time import WorkClock


def clock_for(unit_code: str = "") -> WorkClock:
    """The working clock of a unit, "" for the city's ordinary one; remembered until a calendar changes.

    A unit without hours or days of its own shares the city's clock. Raises LookupError while no city is loaded.
    """
    clocks = MEMORY.get(("clocks",), _read_clocks)
    if "" not in clocks:
        raise LookupError("no city is loaded, so nobody knows when its offices work")
    return clocks.get(unit_code, clocks[""])


def hours_of(unit_code: str) -> str:
    """The unit's ordinary week in the reader's language: "Senin sampai Kamis 07.30-16.00, Jumat ..."."""
    return spoken_week(clock_for(unit_code).calendar.week, lang=get_language() or "id")


def _read_clocks() -> dict[str, WorkClock]:
    rows = {row.unit: row for row in WorkingCalendar.objects.all()}
    city = rows.get("")
    if city is None or city.data is None:
        return {}
    ordinary = city.data
    return {code: WorkClock(read(row.data or ordinary, city.local, *([row.local] if code else []))) for code, row in rows.items()}
