from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lorong.kernel.messages.values import EMAIL, INBOX, SMS, WHATSAPP
from lorong.kernel.people.fields import SealedTextField
from lorong.kernel.people.models import Account, Person
from lorong.lib.phone import MOBILE, national


class Channel(models.TextChoices):
    INBOX = INBOX  # in-app, read on the page Pesan
    SMS = SMS
    EMAIL = EMAIL
    WHATSAPP = WHATSAPP  # only as an answer, within a day of what somebody wrote there


class Message(models.Model):
    """One message through one channel. `key` makes it once only; the gateway gets `id`, which never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=160)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="messages")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="messages")
    address = SealedTextField(context="message.address", null=True)  # phone or e-mail, when the channel needs one
    address_index = models.BinaryField(null=True)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=2, default="id")
    subject = models.CharField(max_length=200, blank=True)
    body = SealedTextField(context="message.body")
    case_number = models.CharField(max_length=24, blank=True)
    link = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)  # codes and the like do not wait for the morning
    made_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messages_message"
        constraints = [
            models.UniqueConstraint(fields=["key", "channel"], name="a_key_is_sent_once_per_channel"),
            models.CheckConstraint(
                condition=Q(channel="inbox", account__isnull=False)
                | Q(channel__in=["sms", "email", "whatsapp"], address__isnull=False, address_index__isnull=False),
                name="a_message_has_somewhere_to_go",
            ),
            models.CheckConstraint(condition=Q(sent_at=None) | Q(failed_at=None), name="a_message_is_not_both_sent_and_failed"),
        ]
        indexes = [
            models.Index(fields=["account", "channel", "-made_at"], name="messages_of_an_account"),
            models.Index(fields=["send_after"], condition=Q(sent_at=None, failed_at=None), name="messages_to_send"),
            models.Index(fields=["-made_at", "-id"], name="messages_by_time"),
            models.Index(fields=["sent_at"], condition=Q(channel="sms", sent_at__isnull=False), name="sms_of_a_day"),
            models.Index(fields=["failed_at"], condition=Q(failed_at__isnull=False), name="messages_given_up"),
            models.Index(fields=["address_index", "-made_at"], name="messages_to_an_address"),
        ]

    @property
    def is_over(self) -> bool:
        """Sent, or given up."""
        return self.sent_at is not None or self.failed_at is not None

    @property
    def shown_address(self) -> str:
        """The address as people write it: "0812 3456 7890"; empty for the inbox."""
        address = self.address or ""
        return national(address) if self.channel in {SMS, WHATSAPP} and MOBILE.fullmatch(address) else address


class InboundSms(models.Model):
    """An SMS that came in. `provider_id` makes the gateway's retries harmless."""

    provider_id = models.CharField(max_length=120, unique=True)
    phone = SealedTextField(context="inbound.phone")
    phone_index = models.BinaryField()
    text = models.CharField(max_length=1000)
    received_at = models.DateTimeField(default=timezone.now)
    answered = models.BooleanField(default=False)

    class Meta:
        db_table = "messages_inbound"
        indexes = [models.Index(fields=["phone_index", "-received_at"], name="inbound_from_a_phone")]
