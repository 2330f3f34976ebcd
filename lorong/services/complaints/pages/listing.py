"""The public list: what is asked for, and its lines for people, tables, feeds and maps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from lorong.kernel.city import queries as city
from lorong.lib.refusals import NotFound
from lorong.portals.look import words
from lorong.portals.look.said import said
from lorong.services.complaints import queries
from lorong.services.complaints.forms import FilterForm
from lorong.services.complaints.pages import categories, told
from lorong.services.complaints.pages.drawing import shades
from lorong.services.complaints.pages.figures_said import FEWEST
from lorong.services.complaints.pages.land import land
from lorong.services.complaints.pages.told import Line
from lorong.services.complaints.queries import on_map
from lorong.services.complaints.values import OPEN_STAGES, Filters, Stage

OPEN = "terbuka"
MOST_ROWS = 5000  # of an export; more is in the open data
FEED = 50
OFFICE = "kantor"  # not in the form: one comes from the page of an office, and sees whose list it is
NAMES = ("jenis", "kelurahan", "keadaan", "sejak", "sampai", OFFICE)


def stages() -> list[tuple[str, str]]:
    """The stages one may ask for, those that are open as one first."""
    return [(OPEN, gettext("Semua yang belum selesai")), *((s.value, said(s.words)) for s in Stage if s is not Stage.MERGED)]


def form_of(request: HttpRequest) -> FilterForm:
    """The filters as they stand in the address."""
    return FilterForm(request.GET, stages=stages())


def wanted(request: HttpRequest) -> Filters:
    """What the address asks for; what cannot be read narrows nothing."""
    asked = form_of(request).wanted
    stage = asked.get("keadaan", "")
    return Filters(
        categories=(asked["jenis"],) if "jenis" in asked else (),
        region=asked.get("kelurahan", ""),
        unit=office_of(request),
        stages=tuple(sorted(OPEN_STAGES)) if stage == OPEN else (Stage(stage),) if stage else (),
        since=_midnight(asked.get("sejak")),
        until=_midnight(asked.get("sampai"), days=1),
    )


def office_of(request: HttpRequest) -> str:
    """The code of the office to which the list is narrowed; "" for none, and for one that this city never had."""
    code = request.GET.get(OFFICE, "")
    try:
        return city.unit(code).pk if code else ""
    except NotFound:
        return ""


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    """The beginning of a day in the city, some days later."""
    if day is None or not 1970 <= day.year <= 2200:
        return None
    return datetime.combine(day + timedelta(days=days), time(), ZoneInfo(city.this_city().zone))


def page(request: HttpRequest) -> dict[str, Any]:
    """The list with its filters, its map, and where the same is found as a table or feed."""
    form, filters = form_of(request), wanted(request)
    found = queries.listed(filters, cursor=request.GET.get("sesudah", ""))
    on_map_now = request.GET.get("lihat") == "peta"
    drawn = land() if on_map_now else None
    query = "&".join(part for part in request.GET.urlencode().split("&") if part.split("=")[0] in NAMES)
    return {
        "form": form,
        "rows": [line_of(row) for row in found.rows],
        "page": found,
        "narrowed": bool(form.wanted or filters.unit),
        "standing": "" if form.wanted or filters.unit or not found.is_first else standing(),
        "office": city.unit(filters.unit) if filters.unit else None,
        "query": query,
        "land": drawn,
        "on_map": on_map_now,
        "shades": shades(drawn, on_map.counts_by_region()) if drawn is not None else [],
        "area": filters.region,
        "nav": "reports",
    }


def standing() -> str:
    """How the whole city stands, in a sentence or two; "" while it was never added up."""
    found = queries.sheet()
    if found.at is None:
        return ""
    counts = {"open": words.number(found.course.open), "ended": words.number(found.here.ended)}
    told_so = gettext("%(open)s belum selesai sekarang. %(ended)s selesai dalam 90 hari.") % counts
    if found.here.claims < FEWEST:
        return told_so
    false = words.number(round(found.here.false_share or 0))
    return f"{told_so} {gettext('Dari 100 yang dinyatakan beres, %(false)s ternyata belum.') % {'false': false}}"


def line_of(row: Any) -> Line:
    """One incident as a line."""
    note = [told.place_words(row.where, row.region), told.day_words(row.opened_at), told.reporters_words(row.reporters)]
    kind = categories.category(row.category)
    return Line(
        row.code,
        categories.title(row.category),
        told.side_for_all(row.stage),
        said(row.stage.words),
        ", ".join(note),
        photo=told.photo_url(row.photo),
        icon=kind.icon if kind is not None else "file-text",
    )


def everything(filters: Filters, most: int) -> Iterator[Any]:
    """Every incident of the list, page after page, at most so many."""
    cursor, left = "", most
    while left > 0:
        found = queries.listed(filters, cursor=cursor, size=min(left, 500))
        yield from found.rows
        left -= len(found.rows)
        cursor = found.after
        if not cursor:
            return


def table(filters: Filters) -> Iterator[tuple[object, ...]]:
    """The list for a spreadsheet: a line of names, then the incidents."""
    yield (
        "nomor", "jenis", "keadaan", "kelurahan", "tempat", "lintang", "bujur", "dilaporkan", "selesai", "kantor", "pelapor"
    )  # fmt: skip
    for row in everything(filters, MOST_ROWS):
        lat, lon = row.spot if row.spot else ("", "")
        ended = row.ended_at.isoformat() if row.ended_at else ""
        kind, stage = categories.title(row.category), said(row.stage.words)
        where = city.village_words(row.region)
        yield row.code, kind, stage, where, row.where, lat, lon, row.opened_at.isoformat(), ended, row.unit, row.reporters


def features(filters: Filters, root: str) -> dict[str, Any]:
    """The newest of the list with a place, as GeoJSON (RFC 7946). root: where this installation answers."""
    found = [row for row in everything(filters, FEED * 4) if row.spot]
    return {"type": "FeatureCollection", "features": [_feature(row, root) for row in found]}


def _feature(row: Any, root: str) -> dict[str, Any]:
    known = {"kode": row.code, "jenis": row.category, "judul": categories.title(row.category), "keadaan": row.stage.value}
    times = {"dilaporkan": row.opened_at.isoformat(), "selesai": row.ended_at.isoformat() if row.ended_at else None}
    return {
        "type": "Feature",
        "id": row.code,
        "geometry": {"type": "Point", "coordinates": [round(row.spot.lon, 6), round(row.spot.lat, 6)]},
        "properties": {
            **known,
            **times,
            "pelapor": row.reporters,
            "alamat": root + reverse("complaints:incident", args=[row.code]),
        },
    }
