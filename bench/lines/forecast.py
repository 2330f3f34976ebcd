"""How often a case ends inside the range that was foretold: played back over the invented past."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from bench.frame import AT_LEAST, AT_MOST, VALUE, Line, Reach, Result, alone
from bench.place import Place
from lorong.kernel.cases import timing
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.queries.forecast import Remaining, remaining

LINE = Line("forecast", "cases that end inside the range of eight in ten")
CUTS, PER_CUT = 4, 400
LEAST, MOST = 75.0, 85.0


def measure(place: Place) -> list[Result]:
    """Per cent of cases inside: of all, and of those told from their own unit or from the whole city."""
    place.use(place.database(place.few if place.small else max(place.few, 10_000)))
    found = [hit for cut in _cuts() for hit in _played(cut, 40 if place.small else PER_CUT)]
    if not found:
        return [alone(LINE.id, 0.0, "%", Reach(AT_LEAST, LEAST, VALUE), note="too little history to foretell anything")]
    own = [inside for inside, of_unit in found if of_unit]
    city = [inside for inside, of_unit in found if not of_unit]
    more = {"cases": float(len(found)), "own_unit": _share(own), "whole_city": _share(city)}
    share = _share([inside for inside, _ in found])
    return [
        alone(LINE.id, share, "%", Reach(AT_LEAST, LEAST, VALUE), note="of cases that were not refused", **more),
        alone(f"{LINE.id}_width", share, "%", Reach(AT_MOST, MOST, VALUE), note="not wider than it has to be", **more),
    ]


def _cuts() -> list[datetime]:
    """Moments in the last third of the history: what ended before is known, what began after is foretold."""
    ended = Case.objects.exclude(ended="").order_by("ended_at").values_list("ended_at", flat=True)
    first, last = ended.first(), ended.last()
    assert first is not None and last is not None, "there is a history"
    return [first + (last - first) * (6 + i) / (6 + CUTS) for i in range(CUTS)]


def _played(cut: datetime, most: int) -> list[tuple[bool, bool]]:
    """(inside, told from the own unit) of cases that began in the month after `cut`, at any moment of a step."""
    chance = Random(cut.isoformat())
    begun = Case.objects.filter(ended="issued", opened_at__gte=cut, opened_at__lt=cut + timedelta(days=30)).order_by("key")
    found = []
    for case in begun[:most]:
        items = list(WorkItem.objects.filter(case=case, side="city", machine=False).order_by("opened_seq", "step"))
        hit = _asked(case, chance.choice(items), chance.choice([0.0, chance.random()]), cut) if items else None
        if hit is not None:
            found.append(hit)
    return found


def _asked(case: Case, item: WorkItem, part: float, cut: datetime) -> tuple[bool, bool] | None:
    """Asked when `part` of the step was over: does the truth lie in the range?"""
    assert item.done_at is not None and case.ended_at is not None
    clock = timing.clock(case.unit_id)
    elapsed = clock.between(item.opened_at, item.opened_at + (item.done_at - item.opened_at) * part)
    told: Remaining | None = remaining(case.slug, item.step, case.unit_id, elapsed=elapsed, before=cut)
    if told is None:
        return None
    truth = clock.between(item.opened_at, case.ended_at) - _stood(case, item) - elapsed
    return told.low <= truth <= told.high, told.of_this_unit


def _stood(case: Case, item: WorkItem) -> int:
    """Working minutes after the step opened in which the city's clock stood still."""
    events = list(Event.objects.filter(case_id=case.pk, seq__gte=item.opened_seq).order_by("seq"))
    return sum(after.minutes for before, after in pairwise(events) if before.promised_at is None)


def _share(hits: list[bool]) -> float:
    return round(100 * sum(hits) / len(hits), 1) if hits else 0.0
