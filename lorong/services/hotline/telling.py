"""What goes back to whoever wrote: by the way they came, or by SMS when that is closed.

An extra room: hearing, passing on and answering all say something.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lorong.kernel.city import queries as city
from lorong.kernel.messages import actions as messages
from lorong.kernel.people import queries as people
from lorong.lib.actors import SISTEM
from lorong.services.hotline.models import Contact, Line, Way
from lorong.services.hotline.values import SAY_AGAIN, WINDOW, By, Heard


def arrived(contact: Contact, heard: Heard, line: Line, *, at: datetime) -> None:
    """Say once a day that it has arrived; to what is neither words nor kept, that it must be told in words."""
    root = root_of(contact)
    if root.told_at is not None and at - root.told_at < SAY_AGAIN:
        return
    here = city.this_city()
    if line.text or heard.enclosed:
        template, more = "hotline_sampai", {"head": here.head_title, "city": here.name}
    else:
        template, more = "hotline_hubungi", {"city": here.name}
    to_contact(root, template, {"number": root.number, **more}, key=f"hotline:{line.key}:arrived", at=at)
    root.told_at = at
    root.save(update_fields=["told_at"])


def to_contact(contact: Contact, template: str, context: Mapping[str, str], *, key: str, at: datetime) -> None:
    """One message to a person: WhatsApp while they wrote there within a day, else SMS, else e-mail; and the page of their
    account, when they have one. `key` makes it once only."""
    root = root_of(contact)
    same = [root.pk, *Contact.objects.filter(merged_into=root).values_list("pk", flat=True)]
    ways = {way.kind: way.address for way in Way.objects.filter(contact__in=same).order_by("-pk")}
    account = people.account(root.account_id) if root.account_id else None
    if account is not None:
        messages.post(actor=SISTEM, account=account, template=template, context=context, key=key, channels=["inbox"], at=at)
    channel, address = _way_to(root, ways, account, at)
    if channel is not None:
        messages.send_now(
            actor=SISTEM,
            channel=channel,
            phone=address,
            template=template,
            context=context,
            key=key,
            urgent=False,
            account=account,
            language=account.language if account is not None else "id",
            at=at,
        )


def root_of(contact: Contact) -> Contact:
    """The contact under which a person is shown."""
    if contact.merged_into_id is None:
        return Contact.objects.get(pk=contact.pk)
    return Contact.objects.get(pk=contact.merged_into_id)


def _way_to(root: Contact, ways: Mapping[str, str], account: Any, at: datetime) -> tuple[By | None, str]:
    phone = ways.get("phone") or (account.phone if account is not None and account.phone_verified else None)
    if phone and root.whatsapp_at is not None and at - root.whatsapp_at < WINDOW:
        return By.WHATSAPP, phone
    if phone:
        return By.SMS, phone
    if "email" in ways:
        return By.EMAIL, ways["email"]
    return None, ""
