"""Taking a step, and handing it on."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import assignment, at_hand, policies, recording
from lorong.kernel.cases.models import Case, Event, WorkItem
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor, Holding
from lorong.lib.refusals import Refusal
from lorong.lib.verdicts import YES, Verdict


@action("case.claim", allow=policies.may_claim, lock="case")
def claim(*, actor: Actor, case: Case, step: str, at: datetime | None = None) -> WorkItem:
    """Take an open step, so that colleagues see who works on it. Taking what one already holds changes nothing."""
    item = _open(case, step)
    if item.holder_id == actor.account_id:
        return item
    moment = at or timezone.now()
    item.holder_id = actor.account_id
    item.claimed_at = moment
    _note(actor, case, item, Kind.CLAIMED, f"claim:{item.pk}:{actor.account_id}:{case.last_seq}", moment, {})
    return item


def _may_hand_over_or_did(*, actor: Actor, case: Case, step: str, key: str) -> Verdict:
    # Who has just handed it over holds it no longer: the second click of a double click is no refusal.
    if policies.did(actor=actor, case=case, key=key):
        return YES
    return policies.may_hand_over(actor=actor, case=case, step=step)


@action("case.hand_over", allow=_may_hand_over_or_did, lock="case")
def hand_over(
    *,
    actor: Actor,
    case: Case,
    step: str,
    to_account: int | None,
    key: str,
    reason: str = "",
    at: datetime | None = None,
) -> WorkItem:
    """Give the step to a colleague of the same role and unit, or back to the pool (`to_account=None`)."""
    if recording.already(case, key) is not None:
        return WorkItem.objects.filter(case=case, step=step).order_by("-opened_seq")[0]
    item = _open(case, step)
    moment = at or timezone.now()
    to_name = ""
    if to_account is not None:
        colleagues = assignment.accounts_of(city.holders_of_role(item.role, item.unit_id, city.local(moment).date()))
        if to_account not in colleagues:
            raise Refusal("Rekan itu tidak bertugas di jabatan ini hari ini. Pilih nama lain.", field="to_account")
        to_name = colleagues[to_account].name
    item.holder_id = to_account
    item.claimed_at = moment if to_account else None
    _note(actor, case, item, Kind.HANDED_OVER, key, moment, {"to": to_name, "reason": reason})
    return item


def _open(case: Case, step: str) -> WorkItem:
    item = at_hand.open_item(case, step)
    assert item is not None, "the policy looked"
    return item


def _as(actor: Actor, item: WorkItem) -> Holding | None:
    """The position in which somebody takes or gives out a step: of its role, its head, or any of theirs."""
    found = actor.holding_for(item.role, item.unit_id) or actor.holding_for("kepala-unit", item.unit_id)
    here = sorted(actor.holdings, key=lambda held: held.unit != item.unit_id)
    return found or next(iter(here), None)


def _note(actor: Actor, case: Case, item: WorkItem, kind: Kind, key: str, at: datetime, data: dict[str, str]) -> Event:
    return recording.record(
        actor=actor,
        case=case,
        published=catalog.procedure(case.procedure_id),
        kind=kind,
        key=key,
        at=at,
        step=item.step,
        data={k: v for k, v in data.items() if v},
        held=item,
        holding=_as(actor, item),
    )
