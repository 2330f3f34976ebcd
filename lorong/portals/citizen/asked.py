"""What the resident is asked to do now: who asks, why, which documents, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries import Ask, CaseFile
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.city import queries as city
from lorong.portals.citizen.forms import AnswerForm


@dataclass(frozen=True)
class Asked:
    """The block of a case that waits for the resident. days: working days left after today."""

    heading: str
    who: str
    why: str
    asks: list[Ask]
    until: datetime | None
    days: int
    form: AnswerForm


def asked_block(file: CaseFile, form: AnswerForm | None = None) -> Asked | None:
    """What is asked; None when it is not the resident's turn. form: one that came back with errors."""
    case = file.case
    if case.is_done or case.turn != "applicant":
        return None
    event = cases.last_return_in(case, file.events)
    asks = cases.asked_in(case, event, file.papers)
    data = event.data if event else {}
    why = [*map(in_language, data.get("reasons", [])), data.get("reason", "")]
    return Asked(
        heading=_heading(asks),
        who=", ".join(part for part in (event.actor_name, event.actor_title) if part) if event else "",
        why=". ".join(part.rstrip(".") for part in why if part),
        asks=asks,
        until=case.turn_due_at,
        days=_days_left(case),
        form=form or AnswerForm(asks=asks),
    )


def _heading(asks: list[Ask]) -> str:
    documents = [ask for ask in asks if ask.is_document]
    if not documents:
        return gettext("Lengkapi permohonan Anda")
    if len(documents) == 1:
        return gettext("Kirim ulang %(name)s") % {"name": documents[0].name}
    return gettext("Kirim ulang %(count)s berkas") % {"count": len(documents)}


def _days_left(case: Any) -> int:
    if case.turn_due_at is None:
        return 0
    today, last = city.today(), timezone.localtime(case.turn_due_at).date()
    if case.turn_due_at <= timezone.now() or last < today:
        return 0
    return city.clock_for(case.unit_id).working_days_between(today, last)
