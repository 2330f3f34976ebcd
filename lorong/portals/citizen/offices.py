"""Whose SOP form it is that the public page shows: an office's with its head's name, or the city's without a name."""

from __future__ import annotations

from lorong.kernel.catalog.sheet import SheetUnit
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.people import queries as people
from lorong.lib.actors import Actor

KINDS = {"kota": ("city",), "kecamatan": ("kecamatan",), "kelurahan": ("kelurahan", "desa")}


def home_office(actor: Actor | None) -> str:
    """The code of the kelurahan where the visitor is registered; "" for a stranger."""
    return people.person(actor.person_id).household.region if actor and actor.person_id else ""


def sheet_unit(published: Published, office: str = "") -> SheetUnit:
    """The form of `office` (a unit's code) when it is one that offers the service; else that of all of them."""
    here = city.this_city()
    level = published.sop.applicant.unit
    unit = city.unit_of_region(office) if office else None
    if unit is not None and unit.kind in KINDS[level]:
        head = city.holder_of(published.sop.sop.approved_by, unit.pk)
        return SheetUnit(
            lines=tuple(line.upper() for line in unit.letterhead),
            approver_title=head.title if head else published.sop.sop.approved_by.capitalize(),
            approver_name=head.name if head else "",
            approver_nip=head.nip if head else "",
            crest=here.crest,
            day_minutes=city.clock_for(unit.pk).calendar.week.normal_day_minutes,
        )
    approver = {"kelurahan": "Lurah", "kecamatan": "Camat", "kota": here.head_title}[level]
    lines = (here.government or here.name,) if level == "kota" else (here.government or here.name, level.capitalize())
    return SheetUnit(
        lines=tuple(line.upper() for line in lines),
        approver_title=approver,
        approver_name="",
        crest=here.crest,
        day_minutes=city.clock_for().calendar.week.normal_day_minutes,
    )
