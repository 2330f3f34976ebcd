"""What a loaded pack consists of. Everything is frozen; codes are the official region codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RegionLevel = Literal["city", "kecamatan", "kelurahan"]
RegionKind = Literal["kota", "kabupaten", "kecamatan", "kelurahan", "desa"]
UnitKind = Literal["city", "office", "kecamatan", "kelurahan", "desa"]

KIND_WORDS = {
    "kota": "Kota",
    "kabupaten": "Kabupaten",
    "kecamatan": "Kecamatan",
    "kelurahan": "Kelurahan",
    "desa": "Desa",
}


@dataclass(frozen=True, slots=True)
class Region:
    """A city, kecamatan, kelurahan or desa. `level` "kelurahan" holds both kinds of the lowest level.

    `lat`, `lon`: degrees of a point inside it. `area_km2`: square kilometres. `parent`: code of the region above.
    """

    code: str
    name: str
    level: RegionLevel
    kind: RegionKind
    parent: str
    lat: float
    lon: float
    area_km2: float
    postcode: str
    abbreviation: str

    @property
    def full_name(self) -> str:
        """With its kind: "Kelurahan Rappocini", "Desa Saka Lagon", "Kota Makassar"."""
        word = KIND_WORDS[self.kind]
        return self.name if self.name.startswith(f"{word} ") else f"{word} {self.name}"


@dataclass(frozen=True, slots=True)
class Unit:
    """An office that works: the city, a dinas, a kecamatan, a kelurahan or desa.

    `code`: the region's code, or "<city>-<slug>" for an office. `abbreviation`: as in letter numbers, unique in the
    city. `region`: code of the region it serves. `letterhead`: the lines above the address, largest authority first.
    """

    code: str
    kind: UnitKind
    name: str
    short_name: str
    abbreviation: str
    parent: str | None
    region: str
    address: str
    postcode: str
    phone: str
    email: str
    website: str
    letterhead: tuple[str, ...]
    contact: str


@dataclass(frozen=True, slots=True)
class Position:
    """One seat that one person can hold. `code`: "<unit>/<slug>", with "-2" and so on for further seats.

    `roles`: what SOPs may name. `substitutes`: codes of the positions that stand in, in order. `rank`: what a holder
    usually has ("Penata, III/c"), empty outside the civil service.
    """

    code: str
    unit: str
    slug: str
    seat: int
    title: str
    roles: tuple[str, ...]
    rank: str
    head: bool
    may_sign: bool
    civil_servant: bool
    substitutes: tuple[str, ...]
