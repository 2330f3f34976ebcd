"""Who may let the house speak, and to whom a message belongs."""

from __future__ import annotations

from lorong.kernel.messages import wording
from lorong.kernel.messages.models import Message
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotFound
from lorong.lib.verdicts import YES, Verdict, no, no_because


def may_send(*, actor: Actor, template: str) -> Verdict:
    """The system sends everything; a person at a door only what the template leaves to anyone (codes, links)."""
    if actor.is_system or wording.template(template).anyone:
        return YES
    return no("Pesan ini dikirim oleh sistem sendiri. Tidak ada yang perlu Anda lakukan.")


def may_deliver(*, actor: Actor) -> Verdict:
    """Only the system carries messages and hears the gateway."""
    return YES if actor.is_system else no("Pesan diantar oleh sistem sendiri. Tidak ada yang perlu Anda lakukan.")


def may_read(*, actor: Actor, message: Message) -> Verdict:
    """Whoever the message was sent to. For everybody else it does not exist."""
    if actor.account_id is not None and message.account_id == actor.account_id:
        return YES
    return no_because(NotFound("Pesan ini tidak ada di kotak Anda. Kembali ke daftar pesan."))
