"""Carry one message by its channel: SMS gateway, WhatsApp, mail server, or, without one, only the page Kotak Pesan."""

from __future__ import annotations

import smtplib
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from lorong.kernel.messages.gateway import HttpGateway
from lorong.kernel.messages.models import Message
from lorong.kernel.messages.values import EMAIL, SMS, WHATSAPP, Carried
from lorong.kernel.messages.whatsapp import CloudApi

TIMEOUT = 10  # seconds


def is_real(channel: str) -> bool:
    """Whether messages of the channel leave the house; otherwise they can only be read on the page Kotak Pesan."""
    doors = {SMS: settings.SMS_GATEWAY_URL, EMAIL: settings.EMAIL_URL, WHATSAPP: settings.WHATSAPP_URL}
    return bool(doors.get(channel))


def carry(message: Message) -> Carried:
    """One attempt. Never raises for what the other side does."""
    if not is_real(message.channel):
        # In production nobody reads Kotak Pesan: a forgotten setting must not look like a message sent.
        return Carried(not settings.PRODUCTION, f"no {message.channel} gateway is set" if settings.PRODUCTION else "")
    assert message.address, "a message that leaves has an address"
    if message.channel == SMS:
        gateway = HttpGateway(settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN, timeout=TIMEOUT)
        return gateway.send(message_id=str(message.pk), phone=message.address, text=message.body)
    if message.channel == WHATSAPP:
        cloud = CloudApi(settings.WHATSAPP_URL, settings.WHATSAPP_TOKEN, timeout=TIMEOUT)
        return cloud.send(message_id=str(message.pk), phone=message.address, text=message.body)
    return _mail(message)


def _mail(message: Message) -> Carried:
    link = f"\n\n{settings.PUBLIC_URL}{message.link}" if message.link else ""
    domain = settings.EMAIL_FROM.rpartition("@")[2]
    mail = EmailMessage(
        subject=" ".join(message.subject.split()),
        body=f"{message.body}{link}\n",
        from_email=settings.EMAIL_FROM,
        to=[message.address],
        headers={"Message-ID": f"<{message.pk}@{domain}>"},
        connection=mail_server(settings.EMAIL_URL),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused:
        return Carried(False, "the mail server refuses the address", hopeless=True)
    except (OSError, smtplib.SMTPException) as error:
        return Carried(False, f"mail: {type(error).__name__}")
    return Carried(True)


def mail_server(url: str) -> BaseEmailBackend:
    """The server of `smtp://user:password@host:port` (STARTTLS when it has a user) or `smtps://...`."""
    parts = urlsplit(url)
    assert parts.scheme in {"smtp", "smtps"}, "LORONG_EMAIL_URL is smtp://host or smtps://host"
    assert parts.hostname, "LORONG_EMAIL_URL names a host"
    return EmailBackend(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 587 if parts.username else 25),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=parts.scheme == "smtp" and bool(parts.username),
        timeout=TIMEOUT,
    )
