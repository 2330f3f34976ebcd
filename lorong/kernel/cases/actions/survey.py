"""Nine answers after the end (PermenPANRB 14/2017), and whether money was asked."""

from __future__ import annotations

from collections.abc import Mapping

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import Case, Survey
from lorong.lib.actors import Actor
from lorong.lib.phrases import both, phrase
from lorong.lib.satisfaction import QUESTIONS


@action("case.survey", allow=policies.may_survey, lock="case")
def answer_survey(
    *,
    actor: Actor,
    case: Case,
    answers: Mapping[str, int],
    asked_to_pay: bool | None,
    paid_note: str = "",
    suggestion: str = "",
) -> Survey:
    """Keep the nine answers (element code -> 1..4). A second try gives the first answers back: they are not edited.

    `paid_note` goes to the inspectorate only. Raises Missing when an element has no answer.
    """
    first = Survey.objects.filter(case=case).first()
    if first is not None:
        return first
    for element, question in QUESTIONS.items():
        if answers.get(element) not in (1, 2, 3, 4):
            raise Missing(
                phrase("Belum dijawab: {name}. Pilih satu jawaban.", name=both(question.label.id, question.label.en)),
                field=element,
            )
    return Survey.objects.create(
        case=case,
        slug=case.slug,
        unit_id=case.unit_id,
        answers={str(element): answers[element] for element in QUESTIONS},
        asked_to_pay=asked_to_pay,
        paid_note=paid_note.strip()[:2000] if asked_to_pay else "",
        suggestion=suggestion.strip()[:2000],
    )
