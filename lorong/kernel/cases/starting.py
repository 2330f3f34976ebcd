"""The birth of a case: its number, its documents, its first event. Shared by whoever submits and by a step that opens another case.

Everything here runs inside the caller's transaction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from lorong.kernel.cases import assignment, recording
from lorong.kernel.cases.models import Attachment, Case
from lorong.kernel.cases.queries.needed import Need
from lorong.kernel.cases.timing import day_minutes
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.documents import actions as documents
from lorong.kernel.people import queries as people
from lorong.kernel.people.models import Person
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.sop import flow


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
) -> Case:
    """Insert the case with its documents and its first event; the caller holds the transaction."""
    unit = assignment.unit_for(published, subject, answers)
    case = Case.objects.create(
        number=_next_number(city.local(at).date()),
        key=key,
        procedure_id=published.id,
        slug=published.slug,
        unit_id=unit,
        applicant=applicant,
        subject=subject,
        account_id=account_id or _account_of(applicant),
        parent_number=parent_number,
        channel=channel,
    )
    case.refresh_from_db()
    Attachment.objects.bulk_create(
        Attachment(case=case, requirement=n.requirement.id, document_id=n.document_id, held_before=n.held, attached_at=at)
        for n in needs
        if n.document_id is not None
    )
    new = [n.document_id for n in needs if n.document_id is not None and not n.held]
    if new:
        documents.file_documents(actor=SISTEM, documents=new, case_number=case.number)
    recording.record(
        actor=replace(actor, channel=channel),
        case=case,
        published=published,
        kind=Kind.SUBMITTED,
        key="submit",
        at=at,
        moved=flow.begin(published.flow),
        data={**data, "answers": answers, "promised_minutes": published.promised_minutes(day_minutes(unit))},
        holding=actor.holdings[0] if actor.holdings else None,
    )
    return case


def _account_of(person: Person) -> int | None:
    found = people.account_of(person)
    return found.pk if found else None


def _next_number(day: date) -> str:
    # One row a day; the lock lasts until the end of this short transaction. Gaps are harmless here.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_day_counter (day, last) VALUES (%s, 1) "
            "ON CONFLICT (day) DO UPDATE SET last = cases_day_counter.last + 1 RETURNING last",
            [day],
        )
        last = cursor.fetchone()[0]
    return f"{day:%y-%m%d}-{last:04d}"
