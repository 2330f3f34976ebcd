"""A service page: what to prepare, which steps, how long it really takes. Drawn from the SOP and from history."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language, gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries import measures
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.people import queries as people
from lorong.lib import dates
from lorong.lib.actors import Actor
from lorong.lib.money import rupiah
from lorong.lib.sop.schema import Requirement, Sop, Step
from lorong.lib.sop.standard import Component, components
from lorong.portals.citizen.keeping import DAYS, FRESH, Kept
from lorong.portals.citizen.words import span_parts, span_words
from lorong.portals.look import words
from lorong.portals.look.charts import Histogram, histogram
from lorong.portals.look.values import Fact, Row, State, Station

WIDTHS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 150, 225, 450, 900, 2250)
LATE_BINS = 3


def facts_of(sop: Sop) -> list[Fact]:
    """How long at most, what it costs, how long it is valid."""
    number, unit = span_parts(sop.promise)
    found = [Fact(gettext("paling lama"), number, unit=unit)]
    found.append(Fact(gettext("biaya"), rupiah(sop.fee).removeprefix("Rp"), before="Rp"))
    if sop.product.valid_for:
        number, unit = span_parts(sop.product.valid_for)
        found.append(Fact(gettext("surat berlaku"), number or unit, unit=unit if number else ""))
    return found


def to_prepare(published: Published, actor: Actor | None) -> list[Row]:
    """The documents; for somebody signed in, those the city already holds say so."""
    if actor is None or actor.person_id is None:
        return [_to_bring(r) for r in published.sop.requirements]
    needs = cases.needs_of(published, people.person(actor.person_id), {}, at=timezone.now())
    return [_held(n.requirement, n.document) if n.held else _to_bring(n.requirement) for n in needs if not n.excused]


def where_words(published: Published) -> str:
    """Which office gets it, where that is not simply the one of the applicant's address; else ""."""
    place = published.sop.applicant.place
    if place is None:
        return ""
    asked = next(q for q in published.form.fields if q.id == place)
    sentence = gettext(
        "Diurus kelurahan menurut jawaban Anda pada “%(question)s”, bukan menurut alamat KTP. Sesudah dikirim, kelurahannya tetap."
    )
    return sentence % {"question": in_language(asked.label, asked.label_en)}


def plan(sop: Sop) -> list[Station]:
    """The steps as one goes through them: I fill in, the office works, the letter is there."""
    minutes = gettext("sekitar %(minutes)s menit") % {"minutes": sop.minutes_to_fill}
    stations = [Station(gettext("Anda mengisi"), State.YOU, note=minutes, number="1")]
    shown = [step for step in sop.steps if not step.is_machine]
    for place, step in enumerate(shown, 2):
        before = shown[place - 3] if place > 2 else None
        stations.append(Station(in_language(step.title, step.title_en), State.PLAN, _note(sop, step, before), number=str(place)))
    goal = gettext("Surat di HP Anda") if sop.product.letter else in_language(sop.product.name, sop.product.name_en)
    return [*stations, Station(goal, State.GOAL, note=gettext("saat itu juga"))]


def how_long(published: Published, kept: Kept | None) -> Histogram | None:
    """How long the letters of the last thirty days took, against the promise; None while there are too few."""
    if kept is None:
        return None
    promised = published.promised_minutes(city.clock_for().calendar.week.normal_day_minutes)
    width = _width(promised)
    bins = -(-promised // width) + LATE_BINS
    counts = _counts(published.slug, width, bins)
    late = kept.judged - kept.on_time
    return histogram(
        ident="lama",
        title=gettext("Lama pengerjaan %(count)s surat dalam 30 hari terakhir") % {"count": kept.judged},
        desc=gettext("%(kept)s surat selesai dalam %(promise)s yang dijanjikan, %(late)s surat lebih lama.")
        % {"kept": kept.on_time, "late": late, "promise": span_words(published.sop.promise)},
        bins=[(_label(i, width, bins), count) for i, count in enumerate(counts)],
        late_from=bins - LATE_BINS,
        promise=gettext("janji: %(promise)s") % {"promise": span_words(published.sop.promise)},
        late=gettext("%(count)s lebih lama") % {"count": late},
        axis=_axis(width),
    )


def management(sop: Sop) -> list[Component]:
    """The eight components that concern how the office is run (UU 25/2009 art. 21)."""
    return [c for c in components(sop) if not c.published and c.letter != "a"]


def _counts(slug: str, width: int, bins: int) -> list[int]:
    key = f"histogram:{slug}:{width}:{bins}"
    found: list[int] | None = cache.get(key)
    if found is None:
        now = timezone.now()
        found = measures.histogram(slug, now - timedelta(days=DAYS), now, width=width, bins=bins)
        cache.set(key, found, FRESH)
    return found


def _width(promised: int) -> int:
    """The finest width in minutes of which the promise is a whole number of bars, eight at most."""
    fitting = [w for w in WIDTHS if promised % w == 0 and promised // w <= 8]
    whole_half_days = [w for w in fitting if promised < 900 or w % 225 == 0]
    return next(iter(whole_half_days or fitting), -(-promised // 6))


def _label(index: int, width: int, bins: int) -> str:
    upper = (index + 1) * width
    size = 450 if width >= 225 else 60 if width >= 30 else 1
    if index == bins - 1:
        return "+"
    return words.number(Decimal(f"{upper / size:g}"))


def _axis(width: int) -> str:
    if width >= 225:
        return gettext("hari kerja sejak diajukan")
    return gettext("jam kerja sejak diajukan") if width >= 30 else gettext("menit kerja sejak diajukan")


def _to_bring(requirement: Requirement) -> Row:
    name = in_language(requirement.name, requirement.name_en)
    title = name if requirement.required else gettext("%(name)s (kalau ada)") % {"name": name}
    return Row(title, note=in_language(requirement.hint), icon=paper_icon(requirement.id))


def _held(requirement: Requirement, document: Any) -> Row:
    name = in_language(requirement.name, requirement.name_en)
    day = dates.long_date(timezone.localtime(document.received_at).date(), lang=get_language() or "id")
    note = gettext("Anda mengirimnya %(day)s dan masih berlaku. Tidak perlu lagi.") % {"day": day}
    return Row(gettext("%(name)s: sudah kami punya") % {"name": name}, note=note, icon="circle-check")


def paper_icon(requirement: str) -> str:
    """A picture for a kind of paper."""
    pictures = (("ktp", "id"), ("kk", "users"), ("foto", "camera"), ("akta", "certificate"), ("nikah", "hearts"))
    return next((icon for part, icon in pictures if part in requirement), "file-text")


def _note(sop: Sop, step: Step, before: Step | None) -> str:
    longest = gettext("paling lama %(span)s") % {"span": span_words(step.within)}
    together = before is not None and any({before.id, step.id} <= set(o.next) for s in sop.steps for o in s.outcomes.values())
    return gettext("%(longest)s, bersamaan") % {"longest": longest} if together else longest
