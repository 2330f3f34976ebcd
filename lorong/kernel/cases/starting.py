"""The birth of a case: its number, its documents, its first event. Shared by whoever submits and by a step that opens another case.

Everything here runs inside the caller's transaction.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from lorong.kernel.cases import assignment, recording, rows
from lorong.kernel.cases.models import Case, Draft
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
    draft: Draft | None = None,
) -> Case:
    """Insert the case with its documents and its first event; the caller holds the transaction.

    draft: what it was written in; from now on it says as which case it was sent.
    """
    unit = assignment.unit_for(published, subject, answers)
    row = {
        "key": key,
        "procedure_id": published.id,
        "slug": published.slug,
        "unit_id": unit,
        "applicant_id": str(applicant.pk),
        "subject_id": str(subject.pk),
        "account_id": account_id or _account_of(applicant),
        "parent_number": parent_number,
        "channel": channel,
    }
    case = _born(row, needs, draft, at)
    case.unit, case.applicant, case.subject = city.unit(unit), applicant, subject
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


def _born(row: dict[str, Any], needs: list[Need], draft: Draft | None, at: datetime) -> Case:
    order = {
        "day": city.local(at).date().isoformat(),
        "at": at.isoformat(),
        "case": row,
        "papers": [
            {"requirement": n.requirement.id, "document_id": str(n.document_id), "held_before": n.held}
            for n in needs
            if n.document_id is not None
        ],
        "draft": draft.pk if draft else None,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT lorong_case_begin(%s)", [json.dumps(order)])
        (stands,) = cursor.fetchone()
    if draft is not None:
        draft.submitted_as, draft.updated_at = stands["number"], at
    return rows.read(Case, stands, connection.alias)
