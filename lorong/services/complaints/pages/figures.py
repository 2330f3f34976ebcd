"""How complaints went in the whole city: figures, every kelurahan, every unit, sorted as one likes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from lorong.kernel.city import queries as city
from lorong.services.complaints import queries
from lorong.services.complaints.pages import figures_said as say
from lorong.services.complaints.pages.figures_drawn import columns, full_name, on_time_line
from lorong.services.complaints.values import Course, Figures

REGION, UNIT = "region", "unit"
USUAL = 365
VILLAGES = "kelurahan"  # the view of all of them; that of the offices is the first one sees
LONGEST = 80  # characters of what is searched for
KEYS = ("nama", "laporan", "tepat", "semu", "dibuka")
HIGH_FIRST = {"laporan", "semu", "dibuka"}  # of the others the lowest stands first: where it goes badly


@dataclass(frozen=True)
class Line:
    """A kelurahan or a unit with its figures. above: its kecamatan, "" for an office of the city."""

    kind: str
    code: str
    name: str
    above: str
    figures: Figures

    @property
    def url(self) -> str:
        return reverse(f"complaints:{self.kind}_figures", args=[self.code])

    @property
    def on_time(self) -> str:
        return say.share_words(self.figures.on_time, self.figures.judged)

    @property
    def false(self) -> str:
        return say.share_words(self.figures.false, self.figures.claims)


@dataclass(frozen=True)
class Column:
    """A head of the table that sorts it. sorted: "ascending", "descending" or "" for how it stands now."""

    title: str
    url: str
    sorted: str


def days_of(request: HttpRequest) -> int:
    """Over how many days; what is no choice is a year."""
    asked = request.GET.get("hari", "")
    return int(asked) if asked in {str(days) for days in say.SPANS} else USUAL


def spans(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is the present one) of every choice of days."""
    now = days_of(request)
    return [(say.span_words(days), _with(request, hari=str(days)), days == now) for days in say.SPANS]


def page(request: HttpRequest) -> dict[str, Any]:
    """The whole city. Three questions, however many kelurahan and units there are."""
    days, words = days_of(request), request.GET.get("cari", "").strip()[:LONGEST]
    found, whole = queries.overview(days=days), queries.sheet(days=days)
    key, backwards = order_of(request)
    villages, offices = (_fitting(lines, words) for lines in (village_lines(found.of), unit_lines(found.of)))
    by_village = request.GET.get("lihat") == VILLAGES
    return {
        "nav": "reports",
        "at": found.at,
        "days": days,
        "span": say.span_words(days),
        "spans": spans(request),
        "figures": say.table(whole.here, whole.city),
        **course_of(whole.course),
        "words": words,
        "views": [
            (gettext("Per kantor"), _with(request, lihat=""), not by_village),
            (gettext("Per kelurahan"), _with(request, lihat=VILLAGES), by_village),
        ],
        "by_village": by_village,
        "columns": heads(request),
        "groups": _groups(villages) if key == "nama" and not backwards else [(None, ordered(villages, key, backwards))],
        "villages": len(villages) if by_village or words else 0,
        "offices": ordered(offices, key, backwards) if words or not by_village else [],
        "fewest": say.FEWEST,
    }


def course_of(course: Course) -> dict[str, Any]:
    """How it stands and went, for the parts of a page that draw it."""
    return {
        "course": course,
        "months": [(full_name(month), month, say.share_words(month.on_time, month.judged)) for month in reversed(course.months)],
        "bars": columns(course.months),
        "line": on_time_line(course.months),
    }


def order_of(request: HttpRequest) -> tuple[str, bool]:
    """(by what it is sorted, whether the other way round)."""
    asked = request.GET.get("urut", "")
    key = asked.removeprefix("-")
    return (key, asked != key) if key in KEYS else (KEYS[0], False)


