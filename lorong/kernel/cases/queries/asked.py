"""What the applicant was asked for, and what of it has come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lorong.kernel.cases.models import Attachment, Case, Event
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.wording import in_language
from lorong.lib.sop import flow


@dataclass(frozen=True)
class Ask:
    """One thing asked for. `requirement` is "" when it is not a document but a correction or an explanation."""

    requirement: str
    name: str
    answered: bool

    @property
    def is_document(self) -> bool:
        return self.requirement != ""


def last_return(case: Case) -> Event | None:
    """The event by which the case was last returned to the applicant, while it waits for them."""
    steps = flow.waiting_for_applicant(case.marking)
    if not steps:
        return None
    return Event.objects.filter(case_id=case.pk, kind=Kind.DONE, step__in=steps).order_by("-seq").first()


def last_return_in(case: Case, events: Sequence[Event]) -> Event | None:
    """The same from the history, when it was read already. `events`: oldest first."""
    steps = flow.waiting_for_applicant(case.marking)
    return next((e for e in reversed(events) if e.kind == Kind.DONE and e.step in steps), None)


def still_needs(case: Case, requirement: str) -> bool:
    """Whether a running case waits for this document: it was asked for again and has not come, or it never came."""
    if case.is_done:
        return False
    asked = next((ask for ask in asked_of(case) if ask.requirement == requirement), None)
    if asked is not None:
        return not asked.answered
    return not Attachment.objects.filter(case=case, requirement=requirement, replaced_at=None).exists()


def asked_of(case: Case) -> list[Ask]:
    """What is asked now, in the officer's order; [] when it is not the applicant's turn."""
    event = last_return(case)
    if event is None:
        return []
    newer = Attachment.objects.filter(case=case, replaced_at=None, attached_at__gt=event.at)
    return _asks(case, event, set(newer.values_list("requirement", flat=True)))


def asked_in(case: Case, event: Event | None, papers: Sequence[Attachment]) -> list[Ask]:
    """The same from what was read already: the event that returned the case, and all its documents."""
    if event is None:
        return []
    return _asks(case, event, {p.requirement for p in papers if p.replaced_at is None and p.attached_at > event.at})


def _asks(case: Case, event: Event, newer: Collection[str]) -> list[Ask]:
    names = {r.id: in_language(r.name, r.name_en) for r in catalog.procedure(case.procedure_id).sop.requirements}
    return [Ask(r, names.get(r, r), r in newer) for r in event.data.get("asks", [])]
