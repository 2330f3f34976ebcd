"""`complaints.toml`: which office has what in this city, who is outside it but has a thing that people see, and which
other cities take reports from here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from lorong.lib.citypack.errors import Problem
from lorong.lib.citypack.schema import CityCode, Mobile, Shape, Slug, Text, matching
from lorong.lib.citypack.toml_source import TomlSource
from lorong.lib.citypack.values import Region
from lorong.lib.toml_lines import Place

AREA_UNITS = ("kelurahan", "kecamatan")
Area = Annotated[str, matching(r"\d{2}\.\d{2}(\.\d{2})?", 'tulis kode kecamatan, misalnya "73.71.13".')]
Answer = Annotated[str, matching(r"[a-z][a-z0-9_]*", "tulis nilai pilihan seperti di form.toml layanannya.")]


def _endpoint(value: str) -> str:
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    at_home = host in HOME  # a second installation on the same machine, to try it out; never in production
    named = "." in host and not host.replace(".", "").isdigit() and ":" not in host
    good = (parts.scheme == "https" and named) or (parts.scheme == "http" and at_home)
    if not good or parts.username or parts.query or parts.fragment or value.endswith("/"):
        raise ValueError('tulis alamat GeoReport v2 dengan https:// dan nama, misalnya "https://contoh.go.id/open311/v2".')
    return value


HOME = frozenset({"localhost", "127.0.0.1"})
Endpoint = Annotated[str, AfterValidator(_endpoint)]
ServiceCode = Annotated[str, matching(r"[A-Za-z0-9._-]{1,80}", "tulis service_code seperti di daftar services mereka.")]


class Neighbour(Shape):
    """Another city whose installation takes reports by GeoReport v2. Its key is no matter of the pack (`LORONG_NEIGHBOUR_KEYS`).

    `areas`: kabupaten or kota that it answers for, none of them ours. `categories`: our slug to its service_code, or "same"
    where both read one catalogue. `speaks`: "lorong" knows our documented extensions (a key that makes two requests one,
    pictures, what follows); "open311" only the standard. `format`: what it answers in.
    """

    id: Slug
    name: Text
    endpoint: Endpoint
    jurisdiction: str = ""
    areas: tuple[CityCode, ...] = Field(min_length=1, strict=False)
    categories: dict[str, ServiceCode] | Literal["same"]
    speaks: Literal["lorong", "open311"] = "open311"
    format: Literal["json", "xml"] = "json"


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
    neighbours: tuple[Neighbour, ...] = Field(default=(), strict=False)
    categories: tuple[CategoryHere, ...] = Field(default=(), strict=False)


def check_complaints(
    rules: ComplaintRules, offices: Collection[str], regions: Mapping[str, Region], source: TomlSource
) -> Iterator[Problem]:
    """Every office, party and area that is named must be there, once."""
    codes = [party.code for party in rules.parties]
    yield from _once(codes, "parties", "code", "Pihak luar", source)
    yield from _once([one.id for one in rules.neighbours], "neighbours", "id", "Kota tetangga", source)
    for i, neighbour in enumerate(rules.neighbours):
        yield from _neighbour(neighbour, codes, regions, ("neighbours", i), source)
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


def _neighbour(
    neighbour: Neighbour, parties: Collection[str], regions: Mapping[str, Region], place: Place, source: TomlSource
) -> Iterator[Problem]:
    if neighbour.id in parties:
        yield source.problem((*place, "id"), f"{neighbour.id} sudah menjadi kode pihak luar. Pilih id yang lain.")
    for area in neighbour.areas:
        if area in regions:
            yield source.problem((*place, "areas"), f"{area} adalah kota ini sendiri. Tulis kode kabupaten atau kota tetangga.")


def _route(
    route: CityRoute, names: Collection[str], what: str, regions: Mapping[str, Region], place: Place, source: TomlSource
) -> Iterator[Problem]:
    if route.to not in names:
        yield source.problem((*place, "to"), f"{what} {route.to} tidak ada. Pilih: {', '.join(sorted(names))}.")
    for area in route.areas:
        if area not in regions:
            yield source.problem((*place, "areas"), f"Wilayah {area} tidak ada dalam regions.csv. Tulis kode kecamatan kota ini.")
