"""Papers that were asked of an applicant and are brought to the counter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from lorong.kernel.cases import actions, policies
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import ask_words
from lorong.kernel.documents import actions as documents
from lorong.lib.refusals import Refusal
from lorong.portals.applying.pages import content_of
from lorong.portals.look.forms import Pick, PlainForm
from lorong.portals.officer.cockpit import Desk


def asked(desk: Desk) -> dict[str, Any]:
    """What was asked, in words."""
    event = cases.last_return(desk.case)
    return {"asks": cases.asked_of(desk.case), "said": ask_words(event, desk.published) if event else ""}


def form_of(desk: Desk, data: Any, files: Any) -> forms.Form:
    """A photo or PDF for each document that was asked for. Raises what the policy says, Refusal when nothing is asked."""
    refusal = policies.may_answer(actor=desk.actor, case=desk.case).refusal
    if refusal is not None:
        raise refusal
    if cases.last_return(desk.case) is None:
        raise Refusal(gettext("Tidak ada yang diminta dari warga sekarang. Buka urusannya untuk melihat giliran siapa."))
    form = PlainForm(data, files)
    for ask in cases.asked_of(desk.case):
        if ask.is_document and not ask.answered:
            field = forms.FileField(label=ask.name, required=True, widget=Pick)
            field.error_messages["required"] = gettext("Foto atau unggah %(name)s dulu.") % {"name": ask.name}
            form.fields[ask.requirement] = field
    return form


def receive(desk: Desk, sent: dict[str, Any], *, key: str) -> None:
    """Put the new documents in the place of the old ones and give the turn back to the office."""
    wanted = {r.id: r for r in desk.published.sop.requirements}
    for requirement, file in sent.items():
        document = _received(desk, wanted[requirement], file)
        actions.replace_document(actor=desk.actor, case=desk.case, requirement=requirement, document=document)
    actions.resubmit(actor=desk.actor, case=desk.case, key=key)


def _received(desk: Desk, requirement: Any, file: Any) -> Any:
    try:
        return documents.receive_document(
            actor=desk.actor,
            person=desk.case.subject,
            kind=requirement.held_as or requirement.id,
            content=content_of(file),
            name=file.name,
            case_number=desk.case.number,
        )
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=requirement.id) from refusal
