"""Files that a resident sends on a running case."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import actions
from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import language, soon_words
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.documents import actions as documents
from lorong.lib import dates
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.portals.applying.pages import content_of
from lorong.portals.citizen.forms import AnswerForm
from lorong.portals.look.said import said


def received(*, actor: Actor, case: Any, sent: Any, kind: str) -> Any:
    """Take a file as a document of the person the case is about; None when nothing was sent. Raises Refusal."""
    if not sent:
        return None
    return documents.receive_document(
        actor=actor, person=case.subject, kind=kind, content=content_of(sent), name=sent.name, case_number=case.number
    )


def put_documents(*, actor: Actor, case: Any, form: AnswerForm) -> None:
    """Put every file that came in its place; the first that is refused gets its sentence, those before it stay.

    Raises Refusal after putting the sentence at its field.
    """
    wanted = {r.id: r for r in catalog.procedure(case.procedure_id).sop.requirements}
    for ask, sent in form.sent:
        requirement = wanted[ask.requirement]
        try:
            document = received(actor=actor, case=case, sent=sent, kind=requirement.held_as or requirement.id)
            actions.replace_document(actor=actor, case=case, requirement=ask.requirement, document=document)
        except Refusal as refusal:
            form.add_error(form.name_of(ask), said(refusal))
            raise


def resent_words(actor: Actor, number: str) -> str:
    """What the next page says: "Terkirim 10.22. Sekarang giliran kelurahan, paling lambat besok 09.24"."""
    case = cases.for_actor(actor, number)
    values = {
        "clock": dates.clock(timezone.now(), timezone.get_current_timezone_name(), lang=language()),
        "unit": case.unit.name,
        "until": soon_words(case.promised_at) if case.promised_at else "",
    }
    if not values["until"]:
        return gettext("Terkirim %(clock)s.") % values
    return gettext("Terkirim %(clock)s. Sekarang giliran %(unit)s, paling lambat %(until)s.") % values
