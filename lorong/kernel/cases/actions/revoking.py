"""Taking an issued letter back: every check says so from then on, and its holder is told why."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies, recording
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.values import Kind
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as papers
from lorong.kernel.documents.models import Letter
from lorong.kernel.messages import actions as messages
from lorong.lib.actors import SISTEM, Actor


@action("case.revoke_letter", allow=policies.may_revoke_letter, lock="case")
def revoke_letter(*, actor: Actor, case: Case, reason: str, at: datetime | None = None) -> Letter:
    """Revoke the letter of a case, note it in the history and tell the holder, all in one transaction.

    Raises AlreadyDone, Refusal (field "alasan") for a reason that says too little.
    """
    moment = at or timezone.now()
    letter = papers.letter_of_case(case.number)
    assert letter is not None, "the policy let a letter be revoked that is not there"
    letter = documents.revoke_letter(actor=actor, letter=letter, reason=reason, at=moment)
    recording.record(
        actor=actor,
        case=case,
        published=catalog.procedure(case.procedure_id),
        kind=Kind.NOTED,
        key=f"revoked:{letter.pk}",
        at=moment,
        data={"text": f"{actor.name} mencabut surat ({letter.revoked_because})"},
        holding=next((h for h in actor.holdings if h.unit == letter.unit_id), None),
    )
    messages.post(
        actor=SISTEM,
        person=case.applicant,
        account=case.account,
        template="surat_dicabut",
        context={
            "number": case.number,
            "letter_number": letter.number.text,
            "title": letter.title,
            "unit": letter.unit.name,
            "reason": letter.revoked_because,
        },
        key=f"{case.number}:surat_dicabut",
        case_number=case.number,
        link=f"/urusan/{case.number}/",
    )
    return letter
