"""Numbers that name people and families: NIK, No KK, and the NIP of civil servants.

What is refused is what can only be a slip of the pen. What is merely unusual is a warning: a NIK is for life
(UU 23/2006 art. 13), so it keeps the place and the birth date of first registration after a move or a correction.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lorong.lib.city_codes import CITY_CODES
from lorong.lib.phrases import phrase

WOMAN = 40  # added to the day of birth in the NIK of a woman
SEPARATORS = re.compile(r"[\s.\-]")
DIGITS = re.compile(r"[0-9]*")
DOT = "•"
NIK_NAME, NIK_PLACE = phrase("NIK"), phrase("di KTP")  # made once: a register has a million rows
KK_NAME, KK_PLACE = phrase("Nomor KK"), phrase("di bagian atas Kartu Keluarga")


class NikError(ValueError):
    """The text cannot be a NIK; the message is a sentence for the person who typed it."""


class KkError(ValueError):
    """The text cannot be a family card number; the message is a sentence for the person who typed it."""


class NipError(ValueError):
    """The text cannot be a NIP; the message is a sentence for the person who typed it."""


class Sex(StrEnum):
    """Sex as the register and the KTP write it."""

    MALE = "L"
    FEMALE = "P"


class Employment(StrEnum):
    """The two kinds of civil servant: permanent and under contract."""

    PNS = "PNS"
    PPPK = "PPPK"


@dataclass(frozen=True, slots=True)
class Nik:
    """A NIK taken apart. `region` is the kecamatan of first registration, "73.71.13"."""

    number: str
    region: str
    birth_date: date
    sex: Sex

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True, slots=True)
class Kk:
    """A family card number taken apart. `region` is the kecamatan that issued it."""

    number: str
    region: str

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True, slots=True)
class Nip:
    """A NIP taken apart. `appointed` is the month of first appointment, for PPPK 1 January of the year."""

    number: str
    birth_date: date
    appointed: date
    sex: Sex
    employment: Employment

    def __str__(self) -> str:
        return self.number


def parse_nik(text: str, *, today: date, regions: Collection[str] = CITY_CODES) -> Nik:
    """Read a NIK; spaces, dots and dashes do not matter.

    today: decides the century, of which the number tells nothing: the birth date is the latest one that is not
    after today. A person of a hundred years is therefore read as a baby; compare with the register, not with this.
    regions: known codes of one level, with dots; the number is known when its province, city or kecamatan is
    among them. Raises NikError for a wrong length, an unknown region, a day that no month has, or serial 0000.
    """
    number = _digits(text, 16, NikError, NIK_NAME, NIK_PLACE)
    region = _region(number, regions, NikError, NIK_NAME, NIK_PLACE)
    day, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    sex = Sex.FEMALE if day > WOMAN else Sex.MALE
    born = _latest_date(year, month, day - WOMAN if sex is Sex.FEMALE else day, today)
    if born is None:
        raise NikError(phrase("Angka ke-7 sampai ke-12 pada NIK bukan tanggal lahir yang ada. Lihat lagi di KTP."))
    if number[12:] == "0000":
        raise NikError(phrase("Empat angka terakhir NIK tidak mungkin 0000. Lihat lagi di KTP."))
    return Nik(number, region, born, sex)


def parse_kk(text: str, *, regions: Collection[str] = CITY_CODES) -> Kk:
    """Read a family card number; spaces, dots and dashes do not matter. Raises KkError (length, region)."""
    number = _digits(text, 16, KkError, KK_NAME, KK_PLACE)
    return Kk(number, _region(number, regions, KkError, KK_NAME, KK_PLACE))


def parse_nip(text: str) -> Nip:
    """Read a NIP: birth date, month of appointment, sex, serial. Raises NipError.

    A month of 20 or more marks a PPPK.
    """
    number = _digits(text, 18, NipError, phrase("NIP"), phrase("di kartu pegawai"))
    born = _date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    if born is None:
        raise NipError(phrase("Delapan angka pertama NIP bukan tanggal lahir yang ada. Lihat lagi di kartu pegawai."))
    year, month = int(number[8:12]), int(number[12:14])
    employment = Employment.PPPK if month >= 20 else Employment.PNS
    appointed = _date(year, 1 if employment is Employment.PPPK else month, 1)
    if appointed is None or appointed <= born:
        raise NipError(phrase("Angka ke-9 sampai ke-14 pada NIP bukan bulan pengangkatan. Lihat lagi di kartu pegawai."))
    if number[14] not in "12":
        raise NipError(phrase("Angka ke-15 pada NIP harus 1 atau 2. Lihat lagi di kartu pegawai."))
    if number[15:] == "000":
        raise NipError(phrase("Tiga angka terakhir NIP tidak mungkin 000. Lihat lagi di kartu pegawai."))
    return Nip(number, born, appointed, Sex.MALE if number[14] == "1" else Sex.FEMALE, employment)


def warnings(nik: Nik, *, birth_date: date | None = None, sex: Sex | None = None, region: str | None = None) -> list[str]:
    """What in a NIK differs from what is known about the person, as sentences. Never a reason to refuse.

    region: code of the kecamatan, city or province where the person lives now.
    """
    sentences: list[str] = []
    if birth_date is not None and _short(birth_date) != _short(nik.birth_date):
        sentences.append(phrase("Tanggal lahir tidak sama dengan NIK. Kalau memang begitu di KTP, lanjutkan saja."))
    if sex is not None and sex is not nik.sex:
        sentences.append(phrase("Jenis kelamin tidak sama dengan NIK. Kalau memang begitu di KTP, lanjutkan saja."))
    if region is not None and not f"{nik.region}.".startswith(f"{region}."):
        sentences.append(phrase("NIK ini pertama kali terbit di wilayah lain. Kalau Anda pernah pindah, lanjutkan saja."))
    return sentences


def make_nik(*, region: str, birth_date: date, sex: Sex, serial: int) -> str:
    """A well-formed NIK for invented people. region: kecamatan "73.71.13"; serial: 1 to 9999."""
    day = birth_date.day + (WOMAN if sex is Sex.FEMALE else 0)
    return f"{_prefix(region)}{day:02}{birth_date:%m%y}{_serial(serial, 4)}"


def make_kk(*, region: str, issued: date, serial: int) -> str:
    """A well-formed family card number for invented families. region: kecamatan "73.71.13"; serial: 1 to 9999."""
    return f"{_prefix(region)}{issued:%d%m%y}{_serial(serial, 4)}"


def make_nip(*, birth_date: date, appointed: date, sex: Sex, serial: int) -> str:
    """A well-formed NIP of a PNS for invented officials. appointed: day is ignored; serial: 1 to 999."""
    assert birth_date < appointed, "nobody is appointed before birth"
    return f"{birth_date:%Y%m%d}{appointed:%Y%m}{1 if sex is Sex.MALE else 2}{_serial(serial, 3)}"


def masked(number: str) -> str:
    """A number that may be shown to others: the first and last four digits, "7371••••••••0001"."""
    assert len(number) > 8, "too short to be masked and still be recognised"
    return f"{number[:4]}{DOT * (len(number) - 8)}{number[-4:]}"


def _digits(text: str, length: int, error: type[ValueError], name: str, where: str) -> str:
    number = SEPARATORS.sub("", text)
    if not DIGITS.fullmatch(number):
        raise error(
            phrase("{name} hanya berisi angka. Tulis {length} angka seperti {where}.", name=name, length=length, where=where)
        )
    if not number:
        raise error(phrase("{name} belum diisi. Tulis {length} angka seperti {where}.", name=name, length=length, where=where))
    if len(number) != length:
        raise error(
            phrase(
                "{name} harus {length} angka. Yang Anda tulis {typed} angka; lihat lagi {where}.",
                name=name,
                length=length,
                typed=len(number),
                where=where,
            )
        )
    return number


def _region(number: str, regions: Collection[str], error: type[ValueError], name: str, where: str) -> str:
    kecamatan = f"{number[:2]}.{number[2:4]}.{number[4:6]}"
    if kecamatan[:5] not in regions and kecamatan[:2] not in regions and kecamatan not in regions:
        raise error(
            phrase(
                "{name} diawali {start}, padahal tidak ada wilayah dengan kode itu. Lihat lagi {where}.",
                name=name,
                start=number[:4],
                where=where,
            )
        )
    return kecamatan


def _latest_date(year: int, month: int, day: int, today: date) -> date | None:
    century = today.year // 100 * 100
    found = (_date(base + year, month, day) for base in (century, century - 100))
    return next((born for born in found if born is not None and born <= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _short(day: date) -> str:
    return f"{day:%d%m%y}"


def _prefix(region: str) -> str:
    digits = region.replace(".", "")
    assert len(digits) == 6, f"{region} is not a kecamatan"
    assert DIGITS.fullmatch(digits), f"{region} is not a code"
    return digits


def _serial(serial: int, width: int) -> str:
    assert 1 <= serial < 10**width, f"a serial of {width} digits is 1 to {10**width - 1}, not {serial}"
    return f"{serial:0{width}}"
