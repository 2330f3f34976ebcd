"""Writes of messages: put one in the outbox, carry it, hear one, read one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.city import queries as city
from lorong.kernel.messages import budget, carriers, jobs, policies, queries, wording
from lorong.kernel.messages.models import InboundSms, Message
from lorong.kernel.messages.values import (
    CLOCKS_DIFFER,
    EMAIL,
    INBOX,
    MOST_ATTEMPTS,
    SMS,
    WHATSAPP,
    pause_before,
)
from lorong.kernel.people.fields import blind_index
from lorong.kernel.people.models import Account, Person
from lorong.lib.actors import Actor


@action("message.post", allow=policies.may_send)
def post(
    *,
    actor: Actor,
    person: Person | None = None,
    account: Account | None = None,
    template: str,
    context: Mapping[str, str],
    key: str,
    case_number: str = "",
    link: str = "",
    urgent: bool = False,
    channels: Sequence[str] | None = None,
    at: datetime | None = None,
) -> list[Message]:
    """Put a message to a person or account into the outbox, once per `key` and channel, in the caller's transaction.

    channels: of "inbox", "sms", "email"; None takes the inbox, SMS where the phone is proved, and e-mail where an address is.
    A channel for which there is no address is left out, so the list may be empty: somebody without account and phone.
    link: path on this site; `context` gets it as `link`, the full address. The language is the account's.
    Raises nothing for a repeated key: the messages of the first call are given again.
    """
    assert person is not None or account is not None, "a message goes to somebody"
    if account is None or not account.is_active:
        account = queries.account_of(person or (account.person if account else None))
    moment = at or timezone.now()
    language = queries.language_of(account)
    filled = _with_link(context, link)
    rows = [
        _made(
            channel=channel,
            address=address,
            account=account,
            person=person or (account.person if account else None),
            template=template,
            language=language,
            context=filled,
            key=key,
            case_number=case_number,
            link=link,
            urgent=urgent,
            at=moment,
        )
        for channel, address in queries.ways_to(account, channels)
    ]
    return _put(rows, key)


@action("message.send", allow=policies.may_send)
def send_now(
    *,
    actor: Actor,
    channel: str = SMS,
    phone: str,
    template: str,
    context: Mapping[str, str],
    key: str,
    urgent: bool = True,
    account: Account | None = None,
    language: str = "id",
    case_number: str = "",
    at: datetime | None = None,
) -> Message:
    """Put one message to a phone (E.164; channels "sms" and "whatsapp") or to an e-mail address into the outbox.

    For codes, links and answers that go to an address and not to an account's chosen channels. urgent: does not wait
    for the end of the quiet hours. Once per `key`. Raises SmsUsedUp for a code by SMS when the day's SMS are used up.
    """
    assert channel in {SMS, EMAIL, WHATSAPP}, "an address is a phone or e-mail"
    if channel == SMS and urgent and wording.template(template).secret:
        budget.must_have_room(at=at or timezone.now())
    row = _made(
        channel=channel,
        address=phone,
        account=account,
        person=account.person if account else None,
        template=template,
        language=language,
        context=context,
        key=key,
        case_number=case_number,
        link="",
        urgent=urgent,
        at=at or timezone.now(),
    )
    return _put([row], key)[0]


@action("message.deliver", allow=policies.may_deliver, lock="message")
def deliver(*, actor: Actor, message: Message, at: datetime | None = None) -> Message:
    """One attempt to carry the message; nothing when it is sent, given up, or not yet due. An SMS over the city's daily
    ceiling waits for tomorrow, or is given up when it is urgent.

    The row stays locked while the gateway is asked, so that no second worker asks at the same time. A process that
    dies in between leaves the row as it was: the next attempt asks again with the same id.
    """
    moment = at or timezone.now()
    if message.is_over or message.send_after > moment + CLOCKS_DIFFER:
        return message
    if message.channel == SMS and budget.is_used_up(urgent=message.urgent, at=moment):
        return _held_back(message, moment)
    carried = carriers.carry(message)
    message.attempts += 1
    message.last_error = carried.why[:200]
    if carried.taken:
        message.sent_at = moment
        if carriers.is_real(message.channel):
            message.body = wording.forgotten(message.template, message.body)
    elif carried.hopeless or message.attempts >= MOST_ATTEMPTS:
        message.failed_at = moment
    else:
        message.send_after = moment + pause_before(message.attempts + 1)
        jobs.defer_delivery(message)
    message.save(update_fields=["attempts", "last_error", "sent_at", "failed_at", "send_after", "body"])
    return message


@action("message.receive", allow=policies.may_deliver)
def receive(*, actor: Actor, provider_id: str, phone: str, text: str, at: datetime | None = None) -> InboundSms:
    """Keep an SMS that came in from `phone` (E.164), once per `provider_id`; the first telling counts.

    Answer it unless it is `answered`, with a key made of `provider_id`, and mark it: then a gateway may tell us the
    same SMS as often as it likes, and a process may die anywhere.
    """
    row, _ = InboundSms.objects.get_or_create(
        provider_id=provider_id,
        defaults={
            "phone": phone,
            "phone_index": blind_index(phone, context=queries.INDEX_CONTEXT[SMS]),
            "text": "".join(c if c.isprintable() else " " for c in text)[:1000],
            "received_at": at or timezone.now(),
        },
    )
    return row


@action("message.answered", allow=policies.may_deliver, lock="sms")
def mark_answered(*, actor: Actor, sms: InboundSms) -> None:
    """Note that an SMS that came in got its answer."""
    sms.answered = True
    sms.save(update_fields=["answered"])


@action("message.read", allow=policies.may_read, lock="message")
def mark_read(*, actor: Actor, message: Message, at: datetime | None = None) -> Message:
    """Note that the owner has opened an inbox message; the first time counts."""
    if message.read_at is None:
        message.read_at = at or timezone.now()
        message.save(update_fields=["read_at"])
    return message


def _made(
    *,
    channel: str,
    address: str | None,
    template: str,
    language: str,
    context: Mapping[str, str],
    urgent: bool,
    at: datetime,
    **columns: object,
) -> Message:
    rendered = wording.render(template, channel=channel, language=language, context=context)
    waits = channel == SMS and not urgent
    return Message(
        channel=channel,
        address=address,
        address_index=blind_index(address, context=queries.INDEX_CONTEXT[channel]) if address else None,
        template=template,
        language=language,
        subject=rendered.subject,
        body=rendered.body,
        urgent=urgent,
        made_at=at,
        send_after=budget.quiet_hours().wait(at, city.this_city().zone) if waits else at,
        sent_at=at if channel == INBOX else None,  # the inbox is this row: it has arrived
        **columns,
    )


def _put(rows: list[Message], key: str) -> list[Message]:
    # Two calls with one key at the same moment: the second waits for the first, then finds its rows.
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    stored = {m.channel: m for m in Message.objects.filter(key=key, channel__in=[r.channel for r in rows])}
    for row in rows:
        if stored[row.channel].pk == row.pk and row.sent_at is None:
            jobs.defer_delivery(row)
    return [stored[row.channel] for row in rows]


def _held_back(message: Message, at: datetime) -> Message:
    """The city's SMS of the day are used up: what can wait goes tomorrow, a code that came tomorrow would help nobody."""
    message.last_error = budget.OVER
    if message.urgent:
        message.failed_at = at
    else:
        message.send_after = budget.next_chance(at)
        jobs.defer_delivery(message)
    message.save(update_fields=["last_error", "failed_at", "send_after"])
    return message


def _with_link(context: Mapping[str, str], link: str) -> dict[str, str]:
    return {**({"link": f"{settings.PUBLIC_URL}{link}"} if link else {}), **context}
