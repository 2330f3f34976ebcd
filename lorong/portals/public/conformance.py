"""Does the work go as the SOP says, and where does the time go? What the page is drawn from. An extra room, like `pages.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from lorong.kernel.cases.queries import paths
from lorong.kernel.cases.queries.measures import SMALLEST
from lorong.kernel.cases.queries.paths import Beside, StepTime, Way
from lorong.kernel.cases.queries.words import in_language, language
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog.values import Published
from lorong.lib import dates
from lorong.lib.refusals import NotFound
from lorong.lib.sop.matrix import ROLES, role_title
from lorong.lib.sop.schema import Step
from lorong.portals.look import words
from lorong.portals.public import figures
from lorong.portals.public.riverbed import Riverbed, riverbed

SHOWN = 5  # of the most travelled ways


@dataclass(frozen=True)
class Track:
    """One of the most travelled ways. share: per cent of all, in words."""

    steps: tuple[str, ...]
    share: str


@dataclass(frozen=True)
class StepRow:
    """A step and its time. part: per cent of the time of all steps of that side."""

    name: str
    who: str
    outside: bool
    half: str
    ninth: str
    allowed: str
    part: int


def page(slug: str) -> dict[str, Any]:
    """The page of one service. Raises NotFound for a service that is not offered."""
    published = figures.in_force(slug)
    if published is None:
        raise NotFound(gettext("Layanan itu tidak ada di kota ini. Pilih dari daftar data terbuka."))
    span = figures.period()
    found: list[Way] = figures.kept(f"ways:{slug}:{span.first}", lambda: paths.ways(slug, span.since, span.until))
    times: list[StepTime] = figures.kept(f"times:{slug}:{span.first}", lambda: paths.step_times(slug, span.since, span.until))
    beside: list[Beside] = figures.kept(f"beside:{slug}:{span.first}", lambda: paths.acts_beside(slug, span.since, span.until))
    total = sum(way.count for way in found)
    followed = sum(way.count for way in found if paths.follows(way))
    enough = total >= SMALLEST
    return {
        "nav": "open",
        "published": published,
        "title": figures.title_of(slug, published),
        "total": total,
        "followed": followed,
        "share": words.percentage(_floor(followed, total)) if total else "",
        "strayed": total - followed,
        "enough": enough,
        "capped": total >= paths.MOST,
        "bed": _bed(published, found) if enough else None,
        "beside": _beside(found, beside) if enough else [],
        "tracks": _tracks(published, found, total) if enough else [],
        "times": _times(published, times) if enough else [],
        "smallest": SMALLEST,
    }


def _floor(part: int, whole: int) -> float:
    """Per cent, rounded down to a tenth: 99.96 is not all."""
    return part * 1000 // whole / 10


def _bed(published: Published, found: Sequence[Way]) -> Riverbed:
    taken = paths.outcomes_taken(found)
    sop = published.sop
    rows = {step.id: i for i, step in enumerate(sop.steps, 1)}
    last = len(sop.steps) + 1
    edges: Counter[tuple[int, int]] = Counter()
    for first in sop.first_steps:
        edges[0, rows[first]] = sum(way.count for way in found)
    for (step, name), count in taken.items():
        outcome = sop.step(step).outcomes.get(name) if step in rows else None
        if outcome is None:
            continue  # a step of an older version
        if outcome.back_to:
            edges[rows[step], rows[step]] += count
        elif not outcome.is_refusal:
            targets = [rows[t] for t in outcome.next] or [last]
            edges.update({(rows[step], target): count for target in targets})
    names = [gettext("Permohonan masuk"), *(_title(s) for s in sop.steps), in_language(sop.product.name, sop.product.name_en)]
    return riverbed(names, edges, label=_labels(edges.values()), desc=_said(names, edges))


def _labels(counts: Iterable[int]) -> Mapping[int, str]:
    return {count: words.number(count) if count >= SMALLEST else f"<{SMALLEST}" for count in counts}


def _said(names: Sequence[str], edges: Mapping[tuple[int, int], int]) -> str:
    label = _labels(edges.values())
    return "; ".join(f"{names[a]} → {names[b]}: {label[count]}" for (a, b), count in sorted(edges.items()))


def _beside(found: Sequence[Way], acts: Sequence[Beside]) -> list[tuple[str, str]]:
    """What happened beside the main way, as (what, how many)."""
    ended = Counter[str]()
    for way in found:
        ended[way.ended] += way.count
    times = {act.kind: act.cases for act in acts}
    counted = [
        (gettext("ditolak dengan alasan tertulis"), ended["refused"]),
        (gettext("ditarik oleh pemohonnya"), ended[Kind.WITHDRAWN]),
        (gettext("ditutup karena pemohon tidak melengkapi"), ended[Kind.LAPSED]),
        (gettext("dialihkan ke petugas lain"), times.get(Kind.HANDED_OVER, 0)),
        (gettext("diberitahukan ke atasan karena waktunya lewat"), times.get(Kind.ESCALATED, 0)),
        (gettext("dipindahkan ke kantor lain, dengan alasan tercatat"), times.get(Kind.TRANSFERRED, 0)),
        (gettext("berasal dari jenis lain, dengan alasan tercatat"), times.get(Kind.RECLASSIFIED, 0)),
        (gettext("digabungkan ke aduan lain"), ended[Kind.MERGED]),
        (gettext("dipindahkan ke versi SOP yang baru, dengan alasan tercatat"), times.get(Kind.MOVED, 0)),
    ]
    label = _labels(count for _, count in counted)
    return [(what, label[count]) for what, count in counted if count]


def _tracks(published: Published, found: Sequence[Way], total: int) -> list[Track]:
    tracks: Counter[tuple[str, ...]] = Counter()
    titles = {step.id: _title(step) for step in published.sop.steps}
    for way in found:
        tracks[tuple(_word(move, titles) for move in way.moves)] += way.count
    often = [(steps, count) for steps, count in tracks.most_common(SHOWN) if count >= SMALLEST]
    return [Track(steps, words.percentage(_floor(count, total))) for steps, count in often]


def _word(move: tuple[str, str, str], titles: Mapping[str, str]) -> str:
    kind, step, _ = move
    said = {
        Kind.SUBMITTED: gettext("Permohonan masuk"),
        Kind.RESUBMITTED: gettext("Pemohon melengkapi"),
        Kind.LAPSED: gettext("Pemohon tidak melengkapi"),
        Kind.WITHDRAWN: gettext("Pemohon menarik"),
    }
    return said.get(Kind(kind), titles.get(step, step))


def _times(published: Published, found: Sequence[StepTime]) -> list[StepRow]:
    known = {time.step: time for time in found if time.count >= SMALLEST}
    totals: Counter[str] = Counter()
    for time in known.values():
        totals[time.side] += time.total
    return [_row(step, known[step.id], totals) for step in published.sop.steps if step.id in known]


def _row(step: Step, time: StepTime, totals: Mapping[str, int]) -> StepRow:
    return StepRow(
        name=_title(step),
        who=role_title(step, ROLES),
        outside=time.side != "city",
        half=dates.spoken_minutes(time.p50, lang=language()),
        ninth=dates.spoken_minutes(time.p90, lang=language()),
        allowed=step.within,
        part=round(time.total * 100 / max(totals[time.side], 1)),
    )


def _title(step: Step) -> str:
    return in_language(step.title, step.title_en)
