"""A row of a real register of residents, as the civil registration exports it, read and judged.

Codes may stand as numbers of the civil register (SIAK) or as its words. Every reason is a finished Indonesian sentence for
the person who has to mend the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from lorong.lib.nik import parse_kk, parse_nik

NEEDED = (
    "nik", "no_kk", "nama", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "agama", "status_kawin", "hubungan",
    "alamat", "rt", "rw", "kode_wilayah",
)  # fmt: skip
OPTIONAL = ("pendidikan", "pekerjaan", "kewarganegaraan", "tanggal_meninggal")
ALIASES = {
    "kk": "no_kk", "nomor_kk": "no_kk", "nama_lengkap": "nama", "nama_lgkp": "nama", "tmpt_lhr": "tempat_lahir",
    "tgl_lahir": "tanggal_lahir", "tgl_lhr": "tanggal_lahir", "jk": "jenis_kelamin", "kelamin": "jenis_kelamin",
    "jenis_klmin": "jenis_kelamin", "status_perkawinan": "status_kawin", "stat_kwn": "status_kawin", "shdk": "hubungan",
    "hubungan_keluarga": "hubungan", "stat_hbkel": "hubungan", "no_rt": "rt", "no_rw": "rw", "kode_kelurahan": "kode_wilayah",
    "kode_desa": "kode_wilayah", "pddk_akh": "pendidikan", "jenis_pkrjn": "pekerjaan", "tgl_meninggal": "tanggal_meninggal",
}  # fmt: skip
RELIGIONS = {
    "islam": 1, "kristen": 2, "protestan": 2, "kristen protestan": 2, "katolik": 3, "katholik": 3, "hindu": 4, "buddha": 5,
    "budha": 5, "khonghucu": 6, "konghucu": 6, "kepercayaan": 7, "kepercayaan terhadap tuhan yme": 7,
}  # fmt: skip
MARITAL = {
    "belum kawin": 1, "belum menikah": 1, "kawin": 2, "kawin tercatat": 2, "kawin belum tercatat": 2, "menikah": 2,
    "cerai hidup": 3, "cerai mati": 4,
}  # fmt: skip
RELATIONS = {
    "kepala keluarga": 1, "suami": 2, "istri": 3, "isteri": 3, "anak": 4, "menantu": 5, "cucu": 6, "orang tua": 7,
    "orangtua": 7, "mertua": 8, "famili lain": 9, "pembantu": 10, "lainnya": 11,
}  # fmt: skip
EDUCATION = {
    "tidak/belum sekolah": 1, "belum sekolah": 1, "tidak sekolah": 1, "belum tamat sd/sederajat": 2, "belum tamat sd": 2,
    "tamat sd/sederajat": 3, "sd": 3, "sltp/sederajat": 4, "smp": 4, "slta/sederajat": 5, "sma": 5, "smk": 5,
    "diploma i/ii": 6, "akademi/diploma iii/s. muda": 7, "diploma iii": 7, "d3": 7, "diploma iv/strata i": 8, "s1": 8,
    "strata ii": 9, "s2": 9, "strata iii": 10, "s3": 10,
}  # fmt: skip
SEXES = {"l": "L", "1": "L", "laki-laki": "L", "laki laki": "L", "lk": "L", "p": "P", "2": "P", "perempuan": "P", "pr": "P"}
CITIZENS = {"": 1, "wni": 1, "1": 1, "indonesia": 1, "wna": 2, "2": 2}
DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[ T].*)?"),
    re.compile(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})"),
)
REGION = re.compile(r"(\d{2})\.?(\d{2})\.?(\d{2})\.?(\d{4})")
OLDEST = date(1880, 1, 1)


class Resident(NamedTuple):
    """One person of the register. `region`: code of the kelurahan with dots; `rt`, `rw`: three digits."""

    nik: str
    kk: str
    name: str
    birth_place: str
    birth_date: date
    sex: str
    religion: int
    marital: int
    relation: int
    education: int
    occupation: str
    citizenship: int
    died_on: date | None
    address: str
    rt: str
    rw: str
    region: str


def read_resident(cells: Mapping[str, str], *, today: date, regions: frozenset[str]) -> Resident:
    """The person that a row describes. regions: codes of the kelurahan of this city. Raises ValueError, with all reasons."""
    found, wrong = [], []
    for column, read in _readers(today, regions):
        try:
            found.append(read(cells.get(column, "")))
        except ValueError as error:  # every reason of a row, so that nobody has to mend the same row five times
            wrong.append(f"{column}: {error}")
    if wrong:
        raise ValueError(" ".join(wrong))
    resident = Resident(*found)
    if resident.died_on is not None and resident.died_on < resident.birth_date:
        raise ValueError("tanggal_meninggal: lebih dulu daripada tanggal lahir.")
    return resident


@lru_cache(maxsize=4)
def _readers(today: date, regions: frozenset[str]) -> tuple[tuple[str, Callable[[str], Any]], ...]:
    # In the order of the fields of a resident. What many rows say alike is understood once.
    known = lru_cache(maxsize=32_768)
    return (
        ("nik", lambda text: parse_nik(text, today=today).number),
        ("no_kk", known(lambda text: parse_kk(text).number)),
        ("nama", lambda text: _words(text, 120)),
        ("tempat_lahir", known(lambda text: _words(text, 80))),
        ("tanggal_lahir", known(lambda text: _day(text, today))),
        ("jenis_kelamin", known(lambda text: _code(text, SEXES, "L atau P"))),
        ("agama", known(lambda text: _code(text, RELIGIONS, "1 sampai 7, atau namanya"))),
        ("status_kawin", known(lambda text: _code(text, MARITAL, "1 sampai 4, atau namanya"))),
        ("hubungan", known(lambda text: _code(text, RELATIONS, "1 sampai 11, atau namanya"))),
        ("pendidikan", known(lambda text: _code(text or "1", EDUCATION, "1 sampai 10, atau namanya"))),
        ("pekerjaan", known(lambda text: _words(text or "Belum/tidak bekerja", 80))),
        ("kewarganegaraan", known(lambda text: _code(text, CITIZENS, "WNI atau WNA"))),
        ("tanggal_meninggal", lambda text: _day(text, today) if text else None),
        ("alamat", known(lambda text: _words(text, 240))),
        ("rt", known(_rt)),
        ("rw", known(_rt)),
        ("kode_wilayah", known(lambda text: _region(text, regions))),
    )


def _day(text: str, today: date) -> date:
    """A day as YYYY-MM-DD, DD-MM-YYYY, DD/MM/YYYY or DD.MM.YYYY."""
    shape = next((found for pattern in DATES if (found := pattern.fullmatch(text))), None)
    if shape is None:
        raise ValueError("tulis seperti 1990-12-31 atau 31-12-1990.")
    try:
        day = date(int(shape["y"]), int(shape["m"]), int(shape["d"]))
    except ValueError as error:
        raise ValueError("hari itu tidak ada di kalender.") from error
    if not OLDEST <= day <= today:
        raise ValueError("hari itu belum terjadi, atau terlalu lama berlalu.")
    return day


def _words(text: str, longest: int) -> str:
    clean = " ".join(text.split())
    if not clean:
        raise ValueError("masih kosong.")
    if len(clean) > longest:
        raise ValueError(f"lebih dari {longest} huruf.")
    if "\ufffd" in clean or not clean.isprintable():
        raise ValueError("ada huruf yang tidak terbaca. Simpan ulang berkasnya sebagai CSV UTF-8.")
    return clean


def _code(text: str, words: Mapping[str, Any], allowed: str) -> Any:
    said = " ".join(text.lower().split())
    if said in words:
        return words[said]
    numbers = {value for value in words.values() if isinstance(value, int)}
    if said.isascii() and said.isdigit() and int(said) in numbers:
        return int(said)
    raise ValueError(f'"{text[:40]}" tidak dikenal. Tulis {allowed}.')


def _rt(text: str) -> str:
    digits = text.strip().removesuffix(".0")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 3):
        raise ValueError("tulis satu sampai tiga angka.")
    return digits.zfill(3)


def _region(text: str, regions: Collection[str]) -> str:
    shape = REGION.fullmatch(text.replace(" ", ""))
    code = ".".join(shape.groups()) if shape else ""
    if code not in regions:
        raise ValueError(f'"{text[:20]}" bukan kode kelurahan atau desa di kota ini.')
    return code
