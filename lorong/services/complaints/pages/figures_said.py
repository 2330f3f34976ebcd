"""Figures in words: shares that are none where there is too little to say, lengths of time, what each figure means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from lorong.portals.look import words
from lorong.services.complaints.values import Figures

FEWEST = 5  # of fewer no share and no length of time is told, only how many: one of two is not "half of all"
SPANS = (30, 90, 365)
UNKNOWN = "–"


@dataclass(frozen=True)
class Said:
    """One figure: its name, what it means, how it is here and in the whole city. slug: its place in the explanation."""

    slug: str
    name: str
    here: str
    city: str


def share(part: int, whole: int) -> float | None:
    """Per cent, None where that would mislead."""
    return 100 * part / whole if whole >= FEWEST else None


def share_words(part: int, whole: int, *, count: bool = False) -> str:
    """ "87 %", "2 dari 3" where there are few, a dash where there is nothing. count: with how many of how many."""
    if not whole:
        return UNKNOWN
    counted = gettext("%(part)s dari %(whole)s") % {"part": words.number(part), "whole": words.number(whole)}
    counted = counted.replace(" ", words.SPACE)
    per_cent = share(part, whole)
    if per_cent is None:
        return counted
    return f"{words.percentage(per_cent, 0)} ({counted})" if count else words.percentage(per_cent, 0)


def days_words(days: float | None, ended: int) -> str:
    """ "4 hari"; a dash where fewer than five ended."""
    if days is None or ended < FEWEST:
        return UNKNOWN
    if days < 1:
        return gettext("kurang dari sehari")
    whole = round(days)
    return ngettext("%(n)s hari", "%(n)s hari", whole) % {"n": words.number(whole)}


def span_words(days: int) -> str:
    """ "90 hari terakhir"."""
    return gettext("Setahun terakhir") if days == max(SPANS) else gettext("%(days)s hari terakhir") % {"days": days}


def table(here: Figures, city: Figures) -> Sequence[Said]:
    """Every figure, beside the city's."""
    return [
        Said("dilaporkan", gettext("Dilaporkan"), words.number(here.volume), words.number(city.volume)),
        Said("selesai", gettext("Selesai"), words.number(here.ended), words.number(city.ended)),
        Said(
            "tepat",
            gettext("Tepat waktu"),
            share_words(here.on_time, here.judged, count=True),
            share_words(city.on_time, city.judged),
        ),
        Said("separuh", gettext("Separuh selesai dalam"), days_words(here.p50, here.ended), days_words(city.p50, city.ended)),
        Said(
            "sembilan",
            gettext("Sembilan dari sepuluh selesai dalam"),
            days_words(here.p90, here.ended),
            days_words(city.p90, city.ended),
        ),
        Said(
            "semu",
            gettext("Selesai semu"),
            share_words(here.false, here.claims, count=True),
            share_words(city.false, city.claims),
        ),
        Said("dibuka", gettext("Dibuka lagi"), words.number(here.reopened), words.number(city.reopened)),
    ]
