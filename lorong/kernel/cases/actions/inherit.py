"""The open cases of a dissolved unit go to its successor, each by itself: killed anywhere, the next sweep goes on.

So do its open steps of cases that stay where they are, as those of a kecamatan.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from lorong.kernel.cases.actions.move import follow_office, transfer
from lorong.kernel.cases.models import Case, WorkItem
from lorong.kernel.cases.values import Turn
from lorong.kernel.city import actions as city_actions
from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Unit
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import Refusal

log = logging.getLogger("lorong.sweep")
BATCH = 200


def sweep_units(*, at: datetime | None = None) -> int:
    """Close the units whose last day is over, and send on what is open at dissolved ones; gives how many cases went."""
    moment = at or timezone.now()
    day = city.local(moment).date()
    if city.ending_units(day):
        city_actions.end_units(actor=SISTEM, on=day)
    return sum(_send_on(unit, moment) + _send_steps_on(unit, moment) for unit in city.dissolved_units())


def _send_on(unit: Unit, at: datetime) -> int:
    heir = city.working_unit(unit.pk)
    sent, after = 0, 0
    while heir is not None and (found := _open_at(unit, after)):
        for pk in found:
            after = pk
            try:
                transfer(
                    actor=SISTEM, case=Case(pk=pk), unit=heir.pk, reason=unit.dissolved_by, key=f"dissolved:{unit.pk}", at=at
                )
                sent += 1
            except Refusal as refusal:
                log.warning("case not sent on", extra={"case": pk, "why": refusal.code})
    return sent


def _open_at(unit: Unit, after: int) -> list[int]:
    return list(Case.objects.filter(unit=unit, ended="", pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])


def _send_steps_on(unit: Unit, at: datetime) -> int:
    sent, after = 0, 0
    while found := _with_steps_at(unit, after):
        for pk in found:
            after = pk
            try:
                went = follow_office(
                    actor=SISTEM, case=Case(pk=pk), office=unit.pk, reason=unit.dissolved_by, key=f"dissolved:{unit.pk}", at=at
                )
                sent += went is not None
            except Refusal as refusal:
                log.warning("step not sent on", extra={"case": pk, "why": refusal.code})
    return sent


def _with_steps_at(unit: Unit, after: int) -> list[int]:
    """Cases of other units that have an open step of the office at this one."""
    items = WorkItem.objects.filter(unit=unit, done_at=None, side=Turn.CITY, machine=False, case__gt=after)
    found = items.exclude(case__unit=unit).order_by("case_id").values_list("case_id", flat=True)
    return list(found.distinct()[:BATCH])
