"""Correcting what was written, while the case waits for the resident."""

from __future__ import annotations

from typing import Any

from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.people import queries as people
from lorong.portals.applying.facts import relation_words
from lorong.portals.look.questions import QuestionForm


def answers_form(case: Any, data: Any = None) -> QuestionForm:
    """The questions of the case's own version, with what was answered; not the one that settled which office it is."""
    published = catalog.procedure(case.procedure_id)
    form, place = published.form, published.sop.applicant.place
    family = people.family_of(case.applicant, on=city.today())
    return QuestionForm(
        form,
        [q for q in form.fields if q.id != place],
        raw=case.answers,
        offered={},
        family=[(str(p.pk), f"{p.name} ({relation_words(p)})") for p in family],
        today=city.today(),
        data=data,
    )


def changed_answers(case: Any, form: QuestionForm) -> dict[str, Any] | None:
    """The whole corrected set; None when nothing was changed."""
    if not form.is_bound:
        return None
    place = catalog.procedure(case.procedure_id).sop.applicant.place
    settled = {place: case.answers[place]} if place is not None and place in case.answers else {}
    cleaned: dict[str, Any] = {**form.cleaned_data, **settled}
    return cleaned if cleaned != case.answers else None
