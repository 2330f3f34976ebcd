"""An application becomes a case: numbered, promised, and with the first step open."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies, starting
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import Case, Draft
from lorong.kernel.cases.queries.needed import Need, needed_for
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.people import queries as people
from lorong.lib.actors import Actor
from lorong.lib.phrases import both, phrase
from lorong.lib.refusals import NotFound, Refusal
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
        raise NotFound("Layanan ini sedang ditutup. Isian Anda tetap disimpan; coba lagi nanti, atau tanyakan ke kelurahan.")
    answers = _answers(draft, published, moment)
    needs = _documents(draft, published, moment)
    channel = "counter" if draft.counter_unit else actor.channel
    return starting.start_case(
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
        draft=draft,
    )


def _answers(draft: Draft, published: Published, at: datetime) -> dict[str, Any]:
    today = city.local(at).date()
    least = published.sop.applicant.min_age
    if least is not None and _age(draft.applicant.birth_date, today) < least:
        raise Refusal(
            phrase(
                "Layanan ini untuk yang berumur paling sedikit {least} tahun. Minta orang tua atau wali yang mengajukan.",
                least=least,
            )
        )
    # Only a form that lets one choose among the family asks for it.
    asked = any(field.type == "family" or any(f.type == "family" for f in field.fields) for field in published.form.fields)
    family = [str(p.pk) for p in people.family_of(draft.applicant, on=today)] if asked else []
    cleaned = clean(published.form, draft.answers, today=today, family=family, places=city.village_codes())
    if not cleaned.ok:
        field, sentence = next(iter(cleaned.errors.items()))
        raise Missing(sentence, field=field, detail={"errors": cleaned.errors})
    return cleaned.answers


def _documents(draft: Draft, published: Published, at: datetime) -> list[Need]:
    needs = needed_for(published, draft, at=at)
    for need in needs:
        if need.requirement.required and not need.satisfied:
            raise Missing(
                phrase("{name} belum ada. Foto atau unggah dulu.", name=both(need.requirement.name, need.requirement.name_en)),
                field=need.requirement.id,
            )
    return needs


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
