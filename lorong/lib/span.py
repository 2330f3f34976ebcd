"""Spans of time as the catalogue writes them: "30 menit", "1 hari kerja", "6 bulan", "permanen".

Two kinds live side by side. Working time (menit, jam, hari kerja) measures the office against its promise;
calendar time (hari, bulan, tahun, permanen) says how long a product stays valid.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache


class Unit(StrEnum):
    """What a span is counted in; the value is the word in the catalogue."""

    MINUTE = "menit"
    HOUR = "jam"
    WORKING_DAY = "hari kerja"
    DAY = "hari"
    MONTH = "bulan"
    YEAR = "tahun"
    PERMANENT = "permanen"


WORKING_UNITS = frozenset({Unit.MINUTE, Unit.HOUR, Unit.WORKING_DAY})
ALLOWED = (
    'Tulis angka dan satuannya, misalnya "30 menit", "2 jam", "1 hari kerja", "7 hari", "6 bulan", "1 tahun", atau "permanen".'
)
SHAPE = re.compile(r"([0-9]{1,4}) (menit|jam|hari kerja|hari|bulan|tahun)")


@dataclass(frozen=True, slots=True)
class Span:
    """An amount of a unit. `amount` is 1 or more, and 0 only for PERMANENT."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if (self.amount == 0) != (self.unit is Unit.PERMANENT) or self.amount < 0:
            raise ValueError(f"Lama waktu paling sedikit 1. {ALLOWED}")

    @classmethod
    @lru_cache(maxsize=1024)
    def parse(cls, text: str) -> Span:
        """Read a span; case and the number of spaces do not matter. Raises ValueError saying what is allowed."""
        words = " ".join(text.lower().split())
        if words == Unit.PERMANENT:
            return cls(0, Unit.PERMANENT)
        found = SHAPE.fullmatch(words)
        if found is None:
            raise ValueError(f'"{text}" bukan lama waktu. {ALLOWED}')
        return cls(int(found[1]), Unit(found[2]))

    def __str__(self) -> str:
        return self.unit.value if self.unit is Unit.PERMANENT else f"{self.amount} {self.unit.value}"

    @property
    def is_working_time(self) -> bool:
        """Whether the span is counted in the hours in which the office works."""
        return self.unit in WORKING_UNITS

    def working_minutes(self, day_minutes: int) -> int:
        """The span in working minutes.

        day_minutes: what one working day of the unit is worth (`WeekHours.normal_day_minutes`, 450 in an
        ordinary office week). An hour is 60 working minutes; N working days are N full days of work, wherever
        in a day they begin. Raises ValueError for calendar time: a month has no fixed number of working minutes.
        """
        match self.unit:
            case Unit.MINUTE:
                return self.amount
            case Unit.HOUR:
                return self.amount * 60
            case Unit.WORKING_DAY:
                return self.amount * day_minutes
        raise ValueError(f'"{self}" bukan waktu kerja. Pakai menit, jam, atau hari kerja.')

    def add_to_date(self, start: date) -> date | None:
        """The date one calendar span after `start`; None when it never ends.

        Months and years keep the day of the month and clamp to the last day of a shorter month: 31 January and
        one month is 28 or 29 February. Raises ValueError for working time, and past the year 9999.
        """
        match self.unit:
            case Unit.PERMANENT:
                return None
            case Unit.DAY:
                days = timedelta(days=self.amount)
                if date.max - start < days:
                    raise ValueError(f"{self} setelah {start} melewati tahun 9999.")
                return start + days
            case Unit.MONTH:
                return self._add_months(start, self.amount)
            case Unit.YEAR:
                return self._add_months(start, self.amount * 12)
        raise ValueError(f'"{self}" adalah waktu kerja. Untuk masa berlaku pakai hari, bulan, tahun, atau permanen.')

    def _add_months(self, start: date, months: int) -> date:
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        if year > date.max.year:
            raise ValueError(f"{self} setelah {start} melewati tahun 9999.")
        last_day = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(start.day, last_day))
