"""Whose SOP form it is that the public page shows: the office's that does the work, without a person's name."""

from __future__ import annotations

from lorong.kernel.catalog.sheet import SheetUnit
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city


def sheet_unit(published: Published) -> SheetUnit:
    """The form as every office of the city that offers the service uses it."""
    here = city.this_city()
    level = published.sop.applicant.unit
    approver = {"kelurahan": "Lurah", "kecamatan": "Camat", "kota": here.head_title}[level]
    lines = (here.government or here.name,) if level == "kota" else (here.government or here.name, level.capitalize())
    return SheetUnit(
        lines=tuple(line.upper() for line in lines),
        approver_title=approver,
        approver_name="",
        crest=here.crest,
        day_minutes=city.clock_for().calendar.week.normal_day_minutes,
    )
