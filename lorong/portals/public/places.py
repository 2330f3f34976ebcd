"""Where the city keeps its word: the map, the three that need help first, the table of offices.

An extra room, beside `figures.py`, which it draws on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from lorong.kernel.cases.queries.measures import Tally
from lorong.kernel.city import queries as city
from lorong.kernel.city.values import MapRegion
from lorong.portals.look import words
from lorong.portals.look.charts import CityMap, city_map
from lorong.portals.look.framing import framed
from lorong.portals.public.figures import share_of

KELURAHAN, KECAMATAN = 4, 3  # levels of a region
WORST = 3


@dataclass(frozen=True)
class Place:
    """An office in the table or the list. `share`: per cent on time, None when there are too few cases."""

    code: str
    name: str
    above: str
    measure: Tally | None
    share: float | None

    @property
    def late(self) -> int:
        """How many cases took longer than promised."""
        return self.measure.judged - self.measure.on_time if self.measure else 0


@dataclass(frozen=True)
class Atlas:
    """The map, those that need help first, of what it is a map, and how many islands are too far to draw."""

    map: CityMap
    worst: tuple[Place, ...]
    level: str
    of_kecamatan: bool
    far: int


def atlas(measures: Mapping[str, Tally]) -> Atlas | None:
    """The map of kelurahan; of kecamatan while most kelurahan have too few cases. None without a city."""
    regions = city.regions_for_map()
    if not any(r.outline for r in regions):
        return None
    fine = [r for r in regions if r.level == KELURAHAN]
    shares = {r.code: share_of(measures.get(r.code)) for r in fine}
    coarse = sum(share is not None for share in shares.values()) * 3 < len(fine)
    if coarse:
        fine = [r for r in regions if r.level == KECAMATAN]
        summed = by_kecamatan(measures)
        shares = {r.code: share_of(summed.get(r.code)) for r in fine}
        measures = summed
    ranked = sorted((r for r in fine if shares[r.code] is not None), key=lambda r: (shares[r.code], r.code))
    low = [r for r in ranked[:WORST] if (shares[r.code] or 0) < 95]
    land = framed(fine)
    level = gettext("kecamatan") if coarse else gettext("kelurahan")
    drawn = city_map(
        ident="peta",
        title=gettext("Ketepatan waktu per %(level)s, dua belas bulan") % {"level": level},
        desc=_description(low, shares),
        view_box=land.view_box,
        outlines=land.outlines,
        values=shares,
        marks=[land.centres[r.code] for r in low if r.code in land.centres],
    )
    worst = tuple(Place(r.code, r.name, "", measures[r.code], shares[r.code]) for r in low)
    return Atlas(drawn, worst, level, coarse, far=len(land.far))


def table(measures: Mapping[str, Tally]) -> list[Place]:
    """Every kelurahan and desa of the city under its kecamatan, by name; then other offices that had cases."""
    regions = {r.code: r for r in city.regions_for_map()}
    rows = [
        Place(
            r.code,
            r.name,
            regions[r.parent].name if r.parent in regions else "",
            measures.get(r.code),
            share_of(measures.get(r.code)),
        )
        for r in regions.values()
        if r.level == KELURAHAN
    ]
    there = {row.code for row in rows}
    others = [
        Place(unit.pk, unit.name, gettext("Kantor lain"), measures[unit.pk], share_of(measures[unit.pk]))
        for unit in city.units_under(city.this_city().code)
        if unit.pk in measures and unit.pk not in there
    ]
    return sorted(rows, key=lambda p: (p.above, p.name)) + others


def names() -> dict[str, str]:
    """Every office's name by its code."""
    return {unit.pk: unit.name for unit in city.units_under(city.this_city().code)}


def by_kecamatan(measures: Mapping[str, Tally]) -> dict[str, Tally]:
    """Counts of the kelurahan of each kecamatan added up."""
    summed: dict[str, Tally] = {}
    for code, m in measures.items():
        above = code.rsplit(".", 1)[0] if code.count(".") == KELURAHAN - 1 else code
        held = summed.get(above, Tally(above, 0, 0, 0, 0, 0))
        summed[above] = Tally(
            above, held.volume + m.volume, held.judged + m.judged, held.on_time + m.on_time, held.refused + m.refused,
            held.returned + m.returned,
        )  # fmt: skip
    return summed


def _description(low: Sequence[MapRegion], shares: Mapping[str, float | None]) -> str:
    said = ", ".join(f"{r.name} {words.percentage(shares[r.code] or 0)}" for r in low)
    return gettext("Terendah: %(names)s.") % {"names": said} if said else gettext("Tidak ada yang di bawah 95 persen.")
