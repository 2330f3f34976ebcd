"""What is about to be signed, as it would look."""

from __future__ import annotations

from datetime import datetime

from lorong.kernel.cases import policies
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.queries.contexts import context_of
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotFound


def draft_product(actor: Actor, case: Case, step: str, *, at: datetime) -> bytes:
    """The product of a signing step as a PDF, for whoever may sign it now, before they do.

    Raises what the policy of deciding says, NotFound for a step that signs nothing that can be shown.
    """
    refusal = policies.may_advance(actor=actor, case=case, step=step).refusal
    if refusal is not None:
        raise refusal
    published = catalog.procedure(case.procedure_id)
    outcome = next((name for name, o in published.sop.step(step).outcomes.items() if o.signs), "")
    drafting = registry.drafting(published.sop.service) if outcome else None
    if drafting is None:
        raise NotFound("Langkah ini tidak menandatangani surat. Buka berkasnya.")
    role = published.sop.step(step).by
    unit = case.items.filter(step=step, done_at=None).values_list("unit", flat=True).get()
    holding = actor.holding_for(role, unit)
    context = context_of(actor=actor, case=case, published=published, step=step, outcome=outcome, at=at, holding=holding)
    return drafting(context)
