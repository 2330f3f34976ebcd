"""One outcome of one step: the heart of the house."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import at_hand, children, policies, recording, settling
from lorong.kernel.cases.errors import CaseIsOver, Missing, NoSuchOutcome, ReturnedOftenEnough, Unticked
from lorong.kernel.cases.models import Case, Event, OutsideLink
from lorong.kernel.cases.queries.checklist import unticked
from lorong.kernel.cases.queries.contexts import context_of
from lorong.kernel.cases.values import CaseContext, Kind, Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.kernel.catalog.values import Published
from lorong.lib.actors import SISTEM, Actor, ActorKind, Holding
from lorong.lib.phrases import both, phrase
from lorong.lib.sop import flow
from lorong.lib.sop.schema import Outcome, Step
from lorong.lib.verdicts import YES, Verdict

log = logging.getLogger("lorong.cases")


def _may_or_did(*, actor: Actor, case: Case, step: str, key: str) -> Verdict:
    # A retried request finds the step done by itself: that is no refusal, it gets the first result.
    if policies.did(actor=actor, case=case, key=key):
        return YES
    return policies.may_advance(actor=actor, case=case, step=step)


@action("case.advance", allow=_may_or_did, lock="case")
def advance(
    *,
    actor: Actor,
    case: Case,
    step: str,
    outcome: str,
    key: str,
    said: Said | None = None,
    at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> Event:
    """End `step` of `case` with `outcome`, as the published SOP says.

    key: recognises a double click or a retried request, which gets the first event back.
    Raises CaseIsOver, NoSuchOutcome, Missing (a reason, a checklist line), GuardFailed, AlreadyDone, NotAllowed.
    """
    first = recording.already(case, key)
    if first is not None:
        return first
    if case.is_done:
        raise CaseIsOver("Urusan ini sudah selesai. Tidak ada yang perlu Anda lakukan.")
    said = said or Said()
    published = catalog.procedure(case.procedure_id)
    the_step, the_outcome = _find(published, step, outcome)
    _complete(case, published, the_outcome, said)
    at = at or timezone.now()
    holding = _holding(actor, case, the_step)
    context = context_of(actor=actor, case=case, published=published, step=step, outcome=outcome, at=at, holding=holding)
    written = {**said.as_data(), **(data or {}), **_carry_out(context, the_step, the_outcome, said)}
    return recording.record(
        actor=actor,
        case=case,
        published=published,
        kind=Kind.DONE,
        key=key,
        at=at,
        step=step,
        outcome=outcome,
        moved=flow.fire(published.flow, frozenset(case.marking), step, outcome),
        data=written,
        holding=holding,
    )


def run_effect(*, case: Case, step: str, seq: int, at: datetime | None = None) -> Event | None:
    """Do a machine step: its effect first (safe to run twice), then the outcome it gives. None when already done.

    The effect runs outside the transaction that ends the step, so that slow work never holds the case's lock; killed
    anywhere, the job runs again and finds what was made.
    """
    case.refresh_from_db()
    if step not in flow.active(case.marking):
        return None
    published = catalog.procedure(case.procedure_id)
    the_step = published.sop.step(step)
    assert the_step.is_machine, f"{step} is not a machine's step"
    moment = at or timezone.now()
    context = context_of(actor=SISTEM, case=case, published=published, step=step, outcome="", at=moment)
    effect = registry.effect(the_step.effect) if the_step.effect else children.open_child
    outcome = effect(context)
    if outcome is None:
        return None
    key = f"effect:{step}:{seq}"
    return advance(actor=SISTEM, case=case, step=step, outcome=outcome, key=key, at=at)


def _carry_out(context: CaseContext, step: Step, outcome: Outcome, said: Said) -> Mapping[str, Any]:
    """Guards, the signature, the documents, the used-up link; gives what signing adds to the event."""
    for guard in (*step.guards, *outcome.guards):
        registry.guard(guard)(context)
    _ticked(context, step, outcome, said)
    signed = registry.signing(context.published.sop.service)(context, said.unlocked) if outcome.signs else {}
    actor, case = context.actor, context.case
    if outcome.is_refusal:
        registry.undo(context.published.sop.service, context)
    if outcome.back_to:
        settling.turn_down(actor, case, said)
    elif actor.is_officer and not outcome.is_refusal:
        settling.accept_all(actor, case)
    if actor.kind is ActorKind.OUTSIDE and actor.link_id is not None:
        OutsideLink.objects.filter(pk=actor.link_id).update(used_at=context.at, result={"outcome": context.outcome})
    return signed


def _ticked(context: CaseContext, step: Step, outcome: Outcome, said: Said) -> None:
    # The machine answers for a lapsed deadline, and nobody has looked then.
    missing = unticked(context.case, context.published, step, outcome, said.checked) if context.actor.is_officer else []
    if missing:
        raise Unticked([line.name for line in missing])


def _find(published: Published, step: str, outcome: str) -> tuple[Step, Outcome]:
    the_step = next((s for s in published.sop.steps if s.id == step), None)
    if the_step is None:
        raise NoSuchOutcome("Langkah itu tidak ada dalam SOP urusan ini. Muat ulang halamannya.")
    the_outcome = the_step.outcomes.get(outcome)
    if the_outcome is None:
        choices = [both(o.label, o.label_en) for o in the_step.outcomes.values()]
        raise NoSuchOutcome(phrase("Pilihan itu tidak ada dalam SOP. Yang bisa dipilih: {choices}.", choices=choices))
    return the_step, the_outcome


def _complete(case: Case, published: Published, outcome: Outcome, said: Said) -> None:
    if outcome.reason == "required" and not (said.reason.strip() or said.reasons):
        raise Missing("Tulis alasannya, supaya warga tahu mengapa dan apa yang bisa dilakukan.", field="reason")
    unknown = set(said.reasons) - set(outcome.reasons)
    if unknown:
        raise NoSuchOutcome("Alasan itu tidak ada dalam daftar SOP. Pilih dari daftar, atau tulis sendiri.", field="reasons")
    if outcome.back_to:
        if case.returns >= published.sop.returns.limit:
            raise ReturnedOftenEnough(
                phrase(
                    "Berkas ini sudah dikembalikan {returns} kali, sebanyak yang dibolehkan SOP. Putuskan dengan yang ada.",
                    returns=case.returns,
                )
            )
        if not (said.reason.strip() or said.reasons or said.asks):
            raise Missing("Sebutkan apa yang kurang, supaya warga tidak menebak.", field="reason")


def _holding(actor: Actor, case: Case, step: Step) -> Holding | None:
    item = at_hand.open_item(case, step.id)
    return actor.holding_for(step.by, item.unit_id) if item is not None else None
