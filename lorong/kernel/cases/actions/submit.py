"""An application becomes a case: numbered, promised, and with the first step open."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import assignment, policies, recording
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import Attachment, Case, Draft
from lorong.kernel.cases.queries.needed import Need, needed_for
from lorong.kernel.cases.timing import day_minutes
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.people import queries as people
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotFound, Refusal
from lorong.lib.sop import flow
from lorong.lib.sop.answers import clean


@action("case.submit", allow=policies.may_submit, lock="draft")
def submit(*, actor: Actor, draft: Draft, at: datetime | None = None) -> Case:
    """Turn a draft into a case. Submitting the same draft again gives the first case.

    The answers are checked against the version in force now, which may be newer than when the draft was begun.
    Raises Missing (field = the question or requirement), NotFound when the service is no longer offered.
    """
    if draft.submitted_as:
        return Case.objects.get(number=draft.submitted_as)
    moment = at or timezone.now()
    published = catalog.current_by_slug(draft.slug)
    if published is None:
        raise NotFound("Layanan ini sedang ditutup. Isian Anda tetap disimpan.")
    answers = _answers(draft, published, moment)
    needs = _documents(draft, published, moment)
    channel = "counter" if draft.counter_unit else actor.channel
    case = start_case(
        actor=actor,
        published=published,
        applicant=draft.applicant,
        subject=draft.subject,
        answers=answers,
        needs=needs,
        key=draft.key,
        channel=channel,
        account_id=None if draft.counter_unit else actor.account_id,
        at=moment,
        data={"about": draft.about},
    )
    draft.submitted_as = case.number
    draft.updated_at = moment
    draft.save(update_fields=["submitted_as", "updated_at"])
    return case


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
    unit = assignment.unit_for(published, subject)
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
    recording.record(
        actor=actor,
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


def _answers(draft: Draft, published: Published, at: datetime) -> dict[str, Any]:
    today = city.local(at).date()
    least = published.sop.applicant.min_age
    if least is not None and _age(draft.applicant.birth_date, today) < least:
        raise Refusal(f"Layanan ini untuk yang berumur paling sedikit {least} tahun. Minta orang tua atau wali yang mengajukan.")
    family = [str(p.pk) for p in people.family_of(draft.applicant, on=today)]
    cleaned = clean(published.form, draft.answers, today=today, family=family)
    if not cleaned.ok:
        field, sentence = next(iter(cleaned.errors.items()))
        raise Missing(sentence, field=field, detail={"errors": cleaned.errors})
    return cleaned.answers


def _documents(draft: Draft, published: Published, at: datetime) -> list[Need]:
    needs = needed_for(published, draft, at=at)
    for need in needs:
        if need.requirement.required and not need.satisfied:
            raise Missing(f"{need.requirement.name} belum ada. Foto atau unggah dulu.", field=need.requirement.id)
    return needs


def _account_of(person: Person) -> int | None:
    found = people.account_of(person)
    return found.pk if found else None


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


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
