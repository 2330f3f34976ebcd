"""Reads of messages: which ways lead to somebody, what lies in an inbox, what has left the house."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Q

from lorong.kernel.messages.models import InboundSms, Message
from lorong.kernel.messages.values import EMAIL, INBOX, SMS, WHATSAPP
from lorong.kernel.people import queries as people
from lorong.kernel.people.fields import blind_indexes
from lorong.kernel.people.models import Account, Person
from lorong.lib.actors import Actor
from lorong.lib.paging import Keyset, Page
from lorong.lib.refusals import NotFound

# A phone is found in messages by the same index as in accounts.
INDEX_CONTEXT = {SMS: "account.phone", WHATSAPP: "account.phone", EMAIL: "message.email"}
NEWEST = Keyset({"made_at": datetime, "pk": uuid.UUID}, falling=True)


def account_of(person: Person | None) -> Account | None:
    """The active account of a person; None for nobody."""
    return people.account_of(person) if person is not None else None


def language_of(account: Account | None) -> str:
    """The language in which somebody is written to: "id" or "en"."""
    return account.language if account is not None else "id"


def ways_to(account: Account | None, channels: Sequence[str] | None) -> list[tuple[str, str | None]]:
    """The channels, with their addresses, by which an account can be reached; of `channels` when given."""
    if account is None or not account.is_active:
        return []
    phone = account.phone if account.phone_verified else None
    known: dict[str, str | None] = {INBOX: None}
    if phone:
        known[SMS] = phone
    if account.email:
        known[EMAIL] = account.email
    wanted = known if channels is None else channels
    return [(channel, known[channel]) for channel in wanted if channel in known]


def inbox_of(actor: Actor, *, cursor: str = "", size: int = 20) -> Page[Message]:
    """The actor's own messages, newest first."""
    return NEWEST.page(Message.objects.filter(account_id=_own(actor), channel=INBOX), cursor=cursor, size=size)


def unread_count(actor: Actor) -> int:
    """How many inbox messages the actor has not opened (at most 100 are counted)."""
    if actor.account_id is None:
        return 0
    return Message.objects.filter(account_id=actor.account_id, channel=INBOX, read_at=None)[:100].count()


def inbox_message(actor: Actor, message_id: uuid.UUID) -> Message:
    """One message of the actor's inbox. Raises NotFound, also for somebody else's."""
    found = Message.objects.filter(pk=message_id, account_id=_own(actor), channel=INBOX).first()
    if found is None:
        raise NotFound("Pesan ini tidak ada di kotak Anda. Kembali ke daftar pesan.")
    return found


def outbox(*, phone: str = "", channel: str = "", cursor: str = "", size: int = 30) -> Page[Message]:
    """Everything that left the house by any channel, newest first: only for the page of a demonstration.

    phone: E.164, finds what went to it and to the inbox of its account.
    """
    rows = Message.objects.select_related("account__person", "person")
    if phone:
        indexes = blind_indexes(phone, context=INDEX_CONTEXT[SMS])
        rows = rows.filter(Q(address_index__in=indexes) | Q(account__phone_index__in=indexes))
    if channel:
        rows = rows.filter(channel=channel)
    return NEWEST.page(rows, cursor=cursor, size=size)


def message(message_id: str) -> Message | None:
    """A message by its id, for the job that delivers it."""
    return Message.objects.filter(pk=message_id).first()


def overdue(*, before: datetime, most: int = 500) -> list[Message]:
    """Messages that should have been attempted before this moment and were not: their job was lost."""
    waiting = Message.objects.filter(sent_at=None, failed_at=None, send_after__lt=before)
    return list(waiting.order_by("send_after")[:most])


def inbound_from(phone: str, *, since: datetime, before: datetime, most: int = 10) -> list[InboundSms]:
    """What came in by SMS from a phone (E.164) from `since` until before `before`, in the order it came."""
    rows = InboundSms.objects.filter(phone_index__in=blind_indexes(phone, context=INDEX_CONTEXT[SMS]))
    return list(rows.filter(received_at__gte=since, received_at__lt=before).order_by("received_at", "pk")[:most])


def standing(at: datetime) -> dict[str, int]:
    """How many messages of each channel but the inbox: wait to be sent now, wait for later, were given up within a day.

    The keys are "<channel> <state>", with the states due, later and failed.
    """
    rows = Message.objects.exclude(channel=INBOX)
    waiting = rows.filter(sent_at=None, failed_at=None)
    kinds = {
        "due": waiting.filter(send_after__lte=at),
        "later": waiting.filter(send_after__gt=at),
        "failed": rows.filter(failed_at__gt=at - timedelta(days=1)),
    }
    found = {f"{channel} {state}": 0 for channel in (SMS, EMAIL, WHATSAPP) for state in kinds}
    for state, which in kinds.items():
        for channel, count in which.order_by().values_list("channel").annotate(Count("pk")):
            found[f"{channel} {state}"] = count
    return found


def oldest_due_seconds(at: datetime) -> float:
    """For how long the message that waits longest could have been sent already; 0 when none waits."""
    first = Message.objects.filter(sent_at=None, failed_at=None, send_after__lte=at).order_by("send_after").first()
    return (at - first.send_after).total_seconds() if first is not None else 0.0


def _own(actor: Actor) -> int:
    if actor.account_id is None:
        raise NotFound("Masuk dulu untuk membaca pesan Anda.")
    return actor.account_id
