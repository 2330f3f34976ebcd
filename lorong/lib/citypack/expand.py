"""From a few rules to every unit and every position of a city."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lorong.lib.citypack.errors import Problem
from lorong.lib.citypack.schema import City, CityUnit, PositionRule, Units, UnitText
from lorong.lib.citypack.toml_source import TomlSource
from lorong.lib.citypack.values import Position, Region, Unit

FIRST_NUMBER = 101  # of the running number in templates; the offices of the city come before


def slugged(name: str) -> str:
    """A name as one word for an address: "Pa'baeng-Baeng" gives "pabaeng-baeng"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def expand_units(
    city: City, units: Units, regions: Mapping[str, Region], source: TomlSource, problems: list[Problem]
) -> dict[str, Unit]:
    """Code to unit: the city, its offices, then one unit for each kecamatan, kelurahan and desa in region order."""
    found = {unit.code: unit for unit in _city_units(city, units, regions)}
    below = [region for region in regions.values() if region.level != "city"]
    repeated = Counter((region.kind, slugged(region.name)) for region in below)
    for number, region in enumerate(below, start=FIRST_NUMBER):
        parent = regions[region.parent]
        template = getattr(units.templates, region.kind)
        if template is None:
            problems.append(
                source.problem(("templates",), f"Templat untuk {region.kind} belum ada. Tambahkan [templates.{region.kind}].")
            )
            break
        slug = slugged(region.name)
        if repeated[region.kind, slug] > 1:
            slug = f"{slug}-{slugged(parent.name)}"
        words = {"name": region.name, "slug": slug, "number": str(number), "parent": parent.name}
        found[region.code] = _region_unit(city, units, region, parent, template, words, _postcode(region, regions))
    _check_units(units, found, source, problems)
    return found


def _city_units(city: City, units: Units, regions: Mapping[str, Region]) -> Iterator[Unit]:
    postcode = _postcode(regions[city.code], regions)
    yield _own_unit(city, units.city, city.code, None, postcode, (city.letterhead.government,))
    for office in units.offices:
        yield _own_unit(
            city, office, f"{city.code}-{office.code}", city.code, postcode, (city.letterhead.government, office.name)
        )


def _own_unit(city: City, text: CityUnit, code: str, parent: str | None, postcode: str, head: tuple[str, ...]) -> Unit:
    return Unit(
        code=code,
        kind="city" if parent is None else "office",
        name=text.name,
        short_name=city.short_name if parent is None else text.name,
        abbreviation=text.abbreviation,
        parent=parent,
        region=city.code,
        address=_address(city, text.address, postcode),
        postcode=postcode,
        phone=text.phone,
        email=text.email,
        website=text.website,
        letterhead=head,
        contact=_contact(city, text.phone, text.website, text.email),
    )


def _region_unit(
    city: City, units: Units, region: Region, parent: Region, template: UnitText, words: dict[str, str], postcode: str
) -> Unit:
    override = units.overrides.get(region.code)
    changed = {key: value for key, value in (override.model_dump() if override else {}).items() if value is not None}
    text = {key: filled(pattern, words) for key, pattern in template.model_dump().items()} | changed
    middle = (parent.full_name,) if region.level == "kelurahan" else ()
    return Unit(
        code=region.code,
        kind=region.kind if region.kind in ("kelurahan", "desa") else "kecamatan",
        name=text["name"],
        short_name=region.name,
        abbreviation=text.get("abbreviation", region.abbreviation),
        parent=region.parent,
        region=region.code,
        address=_address(city, text["address"], postcode),
        postcode=postcode,
        phone=text["phone"],
        email=text["email"],
        website=text["website"],
        letterhead=(city.letterhead.government, *middle, text["name"]),
        contact=_contact(city, text["phone"], text["website"], text["email"]),
    )


