"""The birth of a case: its number, its documents, its first event. Shared by whoever submits and by a step that opens another case.

Everything here runs inside the caller's transaction.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from lorong.kernel.cases import assignment, recording
from lorong.kernel.cases.models import Case, Draft
from lorong.kernel.cases.queries.needed import Need
from lorong.kernel.cases.timing import day_minutes
from lorong.kernel.cases.values import Along, Kind
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Unit
from lorong.kernel.people import queries as people
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor, Holding
from lorong.lib.sop import flow

GIVEN = ("key", "procedure_id", "slug", "unit_id", "account_id", "parent_number", "channel")
PERSONS = ("applicant_id", "subject_id")
COUNTER = "counter"


def start_case(
    *,
    actor: Actor,
    published: Published,
    applicant: Person,
    subject: Person,
    answers: dict[str, Any],
    needs: list[Need],
    key: str,
    channel: str,
    account_id: int | None,
    at: datetime,
    data: dict[str, Any],
    parent_number: str = "",
    draft: Draft | None = None,
) -> Case:
    """Insert the case with its documents and its first event; the caller holds the transaction.

    draft: what it was written in; from now on it says as which case it was sent.
    """
    case = Case(
        key=key,
        procedure_id=published.id,
        slug=published.slug,
        unit=city.unit(assignment.unit_for(published, subject, answers)),
        applicant=applicant,
        subject=subject,
        account_id=account_id or _account_of(applicant),
        parent_number=parent_number,
        channel=channel,
    )
    holding = actor.holdings[0] if actor.holdings else None
    _submit(actor, case, published, {**data, "answers": answers}, at, holding, _order(case, needs, draft, at))
    if draft is not None:
        draft.submitted_as, draft.updated_at = case.number, at
    return case


def start_public(
    *,
    actor: Actor,
    published: Published,
    unit: Unit,
    answers: dict[str, Any],
    key: str,
    channel: str,
    at: datetime,
    data: dict[str, Any],
    parent_number: str = "",
    along: Along | None = None,
) -> Case:
    """Insert a case without an applicant, with its first event and what its service writes along; the caller holds the transaction.

    An officer is named in its history only as the one who wrote it down at a counter (`channel`).
    """
    case = Case(
        key=key,
        procedure_id=published.id,
        slug=published.slug,
        unit=unit,
        parent_number=parent_number,
        channel=channel,
    )
    holding = actor.holdings[0] if actor.holdings and channel == COUNTER else None
    born = {**_order(case, [], None, at), "along": asdict(along) if along is not None else None}
    _submit(actor, case, published, {**data, "answers": answers}, at, holding, born)
    return case


def _submit(
    actor: Actor,
    case: Case,
    published: Published,
    data: dict[str, Any],
    at: datetime,
    holding: Holding | None,
    born: dict[str, Any],
) -> None:
    recording.record(
        actor=replace(actor, channel=case.channel),
        case=case,
        published=published,
        kind=Kind.SUBMITTED,
        key="submit",
        at=at,
        moved=flow.begin(published.flow),
        data={**data, "promised_minutes": published.promised_minutes(day_minutes(case.unit_id))},
        holding=holding,
        born=born,
    )


def _account_of(person: Person) -> int | None:
    found = people.account_of(person)
    return found.pk if found else None


def _persons(case: Case) -> dict[str, str | None]:
    return {name: None if case.is_public else str(getattr(case, name)) for name in PERSONS}


def _order(case: Case, needs: list[Need], draft: Draft | None, at: datetime) -> dict[str, Any]:
    # What `lorong_case_begin` writes: the number is its to give.
    return {
        "day": city.local(at).date().isoformat(),
        "at": at,
        "case": {name: getattr(case, name) for name in GIVEN} | _persons(case),
        "papers": [
            {"requirement": n.requirement.id, "document_id": str(n.document_id), "held_before": n.held}
            for n in needs
            if n.document_id is not None
        ],
        "draft": draft.pk if draft else None,
        "along": None,
    }
