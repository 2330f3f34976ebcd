"""What the open pages are drawn from. An extra room: the views stay a line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from lorong.kernel.cases.queries import measures
from lorong.kernel.cases.queries.measures import SMALLEST, Measure
from lorong.kernel.cases.queries.words import language
from lorong.kernel.city import queries as city
from lorong.lib import dates
from lorong.lib.refusals import NotFound
from lorong.lib.satisfaction import ELEMENTS
from lorong.portals.citizen.words import span_words
from lorong.portals.look import words
from lorong.portals.look.charts import Histogram, histogram
from lorong.portals.look.values import Fact
from lorong.portals.public import figures, places

BUSIEST = 10  # services that stand in the table at once
FIFTHS, LATE_BINS = 5, 4  # bars of 20 per cent: five up to the promise, four beyond it


@dataclass(frozen=True)
class Opinion:
    """One element of the survey on the scale of the index."""

    name: str
    value: str


def home() -> dict[str, Any]:
    """The front page of the open data."""
    span = figures.period()
    months = figures.months_of(span)
    rows, few = figures.service_rows(span)
    busy = sorted(rows, key=lambda row: -row.measure.volume)[:BUSIEST]
    by_unit = figures.unit_measures(span)
    said = figures.told(span)
    return {
        "nav": "open",
        "headline": figures.headline(months),
        "line": figures.year_line(months),
        "services": [row for row in rows if row in busy],
        "quieter": [row for row in rows if row not in busy],
        "few": few,
        "atlas": places.atlas(by_unit),
        "offices": sum(r.level == places.KELURAHAN for r in city.regions_for_map()),
        "facts": _survey_facts(said),
        "opinions": _opinions(said),
        "smallest": SMALLEST,
    }


def units() -> dict[str, Any]:
    """The map and the table of offices."""
    by_unit = figures.unit_measures(figures.period())
    return {"nav": "open", "rows": places.table(by_unit), "atlas": places.atlas(by_unit), "smallest": SMALLEST}


def service(slug: str) -> dict[str, Any]:
    """One service. Raises NotFound for one that was never offered here."""
    span = figures.period()
    published = figures.in_force(slug)
    whole: Measure = figures.kept(f"whole:{slug}:{span.first}", lambda: measures.whole(span.since, span.until, slug=slug))
    if published is None and not whole.volume:
        raise NotFound(gettext("Layanan itu tidak ada di kota ini. Pilih dari daftar data terbuka."))
    by_unit = figures.unit_measures(span, slug)
    said = figures.told(span, slug)
    enough = whole.judged >= SMALLEST
    return {
        "nav": "open",
        "published": published,
        "title": figures.title_of(slug, published),
        "promise": span_words(published.sop.promise) if published else "",
        "whole": whole if enough else None,
        "facts": _service_facts(whole) if enough else [],
        "line": figures.year_line(figures.months_of(span, slug), "b"),
        "bars": _bars(slug, whole, span) if enough else None,
        "rows": [row for row in places.table(by_unit) if row.share is not None],
        "hidden": sum(1 for m in by_unit.values() if m.judged < SMALLEST),
        "ikm": said.ikm,
        "opinions": _opinions(said),
        "smallest": SMALLEST,
    }


def _bars(slug: str, whole: Measure, span: figures.Period) -> Histogram:
    width = max(whole.promised // FIFTHS, 1)
    counts: list[int] = figures.kept(
        f"bars:{slug}:{span.first}",
        lambda: measures.histogram(slug, span.since, span.until, width=width, bins=FIFTHS + LATE_BINS),
    )
    step = 100 // FIFTHS
    labels = [str((i + 1) * step) for i in range(len(counts) - 1)] + ["+"]
    late = whole.judged - whole.on_time
    return histogram(
        ident="lama",
        title=gettext("Berapa persen dari waktu yang dijanjikan terpakai"),
        desc=gettext("%(kept)s urusan selesai dalam waktu yang dijanjikan, %(late)s lebih lama.")
        % {"kept": words.number(whole.on_time), "late": words.number(late)},
        bins=list(zip(labels, counts, strict=True)),
        late_from=FIFTHS,
        promise=gettext("janji"),
        late=gettext("%(count)s lebih lama") % {"count": words.number(late)},
        axis=gettext("persen dari waktu yang dijanjikan"),
    )


def _service_facts(m: Measure) -> list[Fact]:
    day = city.clock_for().calendar.week.normal_day_minutes
    return [
        Fact(gettext("tepat waktu, dua belas bulan"), words.number(m.share or 0, 1), unit="%"),
        _length(gettext("separuh selesai dalam"), m.p50, day),
        _length(gettext("sembilan dari sepuluh dalam"), m.p90, day),
        Fact(gettext("urusan selesai"), words.number(m.volume)),
    ]


def _length(label: str, minutes: int, day: int) -> Fact:
    said = dates.spoken_minutes(minutes, day_minutes=day, lang=language()).split(" ")
    # "1 hari kerja 2 jam 10 menit" as numbers with their units; the two largest are enough
    parts: list[tuple[str, str]] = []
    for word in said:
        if word.isdigit():
            parts.append((word, ""))
        else:
            number, unit = parts[-1]
            parts[-1] = (number, f"{unit} {word}".strip())
    (value, unit), *more = parts[:2]
    return Fact(label, value, unit=unit, more=tuple(more))


def _survey_facts(said: figures.Told) -> list[Fact]:
    found = [Fact(gettext("menjawab survei"), words.number(said.answered))]
    if said.asked_answered >= SMALLEST:
        label = gettext("melapor diminta uang, semua sampai ke Inspektorat")
        found.append(Fact(label, words.number(said.asked)))
    if said.ikm is not None:
        label = gettext("nilai kepuasan, mutu %(letter)s") % {"letter": said.ikm.letter}
        found.append(Fact(label, words.number(said.ikm.value, 2)))
    return found


def _opinions(said: figures.Told) -> list[Opinion]:
    if said.ikm is None:
        return []
    lang, ikm = language(), said.ikm
    return [Opinion(q.label.text(lang), words.number(ikm.element_value(q.code), 2)) for q in ELEMENTS]
