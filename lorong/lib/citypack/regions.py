"""The regions of a city: `regions.csv` for what they are, `regions.geojson` for where they lie."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from lorong.lib.citypack.errors import PackInvalid, Problem
from lorong.lib.citypack.values import Region, RegionKind, RegionLevel

COLUMNS = ("code", "name", "level", "kind", "parent", "lat", "lon", "area_km2", "postcode", "abbreviation")
SHAPES: Mapping[RegionLevel, str] = {
    "city": r"\d{2}\.\d{2}",
    "kecamatan": r"\d{2}\.\d{2}\.\d{2}",
    "kelurahan": r"\d{2}\.\d{2}\.\d{2}\.\d{4}",
}
KINDS: Mapping[RegionLevel, tuple[RegionKind, ...]] = {
    "city": ("kota", "kabupaten"),
    "kecamatan": ("kecamatan",),
    "kelurahan": ("kelurahan", "desa"),
}


def read_regions(path: Path, problems: list[Problem]) -> dict[str, Region]:
    """Code to region, in file order. What cannot be used is left out and named in `problems`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        raise PackInvalid(
            [Problem(path, 0, "Daftar wilayah ini tidak ada atau bukan teks UTF-8. Tambahkan berkasnya.")]
        ) from None
    rows = csv.reader(lines)
    if tuple(next(rows, ())) != COLUMNS:
        raise PackInvalid([Problem(path, 1, f"Baris pertama harus berisi kolom: {', '.join(COLUMNS)}.")])
    regions: dict[str, Region] = {}
    where: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        try:
            region = _region(row)
        except ValueError as error:
            problems.append(Problem(path, number, str(error)))
            continue
        if region.code in regions:
            problems.append(
                Problem(path, number, f"Kode {region.code} sudah dipakai di baris {where[region.code]}. Hapus salah satu.")
            )
            continue
        regions[region.code], where[region.code] = region, number
    _check_parents(path, regions, where, problems)
    return regions


def _region(row: list[str]) -> Region:
    if len(row) != len(COLUMNS):
        raise ValueError(f"Baris ini berisi {len(row)} kolom, seharusnya {len(COLUMNS)}. Periksa komanya.")
    code, name, level_text, kind_text, parent, lat, lon, area, postcode, abbreviation = row
    level = next((known for known in get_args(RegionLevel) if known == level_text), None)
    if level is None:
        raise ValueError(f'Tingkat "{level_text}" tidak dikenal. Pilih: {", ".join(get_args(RegionLevel))}.')
    kind = next((known for known in KINDS[level] if known == kind_text), None)
    if kind is None:
        raise ValueError(f'Jenis "{kind_text}" tidak cocok dengan tingkat {level}. Pilih: {", ".join(KINDS[level])}.')
    if not re.fullmatch(SHAPES[level], code):
        raise ValueError(f'Kode "{code}" tidak cocok dengan tingkat {level}. Periksa angka dan titiknya.')
    if not name.strip():
        raise ValueError(f"Nama wilayah {code} masih kosong. Isi.")
    if level == "kelurahan" and not re.fullmatch(r"\d{5}", postcode):
        raise ValueError(f'Kode pos "{postcode}" harus 5 angka. Periksa.')
    if level != "city" and not re.fullmatch(r"[A-Z]{3,5}", abbreviation):
        raise ValueError(f'Singkatan "{abbreviation}" harus 3 sampai 5 huruf besar. Perbaiki; dipakai pada nomor surat.')
    try:
        place = float(lat), float(lon), float(area)
    except ValueError:
        raise ValueError(f"Letak atau luas {code} bukan angka. Tulis dengan titik, misalnya -5.145901.") from None
    return Region(code, name.strip(), level, kind, parent, *place, postcode, abbreviation)


def _check_parents(path: Path, regions: Mapping[str, Region], where: Mapping[str, int], problems: list[Problem]) -> None:
    used: dict[str, str] = {}
    for region in regions.values():
        if region.level != "city" and (region.parent not in regions or not region.code.startswith(f"{region.parent}.")):
            sentence = f"Induk {region.parent} dari {region.code} tidak ada. Tambahkan, atau perbaiki kolom parent."
            problems.append(Problem(path, where[region.code], sentence))
        if region.abbreviation and region.abbreviation in used:
            sentence = f"Singkatan {region.abbreviation} sudah dipakai {used[region.abbreviation]}. Pilih yang lain."
            problems.append(Problem(path, where[region.code], sentence))
        used[region.abbreviation] = region.full_name
    if sum(region.level == "city" for region in regions.values()) != 1:
        problems.append(Problem(path, 0, "Daftar wilayah harus memuat tepat satu kota atau kabupaten. Periksa kolom level."))


def check_boundaries(path: Path, regions: Mapping[str, Region], problems: list[Problem]) -> None:
    """Every region must have one boundary, and every boundary a region."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        found = [str(feature["id"]) for feature in features]
    except FileNotFoundError:
        problems.append(Problem(path, 0, "Batas wilayah belum ada. Tambahkan berkas GeoJSON ini."))
        return
    except (ValueError, KeyError, TypeError):
        problems.append(
            Problem(path, 0, "Berkas ini bukan GeoJSON FeatureCollection dengan id pada setiap wilayah. Ekspor ulang.")
        )
        return
    problems.extend(Problem(path, 0, f"Batas wilayah {code} belum ada. Tambahkan.") for code in regions if code not in found)
    problems.extend(
        Problem(path, 0, f"Batas {code} tidak ada dalam regions.csv. Hapus, atau tambahkan wilayahnya.")
        for code in found
        if code not in regions
    )
