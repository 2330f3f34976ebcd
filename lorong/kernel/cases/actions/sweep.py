"""The sweep: what is late is escalated, handed over, or takes the lawful default; silent applicants' cases are closed."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import assignment, at_hand, policies, recording
from lorong.kernel.cases.actions.advance import advance
from lorong.kernel.cases.actions.answer import lapse
from lorong.kernel.cases.models import Case, WorkItem
from lorong.kernel.cases.values import Kind, Said, Turn
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.refusals import Refusal
from lorong.lib.sop.schema import Deadline, Step

log = logging.getLogger("lorong.sweep")
BATCH = 200


def sweep_due(*, at: datetime | None = None) -> int:
    """Take every open step that is due and not yet alarmed, one short transaction each; gives how many were handled."""
    moment = at or timezone.now()
    handled, after = 0, (datetime.min.replace(tzinfo=UTC), 0)
    while due := _due(moment, after):
        city.clock_for()
        for item_id, case_id, due_at, procedure_id in due:
            after = (due_at, item_id)
            catalog.procedure(procedure_id)  # read into memory before the lock, as the clocks: nobody waits for that
            try:
                handled += bool(alarm(actor=SISTEM, case=Case(pk=case_id), item_id=item_id, at=moment))
            except Refusal as refusal:
                log.warning("deadline not handled", extra={"case": case_id, "why": refusal.code})
    return handled


def _due(moment: datetime, after: tuple[datetime, int]) -> list[tuple[int, int, datetime, int]]:
    # In the order of the index of what is due: in that of their keys the database might walk through all work ever done.
    rows = WorkItem.objects.filter(done_at=None, alarmed_at=None, due_at__lte=moment, due_at__gte=after[0])
    rows = rows.exclude(due_at=after[0], pk__lte=after[1]).order_by("due_at", "pk")
    return list(rows.values_list("pk", "case_id", "due_at", "case__procedure_id")[:BATCH])


def sweep_lapsed(*, at: datetime | None = None) -> int:
    """Close the cases whose applicants did not answer in time; gives how many."""
    moment = at or timezone.now()
    late = Case.objects.filter(ended="", turn=Turn.APPLICANT, turn_due_at__lte=moment).order_by("turn_due_at")
    closed = 0
    for case in late[: BATCH * 10]:
        closed += lapse(actor=SISTEM, case=case, at=moment) is not None
    return closed


@action("case.alarm", allow=policies.may_sweep, lock="case")
def alarm(*, actor: Actor, case: Case, item_id: int, at: datetime) -> bool:
    """Do what the SOP says when a step's time is over; False when somebody was faster."""
    item = next((item for item in at_hand.open_items(case) if item.pk == item_id), None)
    if item is None or item.alarmed_at is not None or case.is_done:
        return False
    item.alarmed_at = at
    step = catalog.procedure(case.procedure_id).sop.step(item.step)
    rule = step.on_deadline or Deadline(do="escalate", to="kepala-unit")
    if rule.do == "default":
        item.save(update_fields=["alarmed_at"])
        _take_default(case, item, rule, at)
    elif rule.do == "hand_over":
        _to_the_substitute(case, item, step, at)
    else:
        _note(case, item, at, {"to": rule.to or "kepala-unit"})
    return True


def _take_default(case: Case, item: WorkItem, rule: Deadline, at: datetime) -> None:
    # Deemed approval (UU 30/2014 art. 53 as amended by UU 6/2023): flagged for follow-up by a person.
    assert rule.outcome is not None, "a default names its outcome"
    try:
        with transaction.atomic():
            advance(
                actor=SISTEM,
                case=case,
                step=item.step,
                outcome=rule.outcome,
                key=f"default:{item.pk}",
                said=Said(reason=f"Batas waktu lewat. {rule.basis}"),
                data={"default": True, "follow_up": rule.follow_up},
                at=at,
            )
    except Refusal as refusal:
        case.refresh_from_db()
        _note(case, item, at, {"to": "kepala-unit", "default_refused": refusal.sentence})


def _to_the_substitute(case: Case, item: WorkItem, step: Step, at: datetime) -> None:
    holders = city.holders_of_role(step.by, item.unit_id, city.local(at).date())
    accounts = assignment.accounts_of(h for h in holders if not case.concerns(h.person_id))
    others = {account: holder for account, holder in accounts.items() if account != item.holder_id}
    to = next(iter(others), None)
    item.holder_id = to
    item.claimed_at = at if to else None
    _note(case, item, at, {"to": others[to].name if to else "kepala-unit"}, Kind.HANDED_OVER if to else Kind.ESCALATED)


def _note(case: Case, item: WorkItem, at: datetime, data: dict[str, str], kind: Kind = Kind.ESCALATED) -> None:
    recording.record(
        actor=SISTEM,
        case=case,
        published=catalog.procedure(case.procedure_id),
        kind=kind,
        key=f"{kind}:{item.pk}",
        at=at,
        step=item.step,
        data=data,
        held=item,
    )
