"""Who may read what was written to the mayor."""

from __future__ import annotations

from typing import Any

from lorong.kernel.cases import queries as cases
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound
from lorong.lib.verdicts import YES, Verdict, no, no_because
from lorong.services.hotline.models import Contact, Enclosure, Matter

MAYOR = "wali-kota"  # also whoever stands in: the holding says so
NOT_HERE = phrase("Pesan ini tidak ada, atau bukan untuk Anda. Lihat lagi nomornya.")


def may_hear(*, actor: Actor) -> Verdict:
    """Messages are handed in by the doors, which check who stands there."""
    return YES if actor.is_system else no("Pesan masuk lewat pintunya sendiri. Tulis dari halaman Pesan untuk kepala daerah.")


def may_write(*, actor: Actor) -> Verdict:
    """Anybody with an account; others write by SMS, WhatsApp or e-mail."""
    if actor.account_id is not None:
        return YES
    return no("Masuk dulu untuk menulis dari sini, atau kirim lewat SMS, WhatsApp, atau pos-el.")


def may_read_all(*, actor: Actor) -> Verdict:
    """The head of the city, or whoever stands in: nobody filters what was written to them."""
    if actor.has_role(MAYOR):
        return YES
    return no_because(NotFound(NOT_HERE))


def may_look(*, actor: Actor, enclosure: Enclosure) -> Verdict:
    """What came along with a message: whoever wrote it, the head of the city, and who may see the case it was passed on with."""
    line = enclosure.line
    if actor.has_role(MAYOR) or (actor.account_id is not None and actor.account_id in accounts_of(line.contact)):
        return YES
    if not line.case_number:
        return no_because(not_here())
    try:
        cases.for_actor(actor, line.case_number)
    except NotFound:
        return no_because(not_here())
    return YES


def not_here() -> NotFound:
    """The same answer for absent and not yours."""
    return NotFound(NOT_HERE)


def may_bring_back(*, actor: Actor) -> Verdict:
    """The clock brings back what nobody answered."""
    return YES if actor.is_system else no("Ini dikerjakan sistem sendiri. Tidak ada yang perlu Anda lakukan.")


def may_settle(*, actor: Actor, matter: Matter) -> Verdict:
    """Whoever wrote the message says whether it is answered; by SMS and WhatsApp the system says it for them."""
    if actor.is_system or (actor.account_id is not None and actor.account_id in accounts_of(matter.contact)):
        return YES
    return no_because(NotFound(NOT_HERE))


def may_answer_step(actor: Actor, case: Any, step: str) -> Verdict:
    """The residents' step of a case of the hotline: see `may_settle`."""
    matter = Matter.objects.select_related("contact").filter(case_number=case.number).first()
    return may_settle(actor=actor, matter=matter) if matter is not None else no_because(NotFound(NOT_HERE))


def accounts_of(contact: Contact) -> set[int]:
    """The accounts of a person, whichever of their contacts is asked."""
    root = contact.merged_into_id or contact.pk
    same = Contact.objects.filter(pk=root) | Contact.objects.filter(merged_into=root)
    return {account for account in same.values_list("account", flat=True) if account is not None}