def heads(request: HttpRequest) -> list[Column]:
    """The heads of the table; the present one turns it round."""
    now, backwards = order_of(request)
    titles = (gettext("Nama"), gettext("Laporan"), gettext("Tepat waktu"), gettext("Selesai semu"), gettext("Dibuka lagi"))
    found = []
    for key, title in zip(KEYS, titles, strict=True):
        rises = (key not in HIGH_FIRST) != backwards
        stands = ("ascending" if rises else "descending") if key == now else ""
        found.append(Column(title, _with(request, urut=f"-{key}" if key == now and not backwards else key), stands))
    return found


def ordered(lines: Iterable[Line], key: str, backwards: bool) -> list[Line]:
    """Sorted; those of which nothing can be said stand last, either way."""
    if key == "nama":
        return sorted(lines, key=lambda line: (line.above, line.name), reverse=backwards)
    known: list[Line] = []
    unknown: list[Line] = []
    for line in sorted(lines, key=lambda line: line.name):
        (unknown if _value(line, key) is None else known).append(line)
    return [*sorted(known, key=lambda line: _value(line, key) or 0, reverse=(key in HIGH_FIRST) != backwards), *unknown]


def village_lines(figures: Mapping[tuple[str, str], Figures]) -> list[Line]:
    """Every kelurahan and desa of the city, also those without anything."""
    return [
        Line("region", code, name, above, figures.get((REGION, code), Figures()))
        for above, names in city.villages()
        for code, name in names
    ]


def unit_lines(figures: Mapping[tuple[str, str], Figures]) -> list[Line]:
    """Every unit that had anything in the span, and every working office of the city."""
    working = {unit.pk for unit in city.units_under(city.this_city().code) if unit.kind == "office"}
    codes = working | {code for kind, code in figures if kind == UNIT}
    return [Line("unit", code, city.unit(code).name, "", figures.get((UNIT, code), Figures())) for code in sorted(codes)]


def export() -> Iterator[Sequence[object]]:
    """Every figure of every span as numbers, so that anybody can reckon with them: a line of names, then the rows."""
    yield (
        "jenis", "kode", "nama", "kecamatan", "hari", "dilaporkan", "selesai", "dinilai", "tepat_waktu", "median_hari", "desil9_hari",
        "dinyatakan_beres", "disangkal", "dibuka_lagi",
    )  # fmt: skip
    for days in say.SPANS:
        figures = queries.overview(days=days).of
        whole = Line("city", city.this_city().code, city.this_city().name, "", figures.get(("city", ""), Figures()))
        for line in (whole, *village_lines(figures), *unit_lines(figures)):
            f, kind = line.figures, {"city": "kota", "region": "kelurahan"}.get(line.kind, "kantor")
            took = (f.p50, f.p90) if f.ended >= say.FEWEST else ("", "")
            counts = (f.volume, f.ended, f.judged, f.on_time, *took, f.claims, f.false, f.reopened)
            yield (kind, line.code, line.name, line.above, days, *counts)


def _groups(lines: Iterable[Line]) -> list[tuple[Line | None, list[Line]]]:
    """(a kecamatan with what its kelurahan add up to, its kelurahan). Lengths of time do not add up, and are left out."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.above, []).append(line)
    return [(Line("", "", above, "", _sum([line.figures for line in own])), own) for above, own in found.items()]


def _sum(parts: Sequence[Figures]) -> Figures:
    names = ("volume", "ended", "judged", "on_time", "claims", "false", "reopened")
    return Figures(**{name: sum(getattr(part, name) for part in parts) for name in names})


def _fitting(lines: Iterable[Line], words: str) -> list[Line]:
    parts = words.casefold().split()
    return [line for line in lines if all(part in f"{line.name} {line.above}".casefold() for part in parts)]


def _value(line: Line, key: str) -> float | None:
    f = line.figures
    match key:
        case "laporan":
            return f.volume
        case "tepat":
            return say.share(f.on_time, f.judged)
        case "semu":
            return say.share(f.false, f.claims)
        case _:
            return f.reopened


def _with(request: HttpRequest, **changed: str) -> str:
    """The same page with a part of its address changed."""
    query: QueryDict = request.GET.copy()
    for name in set(query) - {"hari", "urut", "cari", "lihat"}:
        del query[name]
    for name, value in changed.items():
        query[name] = value
        if not value:
            del query[name]
    return "?" + query.urlencode()
