"""What somebody behind a link is asked and shown: as little as the answer needs, and the look is written down."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from lorong.kernel.audit import actions as audit
from lorong.kernel.cases import actions
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.kernel.people import queries as people
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.portals.applying.facts import address_words
from lorong.portals.citizen.forms import YES, OutsideForm
from lorong.portals.look.answers import said
from lorong.portals.look.said import said as spoken


def choices_of(link: Any) -> list[tuple[str, str]]:
    """What can be answered: agree or not; or the outcomes of the party's step."""
    if link.draft_id is not None:
        return [(YES, gettext("Ya, benar warga saya dan saya menyetujui")), ("tidak", gettext("Belum bisa saya setujui"))]
    step = catalog.procedure(link.case.procedure_id).sop.step(link.purpose)
    return [(name, in_language(o.label, o.label_en)) for name, o in step.outcomes.items()]


def about_link(actor: Actor, link: Any) -> dict[str, Any]:
    """Who asks, for what, and what the party must know to answer; the look is recorded."""
    of = link.draft if link.draft_id is not None else link.case
    person = people.person(of.subject_id) if of.subject_id is not None else None
    number = of.submitted_as if link.draft_id is not None else of.number
    if link.draft_id is not None:
        assert person is not None, "a draft is about somebody"
        published = catalog.current_by_slug(of.slug)
        title = published.sop.title if published else of.slug
        wanted = next((r for r in published.sop.requirements if r.id == link.purpose), None) if published else None
        asked = gettext("%(name)s minta %(what)s untuk %(title)s")
        what = wanted.name if wanted else gettext("pengantar")
        heading = asked % {"name": person.name, "what": what, "title": title}
        shows = wanted.shows if wanted else ()
    else:
        published = catalog.procedure(of.procedure_id)
        step = published.sop.step(link.purpose)
        assert step.party is not None, "a link of a case is an outside party's"
        heading, shows = step.does, step.party.shows
    fields = tuple(f for f in published.form.fields if f.id in shows) if published else ()
    told = said(fields, of.answers, family={})
    if person is None:  # nobody owns it: a thing in the city, which its service describes
        assert published is not None, "a case has its procedure"
        return {"heading": heading, "facts": [*registry.brief(published.sop.service, of), *told], "number": number}
    seen = ["nama", "alamat", *(f.label for f in fields if of.answers.get(f.id) not in (None, "", []))]
    purpose = gettext("jawaban %(party)s lewat tautan") % {"party": link.party}
    audit.record_look(actor=actor, subject=person.pk, purpose=purpose, fields=seen, case_number=number)
    facts = [(gettext("Nama"), person.name), (gettext("Alamat"), address_words(person))]
    return {"heading": heading, "facts": [*facts, *told], "number": number}


def answer_link(*, actor: Actor, link: Any, form: OutsideForm) -> bool:
    """Give the answer; False when it was refused, with the sentence in the form."""
    given = form.cleaned_data
    try:
        if link.draft_id is not None:
            actions.use_draft_link(actor=actor, link=link, agrees=given["jawaban"] == YES, note=given["catatan"])
        else:
            actions.advance(
                actor=actor,
                case=link.case,
                step=link.purpose,
                outcome=given["jawaban"],
                key=f"link:{link.pk}:{given['kunci']}",
                said=Said(reason=given["catatan"].strip()),
            )
    except Refusal as refusal:
        form.add_error("catatan" if refusal.field in {"reason", "reasons"} else None, spoken(refusal))
        return False
    return True
