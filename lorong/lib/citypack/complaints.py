"""`complaints.toml`: which office has what in this city, and who is outside it but has a thing that people see."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

from pydantic import Field

from lorong.lib.citypack.errors import Problem
from lorong.lib.citypack.schema import Mobile, Shape, Slug, Text, matching
from lorong.lib.citypack.toml_source import TomlSource
from lorong.lib.citypack.values import Region
from lorong.lib.toml_lines import Place

AREA_UNITS = ("kelurahan", "kecamatan")
Area = Annotated[str, matching(r"\d{2}\.\d{2}(\.\d{2})?", 'tulis kode kecamatan, misalnya "73.71.13".')]
Answer = Annotated[str, matching(r"[a-z][a-z0-9_]*", "tulis nilai pilihan seperti di form.toml layanannya.")]


class OutsideParty(Shape):
    """Who is no office of the city: the electricity company, the water company, a balai of the ministry.

    `phone` gets a signed link with what the party must know; `has`: what belongs to it, for the officer who forwards.
    """

    code: Slug
    name: Text
    phone: Mobile
    has: Text


class CityRoute(Shape):
    """`to`: code of an office, "kelurahan", "kecamatan", or of an outside party. `when`: form field to answers; `areas`: kecamatan."""

    to: Slug
    when: dict[str, list[Answer]] = {}  # a list, since a file has no other and this shape is strict
    areas: tuple[Area, ...] = Field(default=(), strict=False)


class CategoryHere(Shape):
    """What is otherwise in this city than the catalogue says of a category; asked before the routes of the catalogue."""

    slug: Slug
    routes: tuple[CityRoute, ...] = Field(default=(), strict=False)
    parties: tuple[CityRoute, ...] = Field(default=(), strict=False)


class ComplaintRules(Shape):
    """`complaints.toml`."""

    parties: tuple[OutsideParty, ...] = Field(default=(), strict=False)
    categories: tuple[CategoryHere, ...] = Field(default=(), strict=False)


def check_complaints(
    rules: ComplaintRules, offices: Collection[str], regions: Mapping[str, Region], source: TomlSource
) -> Iterator[Problem]:
    """Every office, party and area that is named must be there, once."""
    codes = [party.code for party in rules.parties]
    yield from _once(codes, "parties", "code", "Pihak luar", source)
    yield from _once([category.slug for category in rules.categories], "categories", "slug", "Jenis aduan", source)
    for i, category in enumerate(rules.categories):
        for j, route in enumerate(category.routes):
            yield from _route(route, {*offices, *AREA_UNITS}, "Unit", regions, ("categories", i, "routes", j), source)
        for j, route in enumerate(category.parties):
            yield from _route(route, codes, "Pihak luar", regions, ("categories", i, "parties", j), source)


def _once(names: list[str], table: str, key: str, what: str, source: TomlSource) -> Iterator[Problem]:
    for i, name in enumerate(names):
        if name in names[:i]:
            yield source.problem((table, i, key), f"{what} {name} sudah ditulis di atas. Gabungkan keduanya.")


def _route(
    route: CityRoute, names: Collection[str], what: str, regions: Mapping[str, Region], place: Place, source: TomlSource
) -> Iterator[Problem]:
    if route.to not in names:
        yield source.problem((*place, "to"), f"{what} {route.to} tidak ada. Pilih: {', '.join(sorted(names))}.")
    for area in route.areas:
        if area not in regions:
            yield source.problem((*place, "areas"), f"Wilayah {area} tidak ada dalam regions.csv. Tulis kode kecamatan kota ini.")
