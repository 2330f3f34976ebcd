"""Twelve months as a drawing: two bars a month, what was told and what ended. Pure, like `look.charts`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from lorong.lib import dates
from lorong.portals.look import words
from lorong.portals.look.charts import Bar, Label, Line12, line12
from lorong.services.complaints.pages.figures_said import share
from lorong.services.complaints.values import MonthOf

FLOOR, TALLEST = 150, 124  # px


@dataclass(frozen=True)
class Columns:
    """The bars with their labels; `desc` says the same in words."""

    desc: str
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]


def columns(months: Sequence[MonthOf]) -> Columns | None:
    """What was told (coloured) beside what ended (grey), month by month; None while there is nothing."""
    most = max((max(month.told, month.ended) for month in months), default=0)
    if not most:
        return None
    slot = 100 / len(months)
    bars: list[Bar] = []
    labels: list[Label] = []
    for place, month in enumerate(months):
        for beside, (count, kind) in enumerate(((month.told, "city"), (month.ended, "late"))):
            height = max(round(count / most * TALLEST), min(count, 2))
            left = round(place * slot + slot * (0.1 + 0.42 * beside), 2)
            bars.append(Bar(left, round(slot * 0.38, 2), FLOOR - height, height, kind))
        skipped = "" if (len(months) - 1 - place) % 2 == 0 else "skip"  # a phone shows every other month, and the last one
        labels.append(Label(round((place + 0.5) * slot, 1), FLOOR + 20, name(month)[:3], kind=skipped))
    first = next(i for i, month in enumerate(months) if most in (month.told, month.ended))
    middle = (first + 0.5) * slot
    anchor = "start" if middle < 10 else "end" if middle > 90 else "middle"
    labels.append(Label(round(middle, 1), FLOOR - TALLEST - 8, words.number(most), anchor, "ink"))
    return Columns(
        "; ".join(
            gettext("%(month)s: %(told)s dilaporkan, %(ended)s selesai")
            % {"month": full_name(month), "told": month.told, "ended": month.ended}
            for month in months
        ),
        tuple(bar for bar in bars if bar.height),
        tuple(labels),
    )


def on_time_line(months: Sequence[MonthOf]) -> Line12 | None:
    """Per cent on time of what ended in each month; None while fewer than two months have enough to say."""
    shares = [share(month.on_time, month.judged) for month in months]
    there = [place for place, value in enumerate(shares) if value is not None]
    if len(there) < 2:
        return None
    lowest, last = min(there, key=lambda place: shares[place] or 0), there[-1]
    return line12(
        ident="tepat-bulan",
        title=gettext("Persen tepat waktu per bulan"),
        desc="; ".join(f"{full_name(months[place])}: {words.percentage(shares[place] or 0, 0)}" for place in there),
        months=[(name(month)[:3], value) for month, value in zip(months, shares, strict=True)],
        notes={place: words.number(shares[place] or 0, 0) for place in (lowest, last)},
    )


def name(month: MonthOf) -> str:
    """ "Agustus"."""
    return dates.MONTHS[(get_language() or "id")[:2]][month.month.month - 1]


def full_name(month: MonthOf) -> str:
    """ "Agustus 2026"."""
    return f"{name(month)} {month.month.year}"
