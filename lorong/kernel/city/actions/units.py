"""A unit is dissolved: another one takes over its region and its cases."""

from __future__ import annotations

import uuid
from datetime import date

from lorong.kernel.audit.action import action
from lorong.kernel.city.models import CitySetting, Unit
from lorong.kernel.city.policies import may_dissolve
from lorong.kernel.city.queries import today
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal


@action("city.dissolve_unit", allow=may_dissolve, lock="unit")
def dissolve_unit(*, actor: Actor, unit: Unit, successor: Unit, from_day: date, basis: str) -> Unit:
    """From `from_day` on `successor` takes the place of `unit`: nothing new comes to it, and its open cases follow.

    basis: the regulation. The worker sends the cases on, each by itself (`kernel.cases`). Raises Refusal when it was
    dissolved before, when the successor is of another kind or dissolved itself, when units stand below it, when the day
    is over, and without a basis.
    """
    # The setting's row is the lock of all units: of two that are to take over from each other, the second sees the first.
    CitySetting.objects.select_for_update().get()
    successor = Unit.objects.get(pk=successor.pk)
    if unit.successor_id is not None or not unit.active:
        raise Refusal(phrase("{name} sudah dibubarkan. Pilih kantor yang masih ada.", name=unit.name), field="unit")
    if successor.pk == unit.pk or successor.kind != unit.kind or not successor.active or successor.successor_id is not None:
        raise Refusal("Pilih kantor pengganti yang sejenis dan tetap ada.", field="successor")
    if Unit.objects.filter(parent=unit, active=True).exists():
        raise Refusal("Masih ada kantor di bawahnya. Pindahkan dulu kantor-kantor itu dengan paket kota yang baru.", field="unit")
    if from_day < today():
        raise Refusal(phrase("{day} sudah lewat. Pilih hari ini atau sesudahnya.", day=from_day), field="from_day")
    if not basis.strip():
        raise Refusal("Tulis nomor dan tanggal peraturannya.", field="basis")
    unit.successor, unit.dissolved_on, unit.dissolved_by = successor, from_day, basis.strip()
    unit.active = from_day > today()
    unit.save(update_fields=["successor", "dissolved_on", "dissolved_by", "active"])
    _renew()
    return unit


@action("city.end_units", allow=may_dissolve)
def end_units(*, actor: Actor, on: date) -> int:
    """Close the units whose last day is over on that day; gives how many."""
    count = Unit.objects.filter(active=True, dissolved_on__lte=on).update(active=False)
    if count:
        _renew()
    return count


def _renew() -> None:
    CitySetting.objects.update(version=uuid.uuid4())
    MEMORY.renew()
