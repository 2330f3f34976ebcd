"""What is late now, made ready for the page. An extra room: the views stay short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from lorong.kernel.cases.queries import late
from lorong.kernel.cases.queries.words import in_language, language
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib import dates
from lorong.lib.actors import Actor
from lorong.lib.working_time import WorkClock
from lorong.portals.command.movers import Mover, movers
from lorong.portals.look import words
from lorong.portals.look.charts import CityMap, city_map
from lorong.portals.look.framing import framed

MOST = 12  # rows of the two small tables
BANDS = (99.9, 90, 75)  # per cent of open steps within their time
INSPECTORATE = ("inspektur", "auditor")


@dataclass(frozen=True)
class Wanted:
    """What the page is narrowed down to."""

    unit: str = ""
    slug: str = ""
    cursor: str = ""


@dataclass(frozen=True)
class LateRow:
    """One step past its time. `over`: by how much working time; `url`: the case without whose it is."""

    number: str
    over: str
    service: str
    step: str
    unit: str
    mover: Mover


@dataclass(frozen=True)
class PileRow:
    """A unit or a service with open work."""

    key: str
    name: str
    open: int
    late: int
    over: str


def page(actor: Actor, wanted: Wanted, *, now: datetime) -> dict[str, Any]:
    """Everything on the front page of the command."""
    counted = late.standing(actor, now=now)
    heaps = counted.heaps
    items = late.late_items(actor, now=now, unit=wanted.unit, slug=wanted.slug, cursor=wanted.cursor, heaps=heaps)
    units = late.piles_by_unit(actor, now=now, slug=wanted.slug, heaps=heaps)
    services = late.piles_by_service(actor, now=now, unit=wanted.unit, heaps=heaps)
    names, titles = unit_names(), service_names()
    overseen, ordinary = late.units_overseen(actor), city.clock_for(wanted.unit)
    choices = sorted(((code, name) for code, name in names.items() if overseen is None or code in overseen), key=_name)
    return {
        "nav": "command",
        "now": now,
        "counted_at": counted.at,
        "wanted": wanted,
        "pressure": late.pressure(actor, now=now, unit=wanted.unit, slug=wanted.slug, heaps=heaps),
        "page": items,
        "rows": _late_rows(items.rows, now),
        "units": [_pile(p, names, now, ordinary) for p in units[:MOST] if p.late],
        "services": [_pile(p, titles, now, ordinary) for p in services[:MOST] if p.late],
        "unit_choices": choices,
        "service_choices": sorted(titles.items(), key=_name),
        "map": _map(units) if overseen is None or len(choices) > 3 else None,
        "inspects": actor.has_role(*INSPECTORATE),
        "unit_name_wanted": names.get(wanted.unit, ""),
        "service_name_wanted": titles.get(wanted.slug, ""),
    }


def unit_names() -> dict[str, str]:
    """Every office by its code."""
    return {unit.pk: unit.name for unit in city.units_under(city.this_city().code)}


def service_names() -> dict[str, str]:
    """Every service in force by its slug, short as officers say it."""
    return {p.slug: p.sop.short for p in (*catalog.current(), *catalog.current(public=True))}


def over_words(due: datetime, now: datetime, clock: WorkClock) -> str:
    """By how much working time of the office a deadline has passed: "40 m", "3 j 05 m", "2 h 1 j 00 m"."""
    minutes, day = clock.between(due, now), clock.calendar.week.normal_day_minutes
    if minutes < day:
        return dates.short_minutes(minutes, lang=language())
    rest = dates.short_minutes(minutes % day, lang=language())
    return gettext("%(days)s h %(rest)s") % {"days": minutes // day, "rest": rest}


def _late_rows(items: Sequence[Any], now: datetime) -> list[LateRow]:
    moving = movers(items)
    clocks = {unit: city.clock_for(unit) for unit in {item.unit_id for item in items}}
    found = []
    for item in items:
        sop = catalog.procedure(item.case.procedure_id).sop
        step = sop.step(item.step)
        found.append(
            LateRow(
                number=item.case.number,
                over=over_words(item.due_at, now, clocks[item.unit_id]),
                service=sop.short,
                step=in_language(step.title, step.title_en),
                unit=item.unit.name,
                mover=moving[item.pk],
            )
        )
    return found


def _pile(pile: late.Pile, names: dict[str, str], now: datetime, clock: WorkClock) -> PileRow:
    over = over_words(pile.oldest, now, clock) if pile.oldest else ""
    return PileRow(pile.key, names.get(pile.key, pile.key), pile.open, pile.late, over)


def _map(piles: Sequence[late.Pile]) -> CityMap | None:
    regions = [r for r in city.regions_for_map() if r.level == 4 and r.outline]
    if not regions:
        return None
    open_there = {p.key: p for p in piles if p.open}
    shares = {code: round((p.open - p.late) * 100 / p.open, 1) for code, p in open_there.items()}
    ranked = sorted((r for r in regions if open_there.get(r.code) and open_there[r.code].late), key=_most(open_there))
    said = ", ".join(f"{r.name} {words.number(open_there[r.code].late)}" for r in ranked[:3])
    land = framed(regions)
    return city_map(
        ident="peta",
        title=gettext("Langkah yang masih dalam waktunya, per kelurahan"),
        desc=gettext("Paling banyak terlambat: %(names)s.") % {"names": said} if said else gettext("Tidak ada yang terlambat."),
        view_box=land.view_box,
        outlines=land.outlines,
        values=shares,
        marks=[land.centres[r.code] for r in ranked[:3] if r.code in land.centres],
        bands=BANDS,
    )


def _most(piles: dict[str, late.Pile]) -> Any:
    return lambda region: (-piles[region.code].late, region.code)


def _name(pair: tuple[str, str]) -> str:
    return pair[1]
