"""Hands out NIK, No KK, NIP and telephone numbers, none of them twice."""

from __future__ import annotations

from collections import Counter
from datetime import date

from lorong.lib.nik import Sex, make_kk, make_nik, make_nip

RESIDENT_PHONES = range(1, 900_000)
OFFICIAL_PHONES = range(900_001, 990_000)  # from 990,000 on: the cities themselves


class Numbers:
    """One register's numbers. Registers whose serials and phones lie apart never share a number.

    first_serial: of NIK and No KK, 1 to 9999.
    """

    def __init__(self, *, first_serial: int = 1, phones: range = RESIDENT_PHONES) -> None:
        self._first_serial = first_serial
        self._phones = iter(phones)
        self._niks: Counter[tuple[str, date, Sex]] = Counter()
        self._kks: Counter[tuple[str, date]] = Counter()
        self._nips: Counter[tuple[date, date, Sex]] = Counter()

    def nik(self, region: str, birth_date: date, sex: Sex) -> str:
        """The next NIK of a kecamatan ("73.71.13") and birth date."""
        key = (region, birth_date, sex)
        serial = self._first_serial + self._niks[key]
        self._niks[key] += 1
        return make_nik(region=region, birth_date=birth_date, sex=sex, serial=serial)

    def kk(self, region: str, issued: date) -> str:
        """The next family card number of a kecamatan and day of issue."""
        serial = self._first_serial + self._kks[region, issued]
        self._kks[region, issued] += 1
        return make_kk(region=region, issued=issued, serial=serial)

    def nip(self, birth_date: date, appointed: date, sex: Sex) -> str:
        """The next NIP for a birth date and month of appointment."""
        key = (birth_date, appointed.replace(day=1), sex)
        self._nips[key] += 1
        return make_nip(birth_date=birth_date, appointed=appointed, sex=sex, serial=self._nips[key])

    def phone(self) -> str:
        """The next number of +62 811-000x-xxxxx, E.164: longer than the numbers that operators give out under 0811.

        Empty when the range is used up: a very large register has people without a telephone.
        """
        serial = next(self._phones, None)
        return "" if serial is None else f"+62811{serial:09d}"
