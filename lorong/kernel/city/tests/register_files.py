"""Register files of invented people, of any length, the same for the same number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from lorong.lib.nik import Sex, make_kk, make_nik

HEADER = "NIK;No KK;Nama Lengkap;Tempat Lahir;Tgl Lahir;JK;Agama;Status Kawin;SHDK;Pddk Akh;Pekerjaan;Alamat;RT;RW;Kode Kelurahan"
REGION = "73.71.13.1005"


def rows(count: int) -> Iterator[list[str]]:
    """Families of four on one card each."""
    for number in range(count):
        family, place = divmod(number, 4)
        born = date(1950, 1, 1) + timedelta(days=(number * 7919) % 25_000)
        sex = Sex.FEMALE if number % 2 else Sex.MALE
        kecamatan = f"73.71.{1 + number // 9000 % 14:02}"
        nik = make_nik(region=kecamatan, birth_date=born, sex=sex, serial=1 + number % 9000)
        kk = make_kk(
            region=f"73.71.{1 + family // 9000 % 14:02}",
            issued=date(2010, 1, 1) + timedelta(days=family % 4000),
            serial=1 + family % 9000,
        )
        yield [
            nik, kk, f"Warga Contoh {number}", "Makassar", f"{born:%d-%m-%Y}", "P" if number % 2 else "L", "ISLAM", "KAWIN",
            ("KEPALA KELUARGA", "ISTERI", "ANAK", "ANAK")[place], "SLTA/SEDERAJAT", "Wiraswasta", f"Jl. Contoh No. {family}",
            "3", "007", REGION.replace(".", ""),
        ]  # fmt: skip


def write(path: Path, given: list[list[str]], *, encoding: str = "utf-8", delimiter: str = ";") -> Path:
    """A file with a header."""
    lines = [HEADER.replace(";", delimiter), *(delimiter.join(row) for row in given)]
    path.write_text("\r\n".join(lines) + "\r\n", encoding=encoding, newline="")
    return path
