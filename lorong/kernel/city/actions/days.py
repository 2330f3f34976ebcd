"""Days that differ from the calendar: closed for once, or opened for once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from lorong.kernel.audit.action import action
from lorong.kernel.city.calendars import read
from lorong.kernel.city.models import CitySetting, Unit, WorkingCalendar
from lorong.kernel.city.policies import may_change_days
from lorong.kernel.city.queries import clock_for, today
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal
from lorong.lib.working_time import Window


@action("city.close_day", allow=may_change_days)
def close_day(*, actor: Actor, unit: Unit | None, day: date, name: str) -> WorkingCalendar:
    """Close one office, or with `unit` None every office, on one day; `name` says why and is shown to residents.

    Only the named unit closes, not those below it. Raises Refusal for a day that is over, not in the calendar, or
    not worked anyway, and for an empty name.
    """
    code = _checked(unit, day, name)
    if not clock_for(code).day_minutes(day):
        raise Refusal(phrase("{day} memang tidak dikerjakan. Tidak ada yang perlu ditutup.", day=day), field="day")
    return _write(code, day, {"closed": True, "name": name.strip(), "windows": []})


@action("city.open_day", allow=may_change_days)
def open_day(
    *,
    actor: Actor,
    unit: Unit | None,
    day: date,
    name: str,
    windows: Sequence[Window] = (),
) -> WorkingCalendar:
    """Open one office, or every office, on a day that is closed, or give a day other hours.

    Without `windows` the day gets the hours its week or season gives it. Raises Refusal for a day that is over or not
    in the calendar, for an empty name, and when no hours are given for a day that has none (a Sunday).
    """
    code = _checked(unit, day, name)
    ordered = sorted(windows)
    if any(a.end_minute > b.start_minute for a, b in pairwise(ordered)):
        raise Refusal("Jam buka bertumpuk. Tulis jam yang berurutan.", field="windows")
    texts = [f"{w.start:%H:%M}-{w.end:%H:%M}" for w in ordered]
    row = _write(code, day, {"closed": False, "name": name.strip(), "windows": texts})
    if not clock_for(code).day_minutes(day):
        raise Refusal(phrase("{day} tidak punya jam kerja biasa. Tulis jam bukanya.", day=day), field="windows")
    return row


def _checked(unit: Unit | None, day: date, name: str) -> str:
    code = unit.pk if unit is not None else ""
    if not name.strip():
        raise Refusal("Sebutkan alasannya; warga akan membacanya.", field="name")
    if day < today():
        raise Refusal(phrase("{day} sudah lewat. Pilih hari ini atau sesudahnya.", day=day), field="day")
    calendar = clock_for(code).calendar
    if not calendar.first <= day <= calendar.last:
        raise Refusal(
            phrase("Kalender kota belum sampai {day}. Pilih hari sampai {last}.", day=day, last=calendar.last), field="day"
        )
    return str(code)


def _write(code: str, day: date, change: dict[str, object]) -> WorkingCalendar:
    # The setting's row is the lock of all calendars: two changes of one day cannot overwrite each other.
    setting = CitySetting.objects.select_for_update().get()
    row, _ = WorkingCalendar.objects.get_or_create(pk=code, defaults={"data": None})
    row.local = {**row.local, day.isoformat(): change}
    city = WorkingCalendar.objects.get(pk="")
    data = row.data or city.data
    assert data is not None, "a loaded city has a calendar"
    read(data, city.local, row.local)  # a calendar that cannot be read is never stored
    row.save(update_fields=["local"])
    setting.version = uuid.uuid4()
    setting.save(update_fields=["version"])
    MEMORY.renew()
    return row
