"""The lines that a step looks at, as its SOP names them, and which of them must still be ticked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lorong.kernel.cases import at_hand
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.catalog.values import Published
from lorong.lib.sop.schema import Outcome, Step


@dataclass(frozen=True)
class Tick:
    """One line: `id` is what is kept with the event (a requirement's id, or the output of an earlier step)."""

    id: str
    name: str
    look_at: str = ""


def checklist(case: Case, published: Published, step: Step) -> list[Tick]:
    """What the step needs, a line each: an attached document with what to look at, or the output of an earlier step."""
    attached = at_hand.papers(case)
    named = {r.name: r for r in published.sop.requirements}
    lines = []
    for need in step.needs:
        requirement = named.get(need)
        if requirement is None:
            lines.append(Tick(need, need))
        elif requirement.id in attached:
            lines.append(Tick(requirement.id, in_language(requirement.name, requirement.name_en), requirement.check))
    return lines


def unticked(case: Case, published: Published, step: Step, outcome: Outcome, checked: Collection[str]) -> list[Tick]:
    """The lines that must still be ticked before `outcome`; none where the SOP asks for no ticks or it does not go on."""
    if not step.checklist or not outcome.goes_on:
        return []
    return [line for line in checklist(case, published, step) if line.id not in checked]
