"""What guards, effects and signing hooks are given to look at."""

from __future__ import annotations

from datetime import datetime

from lorong.kernel.cases import at_hand
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.values import CaseContext
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor, Holding


def context_of(
    *,
    actor: Actor,
    case: Case,
    published: Published,
    step: str,
    outcome: str,
    at: datetime,
    holding: Holding | None = None,
) -> CaseContext:
    """The context of one act: the case as locked, with the documents in force."""
    current = at_hand.papers(case)
    return CaseContext(
        actor=actor,
        case=case,
        published=published,
        step=step,
        outcome=outcome,
        at=at,
        today=city.local(at).date(),
        answers=case.answers,
        holding=holding,
        documents={r.id: current.get(r.id) for r in published.sop.requirements},
        turned_down=at_hand.turned_down(case),
    )
