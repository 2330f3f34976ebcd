"""What the map shows: marks where incidents are, and how many there are in each kelurahan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import ngettext

from lorong.services.complaints.pages import categories
from lorong.services.complaints.pages.land import Land
from lorong.services.complaints.queries.on_map import Heap

Mark = list[float | int | str]


@dataclass(frozen=True)
class Shade:
    """A kelurahan on the map without scripts. shade: "" nothing, "t1" few, "t2" more, "t3" most."""

    code: str
    name: str
    path: str
    count: int
    shade: str


def marks(heaps: Iterable[Heap]) -> list[Mark]:
    """Heaps as short as they can be said on the wire."""
    return [[round(heap.lat, 5), round(heap.lon, 5), heap.count, heap.code, _words(heap)] for heap in heaps]


def _words(heap: Heap) -> str:
    if heap.code:
        return categories.title(heap.category)
    return ngettext("%(n)s aduan", "%(n)s aduan", heap.count) % {"n": heap.count}


def shades(land: Land, counts: Mapping[str, int]) -> list[Shade]:
    """Every kelurahan with its count, in three steps of the greatest."""
    most = max(counts.values(), default=0)
    found = []
    for area in land.areas:
        count = counts.get(area.code, 0)
        shade = f"t{min(3, 1 + 3 * count // (most + 1))}" if count else ""
        found.append(Shade(area.code, area.name, area.path, count, shade))
    return found
