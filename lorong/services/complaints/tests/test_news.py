"""Who hears what of an incident, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from lorong.kernel.messages.models import Message
from lorong.lib.actors import SISTEM
from lorong.services.complaints import actions, news, tasks, values
from lorong.services.complaints.actions import asking
from lorong.services.complaints.tests.conftest import RAPPOCINI, Street
from lorong.testing import MONDAY

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"


def run_jobs() -> None:
    """Do every job of the room, twice each: what may run twice does no harm."""
    for job in ProcrastinateJob.objects.filter(queue_name="complaints").order_by("id"):
        task = {
            "complaints.received": tasks.received,
            "complaints.news": tasks.tell_news,
            "complaints.said": tasks.said,
            "complaints.asked": tasks.asked,
        }.get(job.task_name)
        for _ in range(2 if task else 0):
            task(**job.args)


def told(street: Street, name: str, channel: str = "inbox") -> list[str]:
    run_jobs()
    rows = Message.objects.filter(account_id=street.who(name).account_id, channel=channel, template__startswith="aduan_")
    return list(rows.order_by("made_at", "id").values_list("template", flat=True))


def test_a_reporter_hears_of_every_turn_once(street: Street):
    incident = street.tell("siti").incident
    street.advance(incident, "verifikasi", "minta_data", reason="Nama lorongnya?")
    assert sorted(told(street, "siti")) == ["aduan_diterima", "aduan_minta_data"]
    asked = Message.objects.get(template="aduan_minta_data", channel="inbox")
    assert "Nama lorongnya?" in asked.body
    assert asked.link == f"/aduan/laporan/{incident.reports.get().number}/"


def test_claim_no_and_end_are_told_to_everybody_who_told_of_it(street: Street):
    incident = street.claimed("siti")
    street.tell("tono", join=incident.code)
    street.answer(incident, "tono", False)
    street.claim(incident)
    street.answer(incident, "siti", True)
    assert set(told(street, "siti")) == {"aduan_diterima", "aduan_beres", "aduan_dibuka_lagi", "aduan_selesai"}
    assert set(told(street, "tono")) == {"aduan_diterima", "aduan_beres", "aduan_dibuka_lagi", "aduan_selesai"}


def test_what_comes_back_after_its_end_is_told_too(street: Street):
    incident = street.claimed("siti")
    street.tell("tono", join=incident.code)
    street.answer(incident, "siti", True)
    told(street, "siti")
    street.answer(incident, "tono", False)
    assert told(street, "siti")[-1] == "aduan_dibuka_lagi"
    assert told(street, "siti").count("aduan_dibuka_lagi") == 1


def test_a_proved_phone_hears_by_sms(street: Street):
    street.tell("visitor", phone=PHONE)
    run_jobs()
    (sms,) = Message.objects.filter(template="aduan_diterima")
    assert (sms.channel, sms.address) == ("sms", PHONE)
    assert "/a/" in sms.body


def test_who_follows_hears_in_the_inbox_and_who_took_it_back_hears_nothing_more(street: Street):
    incident = street.tell("siti").incident
    second = street.tell("tono", join=incident.code)
    actions.follow(actor=street.cast.actor("kasi"), incident=incident, who=street.who("kasi"))
    actions.withdraw(actor=street.cast.actor("tono"), report=second, who=street.who("tono"))
    street.advance(incident, "verifikasi", "arsipkan", reason="Milik perumahan")
    assert told(street, "kasi") == ["aduan_kabar"]
    assert "aduan_ditutup" not in told(street, "tono")
    closed = Message.objects.get(template="aduan_ditutup", channel="inbox")
    assert "Milik perumahan" in closed.body


def test_who_follows_a_kelurahan_hears_once_it_was_checked(street: Street):
    actions.follow_area(actor=street.cast.actor("tono"), region=RAPPOCINI)
    incident = street.tell("siti").incident
    assert told(street, "tono") == []
    street.advance(incident, "verifikasi", "teruskan")
    assert told(street, "tono") == ["aduan_wilayah"]


def test_both_sides_of_a_thread_hear_of_a_line(street: Street):
    report = street.tell("siti")
    actions.say(actor=street.cast.actor("siti"), report=report, body="Sudah seminggu", key="a", who=street.who("siti"))
    actions.reply(actor=street.cast.actor("budi"), report=report, body="Besok", key="b")
    assert "aduan_pesan" in told(street, "siti")
    assert Message.objects.filter(template="aduan_pesan_warga").exists()
    assert "Sudah seminggu" not in Message.objects.get(template="aduan_pesan_warga", channel="inbox").body


def test_an_asked_neighbour_hears_where_and_until_when(street: Street):
    street.tell("tono")
    incident = street.claimed("siti")
    asking.ask_neighbours(actor=SISTEM, incident=incident, at=incident.moved_at + values.SILENCE)
    assert "aduan_tetangga" in told(street, "tono")
    body = Message.objects.get(template="aduan_tetangga", channel="inbox").body
    assert "tiga tetangga" in body
    assert news.title_of(incident.category) in body


def test_in_english_to_who_reads_english(street: Street):
    account = street.cast.account("siti")
    type(account).objects.filter(pk=account.pk).update(language="en")
    street.tell("siti")
    run_jobs()
    assert "We have your report" in Message.objects.get(template="aduan_diterima", channel="inbox").body


def test_the_third_time_is_marked_by_the_job(street: Street):
    for place, name in enumerate(("siti", "tono", "siti")):
        told = street.tell(name, at=MONDAY + timedelta(days=5 * place))
        if place < 2:
            ended_at = told.incident.opened_at + timedelta(days=1)
            news.Incident.objects.filter(pk=told.incident_id).update(ended="fixed", ended_at=ended_at)
    run_jobs()
    marked = {incident.code: bool(incident.structural_at) for incident in news.Incident.objects.order_by("id")}
    assert list(marked.values())[-1] is True
