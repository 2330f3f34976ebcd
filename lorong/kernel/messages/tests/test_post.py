"""One message, once, to those who can be reached, in their language, when it may ring."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lorong.kernel.messages import actions, queries, wording
from lorong.kernel.messages.models import Message
from lorong.kernel.people.models import Account
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed
from lorong.testing import MONDAY

from .conftest import SITI_PHONE, give_phone

NIGHT = MONDAY.replace(hour=22)
SAMPLE = wording.template("diterima").sample


def post(account: Account, **more: Any) -> list[Message]:
    told = {
        "person": account.person if account else None,
        "account": account,
        "template": "diterima",
        "context": SAMPLE,
    }
    return actions.post(**{"actor": SISTEM, "key": "26-0727-0042:1:diterima", "at": MONDAY, **told, **more})


def jobs() -> list[tuple[str, datetime | None]]:
    rows = ProcrastinateJob.objects.filter(task_name="messages.deliver").order_by("id")
    return [(row.args["message_id"], row.scheduled_at) for row in rows]


def test_a_resident_with_a_phone_gets_it_in_the_inbox_and_by_sms(siti):
    inbox, sms = post(siti)
    assert (inbox.channel, sms.channel) == ("inbox", "sms")
    assert sms.address == SITI_PHONE
    assert inbox.person == sms.person == siti.person
    assert "diterima" in sms.body


def test_the_inbox_has_it_at_once_and_the_sms_has_a_job(siti):
    inbox, sms = post(siti)
    assert inbox.sent_at == MONDAY
    assert sms.sent_at is None
    assert jobs() == [(str(sms.pk), MONDAY)]


def test_nothing_leaves_when_the_act_is_rolled_back(siti):
    with transaction.atomic():
        post(siti)
        transaction.set_rollback(True)
    assert not Message.objects.filter(account=siti).exists()
    assert jobs() == []


def test_the_same_key_is_sent_once(siti):
    first, again = post(siti), post(siti)
    assert [m.pk for m in first] == [m.pk for m in again]
    assert Message.objects.filter(account=siti).count() == 2
    assert len(jobs()) == 1


def test_the_database_refuses_a_second_row_of_a_key(siti):
    _, sms = post(siti)
    sms.pk = "11111111-1111-4111-8111-111111111111"
    with pytest.raises(IntegrityError, match="a_key_is_sent_once_per_channel"), transaction.atomic():
        sms.save(force_insert=True)


def test_an_sms_needs_a_number(siti):
    with pytest.raises(IntegrityError, match="a_message_has_somewhere_to_go"), transaction.atomic():
        Message.objects.create(key="k", channel="sms", account=siti, template="diterima", body="x")


def test_an_unproven_phone_gets_nothing(siti):
    Account.objects.filter(pk=siti.pk).update(phone_verified=False)
    siti.refresh_from_db()
    assert [m.channel for m in post(siti)] == ["inbox"]


def test_without_a_phone_it_goes_by_e_mail(siti):
    Account.objects.filter(pk=siti.pk).update(phone_verified=False, email="siti@contoh.id")
    siti.refresh_from_db()
    inbox, email = post(siti)
    assert (email.channel, email.address) == ("email", "siti@contoh.id")
    assert email.subject == inbox.subject == "Terkirim. Sekarang giliran Kelurahan Rappocini"


def test_somebody_without_an_account_is_told_at_the_counter(siti):
    Account.objects.filter(pk=siti.pk).update(is_active=False)
    assert actions.post(actor=SISTEM, person=siti.person, template="diterima", context=SAMPLE, key="k") == []


def test_a_closed_account_hands_over_to_the_new_one(siti):
    Account.objects.filter(pk=siti.pk).update(is_active=False, phone=None, phone_index=None, phone_verified=False)
    siti.refresh_from_db()
    new = give_phone(Account.objects.create(person=siti.person), "+6281322221111")
    inbox, sms = post(siti)
    assert inbox.account == new
    assert sms.address == "+6281322221111"


def test_only_the_channels_asked_for(siti):
    assert [m.channel for m in post(siti, channels=("inbox",))] == ["inbox"]


def test_somebody_who_reads_english_gets_english(siti):
    Account.objects.filter(pk=siti.pk).update(language="en")
    siti.refresh_from_db()
    inbox, sms = post(siti)
    assert sms.language == "en"
    assert "We have your Surat Keterangan Usaha" in sms.body
    assert inbox.subject.startswith("Sent.")


def test_a_path_becomes_the_full_address_in_an_sms(siti, settings):
    settings.PUBLIC_URL = "https://layanan.contoh.go.id"
    context = {k: v for k, v in wording.template("pesan_baru").sample.items() if k != "link"}
    inbox, sms = post(siti, template="pesan_baru", context=context, link="/urusan/26-0727-0042/")
    assert "https://layanan.contoh.go.id/urusan/26-0727-0042/" in sms.body
    assert inbox.link == "/urusan/26-0727-0042/"


def test_at_night_the_sms_waits_for_the_morning_and_the_inbox_does_not(siti):
    inbox, sms = post(siti, at=NIGHT)
    assert inbox.sent_at == NIGHT
    assert sms.send_after == NIGHT.replace(hour=6) + timedelta(days=1)
    assert jobs() == [(str(sms.pk), sms.send_after)]


def test_what_is_urgent_rings_at_night(siti):
    _, sms = post(siti, at=NIGHT, urgent=True)
    assert sms.send_after == NIGHT


def test_text_and_number_are_sealed_in_the_table(siti):
    _, sms = post(siti)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, address, address_index FROM messages_message WHERE id = %s", [sms.pk])
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"Surat" not in stored
    assert SITI_PHONE.encode() not in stored


def test_a_resident_does_not_speak_in_the_city_s_name(cast, siti):
    with pytest.raises(NotAllowed):
        post(siti, actor=cast.actor("tono"))


def test_whoever_stands_at_a_door_may_ask_for_a_code(cast):
    sample = wording.template("kode").sample
    sent = actions.send_now(
        actor=cast.actor("tono"), phone="+6281311112222", template="kode", context=sample, key="kode:1", at=NIGHT
    )
    assert sent.urgent
    assert sent.send_after == NIGHT
    assert sent.body.startswith("482913")
    assert sent.account is None


def test_a_link_for_an_rt_head_waits_for_the_morning(db):
    sample = wording.template("tautan_pihak").sample
    told = {"phone": "+6281311112222", "template": "tautan_pihak", "context": sample, "key": "link:1"}
    sent = actions.send_now(actor=SISTEM, urgent=False, at=NIGHT, **told)
    assert sent.send_after == NIGHT.replace(hour=6) + timedelta(days=1)
    assert actions.send_now(actor=SISTEM, urgent=False, at=NIGHT, **told).pk == sent.pk


@pytest.fixture
def own_account(own_database: str) -> Account:
    """Somebody with a proven phone in a database in which everything is committed."""
    return Account.objects.filter(phone_verified=True).order_by("pk")[0]


def test_eight_at_once_with_one_key_are_one_message(own_account):
    gate, got = threading.Barrier(8), []

    def race() -> None:
        gate.wait()
        try:
            got.append([m.pk for m in post(own_account)])
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 8
    assert len({tuple(ids) for ids in got}) == 1
    assert len(jobs()) == 1


def test_the_inbox_shows_its_owner_s_messages_only(cast, siti, tono):
    inbox, _ = post(siti)
    assert [m.pk for m in queries.inbox_of(cast.actor("siti")).rows] == [inbox.pk]
    assert queries.inbox_of(cast.actor("tono")).rows == []
    assert queries.unread_count(cast.actor("siti")) == 1
