"""What the case of a matter says, and what the person who wrote says of the answer.

An extra room: the engine calls `heard` in the transaction of every event (ADR 24), and hearing a message may settle.
"""

from __future__ import annotations

from typing import Any

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.sop import flow
from lorong.lib.sop.schema import RESIDENTS_ROLE, Step
from lorong.services.hotline import telling
from lorong.services.hotline.models import Contact, Line, Matter
from lorong.services.hotline.values import Heard, verdict


def settled_by(contact: Contact, heard: Heard, line: Line) -> bool:
    """Whether a message is SUDAH or BELUM to an answer that waits for it; then the case has moved."""
    said = verdict(heard.text)
    if said is None:
        return False
    root = telling.root_of(contact)
    same = [root.pk, *Contact.objects.filter(merged_into=root).values_list("pk", flat=True)]
    for matter in Matter.objects.filter(contact__in=same, ended="").exclude(answered_at=None).order_by("-pk")[:5]:
        if settle(actor=SISTEM, matter=matter, agrees=said[0], note=said[1], key=f"hotline:{line.key}"[:120]):
            return True
    return False


def settle(*, actor: Actor, matter: Matter, agrees: bool, note: str, key: str) -> bool:
    """Let the case go the way the resident says; False when it does not wait for them."""
    case = found.by_number(matter.case_number)
    step = residents_step(case) if case is not None else None
    if case is None or step is None:
        return False
    outcome = next(name for name, way in step.outcomes.items() if (way.end is not None) == agrees and not _silent(step, name))
    reason = note or ("" if agrees else "Warga membalas: belum terjawab.")
    cases.advance(actor=actor, case=case, step=step.id, outcome=outcome, key=key, said=Said(reason=reason))
    return True


def residents_step(case: Any) -> Step | None:
    """The open step in which the residents have the turn; None when there is none."""
    sop = catalog.procedure(case.procedure_id).sop
    opened = (sop.step(name) for name in sorted(flow.active(case.marking)))
    return next((step for step in opened if step.by == RESIDENTS_ROLE), None)


def heard(case: Any, event: Any) -> None:
    """An event of a case of ours: the matter says the same, and whoever wrote hears of it."""
    matter = Matter.objects.select_for_update(of=("self",)).select_related("contact").filter(case_number=case.number).first()
    if matter is None:  # its first event: `forward` writes the matter beside it
        return
    matter.unit = case.unit_id
    step = catalog.procedure(case.procedure_id).sop.step(event.step) if event.step else None
    if event.kind == "done" and step is not None:
        _decided(matter, case, event, step)
    if case.is_done and not matter.ended:
        matter.ended, matter.ended_at = case.ended, event.at
    matter.save()


def _decided(matter: Matter, case: Any, event: Any, step: Step) -> None:
    if step.by == RESIDENTS_ROLE:
        matter.disputed += not case.is_done
        return
    said = ". ".join(part for part in (*event.data.get("reasons", ()), event.data.get("reason", "")) if part)
    matter.answered_at = matter.answered_at or event.at
    unit = city.unit(case.unit_id).name
    context = {"number": matter.contact.number, "unit": unit, "text": said}
    template = "hotline_penutup" if case.is_done else "hotline_jawaban"
    telling.to_contact(matter.contact, template, context, key=f"hotline:{case.number}:{event.seq}:jawaban", at=event.at)
    Line.objects.create(
        contact=matter.contact,
        key=f"case:{case.number}:{event.seq}",
        at=event.at,
        received_at=event.at,
        way="web",
        side="city",
        author=event.actor_name,
        title=event.actor_title,
        text=said,
        read_at=event.at,
        case_number=case.number,
    )


def _silent(step: Step, name: str) -> bool:
    rule = step.on_deadline
    return rule is not None and rule.outcome == name
