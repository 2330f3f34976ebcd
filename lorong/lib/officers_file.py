"""A row of the personnel office's list of who holds which position, read and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lorong.lib.actors import As
from lorong.lib.nik import parse_nik, parse_nip
from lorong.lib.residents_file import DATES

NEEDED = ("kode_jabatan", "nik", "nama", "mulai", "dasar")
OPTIONAL = ("nip", "pangkat", "sebagai", "sampai")
ALIASES = {
    "jabatan": "kode_jabatan", "nama_lengkap": "nama", "nama_gelar": "nama", "tmt": "mulai", "sk": "dasar", "golongan": "pangkat",
    "status": "sebagai",
}  # fmt: skip
KINDS = {"": As.DEFINITIVE, **{kind.value: kind for kind in As}, **{f"{kind.value}.": kind for kind in As}}


@dataclass(frozen=True, slots=True)
class Officer:
    """One appointment. position: code of a position of this city; until: its last day, None for good."""

    position: str
    nik: str
    full_name: str
    nip: str
    rank: str
    held_as: As
    since: date
    until: date | None
    basis: str


def read_officer(cells: Mapping[str, str], *, today: date) -> Officer:
    """The appointment that a row describes. Raises ValueError whose message says what to mend."""
    for name in NEEDED:
        if not cells.get(name):
            raise ValueError(f"{name}: masih kosong.")
    kind = KINDS.get(cells.get("sebagai", "").lower())
    if kind is None:
        raise ValueError(f"sebagai: tulis {', '.join(k.value for k in As)}, atau kosongkan.")
    since = _day("mulai", cells["mulai"])
    until = _day("sampai", cells["sampai"]) if cells.get("sampai") else None
    if until is not None and until < since:
        raise ValueError("sampai: lebih dulu daripada mulai.")
    return Officer(
        position=cells["kode_jabatan"],
        nik=parse_nik(cells["nik"], today=today).number,
        full_name=" ".join(cells["nama"].split()),
        nip=parse_nip(cells["nip"]).number if cells.get("nip") else "",
        rank=" ".join(cells.get("pangkat", "").split()),
        held_as=kind,
        since=since,
        until=until,
        basis=" ".join(cells["dasar"].split()),
    )


def _day(name: str, text: str) -> date:
    shape = next((found for pattern in DATES if (found := pattern.fullmatch(text))), None)
    if shape is None:
        raise ValueError(f"{name}: tulis seperti 2026-12-31 atau 31-12-2026.")
    try:
        return date(int(shape["y"]), int(shape["m"]), int(shape["d"]))
    except ValueError as error:
        raise ValueError(f"{name}: hari itu tidak ada di kalender.") from error
