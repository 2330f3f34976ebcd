"""Promise against reality, made ready for the open pages.

An extra room: it turns the kernel's measures into what is drawn. Nothing here counts cases itself, nothing names a
person, and a place or service with fewer than `measures.SMALLEST` cases shows no share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases.queries import measures
from lorong.kernel.cases.queries.measures import SMALLEST, Measure, Tally
from lorong.kernel.cases.queries.words import in_language, language
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.lib import dates
from lorong.lib.satisfaction import Ikm, NotEnoughAnswers, index_of_sums
from lorong.portals.citizen.words import span_words
from lorong.portals.look import words
from lorong.portals.look.charts import Line12, PromiseBar, line12, promise_bar

MONTHS = 12
FRESH = 300  # seconds: open data may be five minutes old
EDGE = 150  # per cent of the promise at the right edge of a row


@dataclass(frozen=True)
class Period:
    """The twelve months that end with the present one."""

    first: date
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Headline:
    """One month, or what has passed of the present one: `on_time` of `judged` cases kept the promise."""

    name: str
    judged: int
    on_time: int
    running: bool

    @property
    def share(self) -> str:
        """ "94,1": per cent on time."""
        return words.number(self.on_time * 100 / self.judged, 1)


@dataclass(frozen=True)
class ServiceRow:
    """One service in the table. `promise`: in words, "" when the service is offered no more."""

    slug: str
    title: str
    promise: str
    bar: PromiseBar
    measure: Measure


@dataclass(frozen=True)
class Told:
    """What the survey says: how many answered, the index (None below the smallest number), who was asked to pay."""

    answered: int
    ikm: Ikm | None
    asked_answered: int
    asked: int


def period(now: datetime | None = None) -> Period:
    """The present month and the eleven before it, in the city's time."""
    at = now or timezone.now()
    today = city.today(at)
    months = today.year * 12 + today.month - 1 - (MONTHS - 1)
    first = date(months // 12, months % 12 + 1, 1)
    since = datetime(first.year, first.month, 1, tzinfo=ZoneInfo(city.this_city().zone))
    return Period(first, since, at)


def months_of(span: Period, slug: str = "") -> list[tuple[date, int, int]]:
    """(month, judged, on time) of the twelve months."""
    zone = city.this_city().zone
    found: list[tuple[date, int, int]] = kept(
        f"months:{slug}:{span.first}", lambda: measures.by_month(span.first, months=MONTHS, zone=zone, slug=slug)
    )
    return found


def headline(months: Sequence[tuple[date, int, int]]) -> Headline | None:
    """The last whole month with enough cases; else the present one; None when neither has."""
    for month, judged, on_time in (months[-2], months[-1]):
        if judged >= SMALLEST:
            name = f"{dates.MONTHS[language()][month.month - 1]} {month.year}"
            return Headline(name, judged, on_time, running=month == months[-1][0])
    return None


def year_line(months: Sequence[tuple[date, int, int]], ident: str = "t") -> Line12 | None:
    """Twelve months as a line; None while fewer than two months have enough cases."""
    shares = [round(k * 100 / n, 1) if n >= SMALLEST else None for _, n, k in months]
    there = [i for i, share in enumerate(shares) if share is not None]
    if len(there) < 2:
        return None
    names = [dates.MONTHS[language()][m.month - 1] for m, _, _ in months]
    lowest, last = min(there, key=lambda i: shares[i] or 0), there[-1]
    say = {i: words.number(shares[i] or 0, 1) for i in (lowest, last)}
    return line12(
        ident=ident,
        title=gettext("Persen tepat waktu per bulan"),
        desc="; ".join(f"{names[i]} {months[i][0].year}: {words.percentage(shares[i] or 0)}" for i in there),
        months=[(name[:3], share) for name, share in zip(names, shares, strict=True)],
        notes=say,
    )


def service_rows(span: Period) -> tuple[list[ServiceRow], int]:
    """Services with enough cases, the most punctual first; and how many have too few."""
    found: list[Measure] = kept(f"services:{span.first}", lambda: measures.by_service(span.since, span.until))
    enough = [m for m in found if m.judged >= SMALLEST]
    offered = offered_here()
    ordered = sorted(enough, key=lambda m: (-(m.share or 0), m.slug))
    rows = [_service_row(m, offered.get(m.slug)) for m in ordered]
    return rows, len(found) - len(enough)


def unit_measures(span: Period, slug: str = "") -> dict[str, Tally]:
    """What every unit did in the period, by its code; also those with few cases."""
    found: list[Tally] = kept(f"units:{slug}:{span.first}", lambda: measures.tallies(span.since, span.until, slug=slug))
    return {m.unit: m for m in found}


def told(span: Period, slug: str = "") -> Told:
    """The survey of the period, of the city or one service; who was asked to pay, of the whole city."""
    key = f"survey:{slug}:{span.first}"
    rows = kept(key, lambda: _index(*measures.surveys(span.since, span.until, slug=slug)))
    answered, ikm = rows
    asked_answered, asked = kept(f"asked:{span.first}", lambda: measures.asked_to_pay(span.since, span.until))
    return Told(answered, ikm, asked_answered, asked)


def share_of(measure: Tally | None) -> float | None:
    """Per cent on time, None where there are too few cases to say."""
    return measure.share if measure is not None and measure.judged >= SMALLEST else None


def in_force(slug: str) -> Published | None:
    """The service in force under this name, whether one applies for it or anybody tells of it."""
    return catalog.current_by_slug(slug) or catalog.current_by_slug(slug, public=True)


def offered_here() -> dict[str, Published]:
    """All services in force by their slugs."""
    return {p.slug: p for p in (*catalog.current(), *catalog.current(public=True))}


def title_of(slug: str, published: Published | None) -> str:
    """The service's name in the reader's language; its slug when it is offered no more."""
    return in_language(published.sop.title, published.sop.title_en) if published else slug


def kept(key: str, make: Any) -> Any:
    """Made once in five minutes by each process."""
    name = f"open:{connection.settings_dict['NAME']}:{key}"
    found = cache.get(name)
    if found is None:
        found = make()
        cache.set(name, found, FRESH)
    return found


CSV_HEAD = (
    "layanan", "judul", "kode_kantor", "kantor", "urusan", "dinilai", "tepat_waktu", "persen_tepat", "janji_menit",
    "median_menit", "desil9_menit", "median_menit_pemohon", "ditolak", "dikembalikan",
)  # fmt: skip
HIDDEN = f"<{SMALLEST}"


def csv_rows(span: Period, names: Mapping[str, str]) -> Iterator[Sequence[object]]:
    """Every service at every unit; a cell with fewer than ten cases says only that."""
    yield CSV_HEAD
    offered = offered_here()
    for m in measures.by_service_and_unit(span.since, span.until):
        known = (m.slug, title_of(m.slug, offered.get(m.slug)), m.unit, names.get(m.unit, m.unit))
        if m.volume < SMALLEST:
            yield (*known, HIDDEN, *[""] * (len(CSV_HEAD) - len(known) - 1))
            continue
        yield (
            *known, m.volume, m.judged, m.on_time, "" if m.share is None else m.share, m.promised,
            m.p50, m.p90, m.applicant_p50, m.refused, m.returned,
        )  # fmt: skip


def month_rows(span: Period) -> Iterator[Sequence[object]]:
    """The city month by month."""
    yield "bulan", "dinilai", "tepat_waktu", "persen_tepat"
    for month, judged, on_time in months_of(span):
        if 0 < judged < SMALLEST:
            yield f"{month:%Y-%m}", HIDDEN, "", ""
        else:
            yield f"{month:%Y-%m}", judged, on_time, round(on_time * 100 / judged, 1) if judged else ""


def _index(answered: int, sums: dict[str, tuple[int, int]]) -> tuple[int, Ikm | None]:
    if answered < SMALLEST:
        return answered, None
    try:
        return answered, index_of_sums(answered, sums)
    except NotEnoughAnswers:
        return answered, None


def _service_row(measure: Measure, published: Published | None) -> ServiceRow:
    title = title_of(measure.slug, published)
    promised = max(measure.promised, 1)
    half, ninth = round(measure.p50 * 100 / promised), round(measure.p90 * 100 / promised)
    label = gettext(
        "%(service)s: separuh urusan selesai dalam %(half)s persen waktu yang dijanjikan, sembilan dari sepuluh dalam %(ninth)s persen"
    ) % {"service": title, "half": half, "ninth": ninth}
    bar = promise_bar(label=label, median=half, ninth=ninth, limit=EDGE)
    return ServiceRow(measure.slug, title, span_words(published.sop.promise) if published else "", bar, measure)
