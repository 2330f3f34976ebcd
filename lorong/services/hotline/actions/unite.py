"""Two contacts are one person: the work phone and the private one, the phone and the e-mail."""

from __future__ import annotations

from django.db.models import Count, Max, Q

from lorong.kernel.audit.action import action
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal
from lorong.services.hotline import policies
from lorong.services.hotline.models import Contact, Line, Union
from lorong.services.hotline.values import By


@action("hotline.unite", allow=policies.may_read_all, lock="contact")
def unite(*, actor: Actor, contact: Contact, into: Contact) -> Union:
    """Show what `contact` wrote under `into` from now on. Nothing is rewritten: `part` takes it back."""
    target = Contact.objects.select_for_update().get(pk=into.pk)
    if target.merged_into_id is not None:
        target = Contact.objects.select_for_update().get(pk=target.merged_into_id)
    if contact.pk == target.pk or contact.merged_into_id == target.pk:
        raise Refusal("Keduanya sudah satu orang. Tidak ada yang perlu digabung.")
    if contact.account_id is not None and target.account_id is not None:
        raise Refusal("Keduanya punya akun sendiri-sendiri, jadi menurut data kota bukan orang yang sama. Biarkan terpisah.")
    if contact.merged_into_id is not None:
        raise Refusal("Kontak ini sudah digabung dengan yang lain. Pisahkan dulu di sana.")
    Contact.objects.filter(merged_into=contact).update(merged_into=target)
    Contact.objects.filter(pk=contact.pk).update(merged_into=target)
    _recount(target)
    return _noted(actor, contact, target)


@action("hotline.part", allow=policies.may_read_all, lock="contact")
def part(*, actor: Actor, contact: Contact) -> Union:
    """Take a merging back: the contact stands by itself again, with all it wrote."""
    before = contact.merged_into
    if before is None:
        raise Refusal("Kontak ini berdiri sendiri. Tidak ada yang perlu dipisah.")
    Contact.objects.filter(pk=contact.pk).update(merged_into=None)
    for one in (contact, before):
        _recount(one)
    return _noted(actor, contact, None)


def _recount(root: Contact) -> None:
    written = Line.objects.filter(Q(contact=root.pk) | Q(contact__merged_into=root.pk), side="resident")
    told = written.aggregate(
        unread=Count("pk", filter=Q(read_at=None)), last_at=Max("at"), whatsapp_at=Max("at", filter=Q(way=By.WHATSAPP))
    )
    Contact.objects.filter(pk=root.pk).update(**told | {"last_at": told["last_at"] or root.last_at})


def _noted(actor: Actor, contact: Contact, into: Contact | None) -> Union:
    assert actor.account_id is not None, "the policy let somebody in without an account"
    return Union.objects.create(contact=contact, into=into, by_id=actor.account_id, by_name=actor.name[:160])
