"""A city pack becomes the city: regions, units, positions, calendars, settings."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.city.models import CitySetting, Position, Region, Unit, WorkingCalendar
from lorong.kernel.city.packrows import PackRows, rows_of
from lorong.kernel.city.policies import may_load
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.actors import Actor
from lorong.lib.citypack import CityPack
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal

BATCH = 500


@action("city.load", allow=may_load)
def load_pack(*, actor: Actor, pack: CityPack) -> CitySetting:
    """Make the city what the pack says. Doing it again with the same pack changes nothing.

    A unit or position that is no longer in the pack becomes inactive and is never deleted: letters and cases name it. One that
    was dissolved stays so, even if the pack still names it.
    Days that were closed or opened by hand stay. Raises Refusal when another city lives in this database.
    """
    present = CitySetting.objects.select_for_update().first()
    if present is not None and present.slug != pack.slug:
        raise Refusal(
            phrase(
                "Basis data ini berisi kota {slug}. Muat {wanted} ke basis data yang lain.", slug=present.slug, wanted=pack.slug
            )
        )
    rows = rows_of(pack)
    if present is not None and present.fingerprint == rows.fingerprint:
        return present
    _store(rows, timezone.localdate(timezone=ZoneInfo(pack.city.zone)))
    setting, _ = CitySetting.objects.update_or_create(
        pk=1,
        defaults={
            "slug": pack.slug,
            "data": rows.setting,
            "fingerprint": rows.fingerprint,
            "version": uuid.uuid4(),
        },
    )
    MEMORY.renew()
    return setting


def _store(rows: PackRows, today: date) -> None:
    _upsert(Region, rows.regions, "code")
    Unit.objects.exclude(pk__in=[unit.pk for unit in rows.units]).update(active=False)
    _upsert(Unit, rows.units, "code", keep=("successor", "dissolved_on", "dissolved_by"))
    Unit.objects.filter(dissolved_on__lte=today).update(active=False)
    Position.objects.exclude(code__in=[position.code for position in rows.positions]).update(active=False)
    _upsert(Position, rows.positions, "code")
    WorkingCalendar.objects.exclude(pk__in=rows.calendars).update(data=None)
    _upsert(
        WorkingCalendar,
        [WorkingCalendar(unit=unit, data=data) for unit, data in rows.calendars.items()],
        "unit",
        keep=("local",),
    )


def _upsert(model: type[models.Model], rows: Sequence[Any], key: str, *, keep: Sequence[str] = ()) -> None:
    names = [f.name for f in model._meta.concrete_fields if f.name != key and not f.primary_key and f.name not in keep]
    model._default_manager.bulk_create(rows, batch_size=BATCH, update_conflicts=True, unique_fields=[key], update_fields=names)
