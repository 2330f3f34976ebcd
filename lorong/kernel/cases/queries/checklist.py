"""The lines that a step looks at, as its SOP names them, and which of them must still be ticked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lorong.kernel.cases import at_hand
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.catalog.values import Published
from lorong.lib.sop.schema import Outcome, Requirement, Step


@dataclass(frozen=True)
class Tick:
    """One line: `id` is what is kept with the event (a requirement's id, or the output of an earlier step)."""

    id: str
    name: str
    look_at: str = ""


def checklist(case: Case, published: Published, step: Step) -> list[Tick]:
    """What the step needs, a line each: an attached document with what to look at, or the output of an earlier step."""
    return [_tick(id, needed) for id, needed in _needed(case, published, step)]


def unticked(case: Case, published: Published, step: Step, outcome: Outcome, checked: Collection[str]) -> list[Tick]:
    """The lines that must still be ticked before `outcome`; none where the SOP asks for no ticks or it does not go on."""
    if not step.checklist or not outcome.goes_on:
        return []
    return [_tick(id, needed) for id, needed in _needed(case, published, step) if id not in checked]


def _needed(case: Case, published: Published, step: Step) -> Iterator[tuple[str, Requirement | str]]:
    attached = at_hand.papers(case)
    named = {r.name: r for r in published.sop.requirements}
    for need in step.needs:
        requirement = named.get(need)
        if requirement is None:
            yield need, need
        elif requirement.id in attached:
            yield requirement.id, requirement


def _tick(id: str, needed: Requirement | str) -> Tick:
    if isinstance(needed, str):
        return Tick(id, needed)
    return Tick(id, in_language(needed.name, needed.name_en), needed.check)
