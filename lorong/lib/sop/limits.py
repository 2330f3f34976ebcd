"""The clocks of the law: every name they mention exists, and what the steps may take fits below them."""

from __future__ import annotations

from collections.abc import Iterator

from lorong.lib.sop.known import Known
from lorong.lib.sop.problems import Problem
from lorong.lib.sop.reading import Declared
from lorong.lib.sop.timing import longest_under
from lorong.lib.sop.wording import meant
from lorong.lib.span import Span, Unit

_DAYS = {Unit.DAY: 1, Unit.MONTH: 28, Unit.YEAR: 365}


def limit_names(declared: Declared) -> Iterator[Problem]:
    """Ids that stand once, and steps that there are."""
    at, ids = declared.sop_source, [s.id for s in declared.sop.steps]
    seen: set[str] = set()
    for i, limit in enumerate(declared.sop.limits):
        if limit.id in seen:
            yield at.problem(("limits", i, "id"), f"`{limit.id}` sudah dipakai di atas. Beri nama lain.")
        seen.add(limit.id)
        for key in ("since", "until"):
            for j, step in enumerate(getattr(limit, key)):
                if step not in ids:
                    yield at.problem(("limits", i, key, j), f"Langkah `{step}` tidak ada. {meant(step, ids)}")
        if Span.parse(limit.within).unit is Unit.PERMANENT:
            yield at.problem(("limits", i, "within"), "Batas hukum harus berakhir. Tulis hari, hari kerja, bulan, atau tahun.")


def limits_hold(declared: Declared, known: Known) -> Iterator[Problem]:
    """What the city's steps may take together never reaches beyond a limit. The names must be right."""
    for i, limit in enumerate(declared.sop.limits):
        allowed = least_minutes(Span.parse(limit.within), known.day_minutes)
        longest = longest_under(declared.sop, limit, known.day_minutes)
        if longest.minutes > allowed:
            said = (
                f"Batas {limit.within} ({limit.law}) memuat paling sedikit {allowed} menit kerja, tetapi langkahnya boleh memakai "
                f"{longest.minutes}: {' → '.join(longest.steps)}. Perpendek langkahnya."
            )
            yield declared.sop_source.problem(("limits", i, "within"), said)


def least_minutes(span: Span, day_minutes: int) -> int:
    """The working minutes that a span holds at least: five days of every week, and both days of rest in what is left."""
    if span.is_working_time:
        return span.working_minutes(day_minutes)
    weeks, rest = divmod(span.amount * _DAYS[span.unit], 7)
    return (weeks * 5 + max(0, rest - 2)) * day_minutes