def filled(pattern: str, words: Mapping[str, str]) -> str:
    """Put words into {braces}; a word that is not known stays as it is written."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: words.get(found.group(1), found.group(0)), pattern)


def _address(city: City, street: str, postcode: str) -> str:
    return f"{street}, {city.place}, {city.province} {postcode}"


def _contact(city: City, phone: str, website: str, email: str) -> str:
    return filled(city.letterhead.contact, {"phone": phone, "website": website, "email": email})


def _postcode(region: Region, regions: Mapping[str, Region]) -> str:
    """Its own, or the one most of its kelurahan have (the lowest of several)."""
    if region.postcode:
        return region.postcode
    below = Counter(r.postcode for r in regions.values() if r.level == "kelurahan" and r.code.startswith(f"{region.code}."))
    return min(below, key=lambda postcode: (-below[postcode], postcode), default="")


def _check_units(units: Units, found: Mapping[str, Unit], source: TomlSource, problems: list[Problem]) -> None:
    for code in units.overrides:
        if code not in found:
            problems.append(source.problem(("overrides", code), f"Unit {code} tidak ada. Tulis kode dari regions.csv."))
    for what, word in (("abbreviation", "Singkatan"), ("email", "Pos-el"), ("website", "Laman")):
        first: dict[str, Unit] = {}
        for unit in found.values():
            value = getattr(unit, what)
            if value in first:
                both = f"{first[value].name} dan {unit.name}"
                sentence = f"{word} {value} dipakai {both}. Beri salah satunya yang lain di [overrides]."
                problems.append(source.problem(("overrides", unit.code), sentence))
            first.setdefault(value, unit)


def expand_positions(
    city: City, rules: tuple[PositionRule, ...], units: Mapping[str, Unit], source: TomlSource, problems: list[Problem]
) -> dict[str, Position]:
    """Code to position, in the order of units and, within a unit, of the rules."""
    offices = {unit.code.removeprefix(f"{city.code}-") for unit in units.values() if unit.kind == "office"}
    for index, rule in enumerate(rules):
        for office in filter(None, (rule.unit, *rule.without)):
            if office not in offices:
                problems.append(
                    source.problem(("positions", index, "unit"), f"Dinas {office} tidak ada dalam units.toml. Periksa ejaannya.")
                )
    found: dict[str, Position] = {}
    written_at: dict[str, int] = {}
    for unit in units.values():
        office = unit.code.removeprefix(f"{city.code}-")
        for index, rule in enumerate(rules):
            if (rule.unit == office or rule.unit_kind == unit.kind) and office not in rule.without:
                for position in _seats(city, rule, unit):
                    if position.code in found:
                        sentence = f"{unit.name} sudah punya jabatan {rule.slug}. Hapus salah satunya."
                        problems.append(source.problem(("positions", index), sentence))
                    found[position.code], written_at[position.code] = position, index
    return _with_substitutes(found, written_at, source, problems)


def _seats(city: City, rule: PositionRule, unit: Unit) -> Iterator[Position]:
    title = filled(rule.title, {"unit": unit.name, "region": unit.short_name})
    substitutes = tuple(f"{city.code}-{other}" if "/" in other else f"{unit.code}/{other}" for other in rule.substitutes)
    for seat in range(1, rule.seats + 1):
        yield Position(
            code=f"{unit.code}/{rule.slug}" + (f"-{seat}" if rule.seats > 1 else ""),
            unit=unit.code,
            slug=rule.slug,
            seat=seat,
            title=title,
            roles=rule.roles,
            rank=rule.rank or "",
            head=rule.head,
            may_sign=rule.may_sign,
            civil_servant=rule.civil_servant,
            substitutes=substitutes,
        )


def _with_substitutes(
    found: dict[str, Position], written_at: Mapping[str, int], source: TomlSource, problems: list[Problem]
) -> dict[str, Position]:
    """Replace each named substitute by the codes of its seats."""
    seats: dict[str, list[str]] = {}
    for position in found.values():
        seats.setdefault(f"{position.unit}/{position.slug}", []).append(position.code)
    for code, position in found.items():
        for name in position.substitutes:
            if name not in seats:
                sentence = f"Pengganti {name.rpartition('/')[2]} tidak ada di unit itu. Periksa ejaannya."
                problems.append(source.problem(("positions", written_at[code], "substitutes"), sentence))
        codes = tuple(seat for name in position.substitutes for seat in seats.get(name, ()))
        found[code] = replace(position, substitutes=codes)
    return found
