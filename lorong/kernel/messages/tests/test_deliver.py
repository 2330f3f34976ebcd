"""At least once, with one id, whatever the gateway does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from lorong.kernel.messages import actions, carriers, queries, tasks, wording
from lorong.kernel.messages.models import Message
from lorong.kernel.messages.values import MOST_ATTEMPTS, SECRET_GONE
from lorong.kernel.people.models import Account
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed

from .conftest import SITI_PHONE, FakeGateway

Gateway = FakeGateway


@pytest.fixture
def sms(siti: Account) -> Message:
    """A message that waits to be sent."""
    context = wording.template("diterima").sample
    return actions.post(actor=SISTEM, account=siti, template="diterima", context=context, key="k", urgent=True)[1]


def deliver(message: Message, **more: Any) -> Message:
    return actions.deliver(actor=SISTEM, message=message, **more)


def until_over(message: Message) -> Message:
    """Attempts at the moments for which they were planned."""
    for _ in range(MOST_ATTEMPTS + 3):
        message = deliver(message, at=message.send_after)
    return message


def jobs_of(message: Message) -> int:
    return ProcrastinateJob.objects.filter(args__message_id=str(message.pk)).count()


def test_the_gateway_gets_number_text_id_and_token(gateway: Gateway, sms):
    sent = deliver(sms)
    assert sent.sent_at is not None
    assert gateway.asked == [
        {"id": str(sms.pk), "key": str(sms.pk), "to": SITI_PHONE, "text": sms.body, "token": "Bearer token-of-the-test"}
    ]


def test_what_was_sent_is_not_sent_again(gateway: Gateway, sms):
    deliver(sms)
    deliver(sms)
    tasks.deliver(message_id=str(sms.pk))
    assert len(gateway.asked) == 1


@pytest.mark.parametrize(
    "what", ["500", "503", "429", "401", "rubbish", "binary", "empty", "list", "deep", "drop", "hang", "redirect"]
)
def test_a_bad_day_of_the_gateway_is_tried_again_with_the_same_id(gateway: Gateway, sms, what):
    gateway.plan = [what]
    tried = deliver(sms)
    assert (tried.sent_at, tried.failed_at, tried.attempts) == (None, None, 1)
    assert tried.last_error
    assert tried.send_after > timezone.now() + timedelta(seconds=20)
    assert jobs_of(sms) == 2

    sent = deliver(tried, at=tried.send_after)
    assert sent.sent_at is not None
    assert sent.last_error == ""
    assert gateway.ids == [str(sms.pk)] * 2


def test_an_attempt_before_its_time_asks_nobody(gateway: Gateway, sms):
    gateway.plan = ["500"]
    tried = deliver(sms)
    deliver(tried)
    assert len(gateway.asked) == 1


def test_a_gateway_that_took_it_and_said_nothing_gets_the_same_id_again(gateway: Gateway, sms):
    gateway.plan = ["hang", "ok"]
    until_over(sms)
    assert gateway.ids == [str(sms.pk)] * 2
    assert list(gateway.texts) == [str(sms.pk)]


def test_after_eight_attempts_it_is_given_up_and_said_so(gateway: Gateway, sms):
    gateway.plan = ["500"] * 20
    over = until_over(sms)
    assert over.failed_at is not None
    assert over.sent_at is None
    assert over.attempts == MOST_ATTEMPTS == len(gateway.asked)
    assert over.last_error == "the gateway answers 500"
    assert set(gateway.ids) == {str(sms.pk)}


def test_a_number_that_the_gateway_will_never_take_is_given_up_at_once(gateway: Gateway, sms):
    gateway.plan = ["422"]
    over = until_over(sms)
    assert over.failed_at is not None
    assert len(gateway.asked) == 1


def test_a_gateway_that_is_not_there_is_tried_again(sms, settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/"
    tried = deliver(sms)
    assert (tried.sent_at, tried.attempts) == (None, 1)
    assert "does not answer" in tried.last_error


def test_what_went_wrong_is_kept_without_number_or_text(gateway: Gateway, sms):
    gateway.plan = ["rubbish"]
    error = deliver(sms).last_error
    assert SITI_PHONE not in error
    assert "Surat" not in error


def test_the_text_of_a_code_is_forgotten_once_the_gateway_has_it(gateway: Gateway, db):
    sample = wording.template("kode").sample
    code = actions.send_now(actor=SISTEM, phone=SITI_PHONE, template="kode", context=sample, key="kode:1")
    deliver(code)
    assert "482913" in gateway.asked[0]["text"]
    assert Message.objects.get(pk=code.pk).body == SECRET_GONE


def test_a_code_that_was_not_taken_keeps_its_text(gateway: Gateway, db):
    gateway.plan = ["500"]
    sample = wording.template("kode").sample
    code = actions.send_now(actor=SISTEM, phone=SITI_PHONE, template="kode", context=sample, key="kode:1")
    deliver(code)
    assert "482913" in Message.objects.get(pk=code.pk).body


def test_without_a_gateway_it_counts_as_sent_and_can_be_read(db):
    sample = wording.template("kode").sample
    code = actions.send_now(actor=SISTEM, phone=SITI_PHONE, template="kode", context=sample, key="kode:1")
    assert deliver(code).sent_at is not None
    assert "482913" in queries.outbox(phone=SITI_PHONE).rows[0].body


def test_in_production_a_forgotten_gateway_does_not_look_like_a_message_sent(sms, settings):
    settings.PRODUCTION = True
    tried = deliver(sms)
    assert tried.sent_at is None
    assert tried.last_error == "no sms gateway is set"


def test_only_the_system_carries_messages(cast, sms):
    with pytest.raises(NotAllowed):
        actions.deliver(actor=cast.actor("siti"), message=sms)


def test_a_message_that_is_gone_is_no_error(db):
    tasks.deliver(message_id="11111111-1111-4111-8111-111111111111")
    assert not Message.objects.exists()


def test_a_message_whose_job_was_lost_gets_a_new_one_once(gateway: Gateway, sms):
    Message.objects.filter(pk=sms.pk).update(send_after=timezone.now() - timedelta(minutes=6))
    before = jobs_of(sms)
    tasks.rescue(timestamp=0)
    tasks.rescue(timestamp=0)
    assert jobs_of(sms) == before + 1
    deliver(sms)
    assert queries.overdue(before=timezone.now()) == []


# ---- e-mail


@pytest.fixture
def letter(siti: Account) -> Message:
    Account.objects.filter(pk=siti.pk).update(email="siti@contoh.id")
    siti.refresh_from_db()
    return actions.post(
        actor=SISTEM,
        account=siti,
        template="terbit",
        context=wording.template("terbit").sample,
        key="k",
        link="/urusan/26-0727-0042/",
        channels=("email",),
    )[0]


def test_an_e_mail_has_subject_link_and_the_message_s_id(letter, settings, monkeypatch):
    settings.EMAIL_URL = "smtp://localhost:2525"
    monkeypatch.setattr(carriers, "mail_server", lambda url: mail.get_connection())
    assert deliver(letter).sent_at is not None
    sent = mail.outbox[0]
    assert sent.to == ["siti@contoh.id"]
    assert sent.subject == "Selesai. Surat Keterangan Usaha siap diunduh"
    assert "http://localhost:8000/urusan/26-0727-0042/" in sent.body
    assert sent.extra_headers["Message-ID"] == f"<{letter.pk}@contoh.go.id>"


def test_a_mail_server_that_is_not_there_is_tried_again(letter, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    tried = deliver(letter)
    assert (tried.sent_at, tried.attempts) == (None, 1)
    assert tried.last_error.startswith("mail: ")


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "ssl"),
    [
        ("smtp://mail.contoh.go.id", "mail.contoh.go.id", 25, False, False),
        ("smtp://kota:rahasia%40@mail.contoh.go.id", "mail.contoh.go.id", 587, True, False),
        ("smtps://kota:rahasia@mail.contoh.go.id", "mail.contoh.go.id", 465, False, True),
        ("smtp://mail.contoh.go.id:2525", "mail.contoh.go.id", 2525, False, False),
    ],
)
def test_the_address_of_the_mail_server_is_read(url, host, port, tls, ssl):
    server = carriers.mail_server(url)
    assert (server.host, server.port, server.use_tls, server.use_ssl) == (host, port, tls, ssl)
    assert server.password in {"", "rahasia@", "rahasia"}
