"""Incidents and reports in words: lines of a list, what is near by, the receipt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from lorong.kernel.city import queries as city
from lorong.lib import dates
from lorong.lib.refusals import NotFound
from lorong.portals.look.said import said
from lorong.portals.look.values import Side
from lorong.services.complaints import queries
from lorong.services.complaints.pages import categories
from lorong.services.complaints.values import Near, Stage, Teller

NUMBER, KEY = re.compile(r"[0-9A-Za-z-]{1,40}"), re.compile(r"[0-9a-f]{32}")
DONE, YOURS = {Stage.FIXED, Stage.ANSWERED}, {Stage.ASKED_IF_FIXED, Stage.WAITING_FOR_DATA}


@dataclass(frozen=True)
class Line:
    """One incident as a line: `side` and `stage` say how it stands, `note` where and since when."""

    code: str
    title: str
    side: str
    stage: str
    note: str
    photo: str = ""
    icon: str = ""


def side_for_all(stage: Stage) -> Side:
    """How a stage is drawn for everybody; what ended without being done is neither good nor bad, but nobody's turn."""
    return Side.DONE if stage in DONE else Side.CITY


def side_of(stage: Stage) -> Side:
    """How a stage is drawn for whoever told of it: what waits for them is theirs."""
    return Side.YOU if stage in YOURS else side_for_all(stage)


def photo_url(pk: int | None, *, full: bool = False) -> str:
    """Where a picture is shown; "" for none."""
    return reverse("complaints:photo", args=[pk, "besar" if full else "kecil"]) if pk else ""


def visit_url(pk: int, *, full: bool = False) -> str:
    """Where an officer's picture is shown."""
    return reverse("complaints:visit", args=[pk, "besar" if full else "kecil"])


def near_rows(found: Iterable[Near]) -> list[Line]:
    """What is near by, nearest first."""
    return [
        Line(
            one.code,
            categories.title(one.category),
            side_for_all(one.stage),
            said(one.stage.words),
            _near_words(one),
            photo=photo_url(one.photo),
        )
        for one in found
    ]


def _near_words(one: Near) -> str:
    parts = [gettext("sekitar %(metres)s meter dari titik Anda") % {"metres": one.metres}] if one.metres is not None else []
    parts += [one.where] if one.where else []
    parts.append(gettext("sejak %(day)s") % {"day": day_words(one.opened_at)})
    parts.append(reporters_words(one.reporters))
    return ", ".join(parts)


def reporters_words(count: int) -> str:
    """ "3 pelapor"."""
    return ngettext("%(n)s pelapor", "%(n)s pelapor", count) % {"n": count}


def day_words(at: datetime) -> str:
    """ "3 Agustus 2026"."""
    return dates.long_date(timezone.localtime(at).date(), lang=get_language() or "id")


def place_words(where: str, region: str) -> str:
    """ "Dekat masjid, Kelurahan Rappocini, Kecamatan Rappocini"."""
    return ", ".join(part for part in (where, city.village_words(region)) if part)


def promise_words(first: datetime | None, last: datetime | None, *, over: bool = False) -> str:
    """The promised range in a sentence; "" for none. over: it has ended, so that nothing is promised any more."""
    if last is None or over:
        return ""
    if first is None or first.date() == last.date():
        return gettext("Paling lambat %(last)s.") % {"last": day_words(last)}
    sentence = gettext("Biasanya beres antara %(first)s dan %(last)s, dilihat dari lamanya hal serupa.")
    return sentence % {"first": day_words(first), "last": day_words(last)}


def receipt(request: HttpRequest, who: Teller | None) -> dict[str, Any]:
    """What one writes down or photographs; without the report itself for somebody who may not see it."""
    number, key = request.GET.get("nomor", ""), request.GET.get("kunci", "")
    shown = {"number": number if NUMBER.fullmatch(number) else "", "key": key if KEY.fullmatch(key) else "", "nav": "reports"}
    try:
        own = queries.own_report(who, number) if who is not None else None
    except NotFound:
        own = None
    if own is None:
        return shown
    report = {
        "number": own.number,
        "title": categories.title(own.category),
        "place": place_words(own.where, own.region),
        "joined": own.joined,
        "reporters": own.reporters,
        "unit": own.unit,
        "promise": promise_words(own.promised_from, own.promised_until),
    }
    return {**shown, "report": report}
