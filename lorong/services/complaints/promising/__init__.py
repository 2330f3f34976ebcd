"""The date that somebody who tells of something is promised: from what like things really took, as a range.

An extra room: what is known is added up every night (`actions.experience`), so that telling reads four rows at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lorong.kernel.cases.queries.lengths import due_after
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.lib.phrases import Phrase, phrase
from lorong.services.complaints.models import Calibration, Pace
from lorong.services.complaints.promising.law import legal_end
from lorong.services.complaints.promising.paces import Key, Like, Took, keys, nearest


@dataclass(frozen=True)
class Promise:
    """Half of all like incidents were done by `first`, eight of ten by `last`; both are the lawful end when `like` is "law".

    based_on: how many like incidents; like: how near they are (the same area and unit, unit, category, or group).
    """

    first: datetime
    last: datetime
    based_on: int
    like: Like


@dataclass(frozen=True)
class Kept:
    """Of `told` promises of a month how many were kept by their first and by their second date."""

    month: date
    told: int
    by_first: int
    by_last: int


def promise(*, category: str, unit: str, region: str, at: datetime, again: bool = False) -> Promise | None:
    """The range for what is told now; None for a category that is not in force.

    region: code of the kelurahan or desa; again: it comes back after its end, and is counted from now. The lawful end where fewer than thirty like incidents are known, and never later.
    """
    published = catalog.current_by_slug(category, hidden=True, public=True)
    if published is None or published.sop.report is None:
        return None
    kinds, areas = [category, published.sop.report.group], [area_of(region), ""]
    rows = Pace.objects.filter(category__in=kinds, unit__in=[unit, ""], area__in=areas)
    known = {
        (Like(kind), about, at_unit, area): Took(half, most, count)
        for kind, about, at_unit, area, half, most, count in rows.values_list(
            "kind", "category", "unit", "area", "half", "most", "based_on"
        )
    }
    return promise_from(known, published, unit=unit, region=region, at=at, again=again)


def promise_from(
    known: Mapping[Key, Took], published: Published, *, unit: str, region: str, at: datetime, again: bool = False
) -> Promise:  # fmt: skip
    """The range that follows from what is known."""
    assert published.sop.report is not None, "only what is reported is promised"
    legal = legal_end(published.sop, unit, at)
    found = nearest(known, keys(published.slug, published.sop.report.group, unit, area_of(region), again=again))
    if found is None:
        return Promise(legal, legal, 0, Like.LAW)
    like, took = found
    first, last = (min(due_after(unit, at, minutes), legal) for minutes in (took.half, took.most))
    return Promise(first, last, took.based_on, like)


def area_of(region: str) -> str:
    """The kecamatan of a kelurahan or desa: the first three parts of its code."""
    return ".".join(region.split(".")[:3])


def words(told: Promise) -> Phrase:
    """The promise as one sentence."""
    first, last = city.local(told.first).date(), city.local(told.last).date()
    if told.like is Like.LAW:
        return phrase("Paling lambat {last}, menurut batas waktu aturan.", last=last)
    if first == last:
        return phrase("Biasanya beres paling lambat {last}.", last=last)
    return phrase("Biasanya beres antara {first} dan {last}.", first=first, last=last)


def because(told: Promise) -> Phrase:
    """What the promise was taken from, as one sentence."""
    count = str(told.based_on)
    match told.like:
        case Like.LAW:
            return phrase("Laporan serupa masih terlalu sedikit untuk memperkirakan lebih tepat.")
        case Like.AGAIN_UNIT | Like.AGAIN:
            return phrase("Dihitung dari {count} laporan serupa yang dibuka kembali: separuhnya beres sebelum tanggal pertama, delapan dari sepuluh sebelum tanggal kedua.", count=count)  # fmt: skip
        case Like.AREA:
            return phrase("Dihitung dari {count} laporan serupa di kecamatan ini: separuhnya beres sebelum tanggal pertama, delapan dari sepuluh sebelum tanggal kedua.", count=count)  # fmt: skip
        case Like.UNIT:
            return phrase("Dihitung dari {count} laporan serupa yang ditangani unit ini: separuhnya beres sebelum tanggal pertama, delapan dari sepuluh sebelum tanggal kedua.", count=count)  # fmt: skip
        case Like.CATEGORY:
            return phrase("Dihitung dari {count} laporan serupa di seluruh kota: separuhnya beres sebelum tanggal pertama, delapan dari sepuluh sebelum tanggal kedua.", count=count)  # fmt: skip
        case Like.GROUP:
            return phrase("Dihitung dari {count} laporan sejenis di seluruh kota: separuhnya beres sebelum tanggal pertama, delapan dari sepuluh sebelum tanggal kedua.", count=count)  # fmt: skip


def kept_promises(category: str = "") -> Sequence[Kept]:
    """How often promises were kept, month by month, the last one last: of a category, or of all."""
    rows = Calibration.objects.filter(category=category).order_by("month")
    return [Kept(row.month, row.told, row.by_half, row.by_most) for row in rows]


def kept_by_category() -> Sequence[tuple[str, Kept]]:
    """(slug, the months that are judged added up) of every category that was promised something."""
    found: dict[str, list[Kept]] = {}
    for row in Calibration.objects.exclude(category="").order_by("category", "month"):
        found.setdefault(row.category, []).append(Kept(row.month, row.told, row.by_half, row.by_most))
    return [(slug, whole) for slug, months in found.items() if (whole := kept_in_all(months)) is not None]


def kept_in_all(months: Sequence[Kept]) -> Kept | None:
    """The same months added up, under the first of them; None when nothing was promised."""
    if not sum(month.told for month in months):
        return None
    return Kept(
        months[0].month, sum(m.told for m in months), sum(m.by_first for m in months), sum(m.by_last for m in months)
    )  # fmt: skip
