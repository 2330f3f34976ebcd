"""A city pack as rows of our tables. Pure: the same pack always gives the same rows and the same fingerprint."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from lorong.kernel.city.calendars import stored
from lorong.kernel.city.models import Position, Region, Unit
from lorong.lib.citypack import CityPack, city_css
from lorong.lib.places import Frame, Regions

LEVELS = {"city": 2, "kecamatan": 3, "kelurahan": 4}


@dataclass(frozen=True)
class PackRows:
    """Regions and units come parents first. `calendars`: unit to stored calendar, "" for the city's; a unit that works
    like the city has none."""

    regions: list[Region]
    units: list[Unit]
    positions: list[Position]
    calendars: dict[str, dict[str, Any]]
    setting: dict[str, Any]
    fingerprint: str


def rows_of(pack: CityPack) -> PackRows:
    """The rows of a pack. Reads its boundaries and crest from disk."""
    regions, frame = _regions(pack)
    units, positions = _units(pack), _positions(pack)
    calendars = _calendars(pack)
    setting = {"city": _city(pack, frame), "frame": _numbers(frame), "complaints": _complaints(pack)}
    plain = [[_plain(row) for row in rows] for rows in (regions, units, positions)]
    text = json.dumps([plain, calendars, setting], sort_keys=True, default=str)
    return PackRows(regions, units, positions, calendars, setting, hashlib.sha256(text.encode()).hexdigest())


def _plain(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _regions(pack: CityPack) -> tuple[list[Region], Frame]:
    shapes = Regions.load(json.loads(pack.boundaries.read_text(encoding="utf-8")))
    frame = shapes.frame([pack.city.code], width=pack.city.map.width)
    rows = [
        Region(
            code=region.code,
            name=region.name,
            level=LEVELS[region.level],
            kind=region.kind,
            parent_id=region.parent if region.parent in pack.regions else None,
            lat=region.lat,
            lon=region.lon,
            area_km2=region.area_km2,
            postcode=region.postcode,
            outline=shapes.path(region.code, frame),
        )
        for region in pack.regions.values()
    ]
    return sorted(rows, key=lambda row: (row.level, row.code)), frame


def _units(pack: CityPack) -> list[Unit]:
    return [
        Unit(
            code=unit.code,
            name=unit.name,
            short_name=unit.short_name,
            kind=unit.kind,
            abbreviation=unit.abbreviation,
            parent_id=unit.parent,
            region_id=unit.region,
            address=unit.address,
            phone=unit.phone,
            email=unit.email,
            website=unit.website,
            letterhead=list(unit.letterhead),
            contact=unit.contact,
        )
        for unit in sorted(pack.units.values(), key=lambda unit: (unit.code.count("."), unit.parent is not None, unit.code))
    ]


def _positions(pack: CityPack) -> list[Position]:
    return [
        Position(
            code=position.code,
            unit_id=position.unit,
            slug=position.slug,
            number=position.seat,
            title=position.title,
            roles=list(position.roles),
            is_head=position.head,
            may_sign=position.may_sign,
            substitutes=list(position.substitutes),
            rank=position.rank,
        )
        for position in pack.positions.values()
    ]


def _calendars(pack: CityPack) -> dict[str, dict[str, Any]]:
    ordinary = pack.calendar_of(pack.city.code)
    own = {code: pack.calendar_of(code) for code in pack.units}
    return {"": stored(ordinary)} | {code: stored(own[code]) for code in own if own[code] != ordinary}


def _city(pack: CityPack, frame: Frame) -> dict[str, Any]:
    city = pack.city
    return {
        "name": city.name,
        "short_name": city.short_name,
        "kind_name": city.kind.capitalize(),
        "slug": city.slug,
        "code": city.code,
        "province": city.province,
        "zone": city.zone,
        "head_title": city.head_title,
        "place": city.place,
        "tagline": city.tagline,
        "greeting": city.greeting,
        "host": city.host,
        "sms_number": city.sms_number,
        "css": city_css(city.look),
        "crest": pack.crest.read_text(encoding="utf-8") if pack.crest else "",
        "government": city.letterhead.government,
        "contact": city.letterhead.contact,
        "numbering_pattern": city.numbering.pattern,
        "numbering_scope": city.numbering.scope,
        "quiet_from": city.messages.quiet_from.replace(".", ":"),
        "quiet_until": city.messages.quiet_until.replace(".", ":"),
        "sms_a_day": city.messages.sms_a_day,
        "sms_for_codes": city.messages.sms_for_codes,
        "map_view_box": frame.view_box,
        "offers": list(pack.offer.offers),
        "without": list(pack.offer.without),
        "promises": dict(pack.offer.promises),
    }


def _complaints(pack: CityPack) -> dict[str, Any]:
    """Outside parties and other cities by code, and what is otherwise here than a category of the catalogue says, by its slug."""
    rules = pack.complaints
    return {
        "parties": {party.code: party.model_dump(exclude={"code"}) for party in rules.parties},
        "neighbours": {one.id: one.model_dump(mode="json", exclude={"id"}) for one in rules.neighbours},
        "categories": {one.slug: one.model_dump(mode="json", exclude={"slug"}) for one in rules.categories},
    }


def _numbers(frame: Frame) -> dict[str, float]:
    return {name: getattr(frame, name) for name in ("west", "north", "scale", "shrink", "width", "height")}
