"""LAPOR by SMS, through the gateway's door: what is missing is asked, parts come in any order, and SUDAH settles."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lorong.kernel.messages.models import InboundSms, Message
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed
from lorong.services.complaints import by_sms
from lorong.services.complaints.actions.text import forget_texting, text
from lorong.services.complaints.models import Incident, Line, Report, Texting
from lorong.services.complaints.suggesting import Suggestion
from lorong.services.complaints.tests.conftest import SLUG, Street, publish_now
from lorong.testing import MONDAY

RAPPOCINI = "73.71.13.1006"
PHONE = "+6281234567890"
TOKEN = "token-of-the-gateway"
Sends = Callable[..., str]


@pytest.fixture
def sends(street: Street, settings: Any) -> Sends:
    """`sends("LAPOR ...")`: through the door; gives the template that was answered, "" for none."""
    settings.SMS_INBOUND_TOKEN = TOKEN
    count = iter(range(10_000))

    def send(words: str, *, told_id: str = "", phone: str = PHONE) -> str:
        provider = told_id or f"p{next(count)}"
        body = json.dumps({"id": provider, "from": phone, "text": words})
        answer = Client().post("/sms/masuk/", body, content_type="application/json", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        said = Message.objects.filter(key=f"sms-answer:{provider}").first()
        return said.template if said else ""

    return send


def answered() -> str:
    return Message.objects.filter(key__startswith="sms-answer:").order_by("-made_at").first().body  # type: ignore[union-attr]


def test_one_sms_with_everything_is_a_report(sends: Sends):
    assert sends("LAPOR lampu jalan mati di lorong 4, Kelurahan Rappocini, sudah tiga malam") == ""
    report = Report.objects.get()
    assert (report.channel, report.region, report.place_from, report.phone) == ("sms", RAPPOCINI, "region", PHONE)
    assert report.text.startswith("lampu jalan mati") and report.incident.case_number


def test_a_missing_place_is_asked_and_the_answer_makes_the_report(sends: Sends):
    assert sends("LAPOR lampu jalan mati sudah tiga malam") == "lapor_di_mana"
    assert not Report.objects.exists()
    assert sends("Rappocini, lorong 4 dekat masjid") == ""
    report = Report.objects.get()
    assert (report.region, report.where) == (RAPPOCINI, "Rappocini, lorong 4 dekat masjid")


def test_a_slip_in_the_name_is_asked_back_by_number(sends: Sends):
    assert sends("LAPOR lampu jalan mati di rapocini") == "lapor_kelurahan_mana"
    assert "1. Rappocini" in answered()
    assert sends("1") == ""
    assert Report.objects.get().region == RAPPOCINI


def test_a_school_is_a_guess_that_is_asked_back_and_never_taken_for_granted(sends: Sends):
    assert sends("LAPOR lampu jalan mati depan SDN Bontokamase 2 makassar") == "lapor_di_mana"
    assert sends("di samping SD Aisyiyah Muhammadiyah 3") == "lapor_kelurahan_mana"
    assert not Report.objects.exists()
    assert sends("1") == ""
    assert Report.objects.get().region == "73.71.05.1002"


def test_lapor_alone_is_asked_what_happened(sends: Sends):
    assert sends("LAPOR") == "lapor_apa"
    assert sends("lampu jalan mati di Rappocini") == ""
    assert Report.objects.get().text == "lampu jalan mati di Rappocini"


def test_the_gateway_that_repeats_itself_gets_the_same_and_makes_nothing_twice(sends: Sends):
    first = sends("LAPOR lampu jalan mati", told_id="7")
    InboundSms.objects.update(answered=False)  # as when the process died before it noted the answer
    assert sends("LAPOR lampu jalan mati", told_id="7") == first == "lapor_di_mana"
    assert (Texting.objects.get().tries, Message.objects.filter(key="sms-answer:7").count()) == (1, 1)
    sends("Rappocini", told_id="8")
    InboundSms.objects.update(answered=False)
    sends("Rappocini", told_id="8")
    assert Report.objects.count() == 1


def test_two_parts_out_of_order_are_one_report(sends: Sends):
    assert sends("(2/2) di Rappocini lorong 4") == "sms_help"
    assert sends("(1/2) LAPOR lampu jalan mati") == ""
    assert Report.objects.get().text == "lampu jalan mati di Rappocini lorong 4"


def test_a_second_part_that_comes_while_we_ask_belongs_to_the_telling(sends: Sends):
    assert sends("(1/2) LAPOR lampu jalan mati") == "lapor_di_mana"
    assert sends("(2/2) di Rappocini lorong 4") == ""
    assert Report.objects.get().text == "lampu jalan mati di Rappocini lorong 4"


def test_what_comes_shortly_after_a_report_is_added_to_it(sends: Sends):
    sends("LAPOR lampu jalan mati di Rappocini")
    assert sends("tiang nomor 7") == "lapor_ditambah"
    assert Line.objects.get().body == "tiang nomor 7"
    Texting.objects.update(heard_at=MONDAY - timedelta(days=2))
    assert sends("halo") == "sms_help"


def test_when_it_is_not_clear_what_it_is_about_the_reporter_chooses(sends: Sends, monkeypatch: pytest.MonkeyPatch):
    publish_now(slug="uji-sampah", names={"title": "Sampah menumpuk", "code": "UJISAMPAH", "short": "Sampah"})
    unsure = [Suggestion("uji-sampah", 0.4), Suggestion(SLUG, 0.35)]
    monkeypatch.setattr("lorong.services.complaints.suggesting.suggest", lambda text: unsure)
    assert sends("LAPOR lampu jalan dan sampah menumpuk di Rappocini") == "lapor_jenis"
    assert "1. Sampah menumpuk, 2. Lampu jalan mati" in answered()
    assert sends("1") == ""
    assert Report.objects.get().category == "uji-sampah"


def test_a_new_lapor_begins_anew(sends: Sends):
    sends("LAPOR lampu jalan mati")
    assert sends("LAPOR lampu jalan mati di Rappocini") == ""
    assert sends("LAPOR lampu lain mati di Rappocini juga") == ""
    assert Report.objects.count() == 2


def test_too_many_reports_from_one_phone_are_told_kindly(sends: Sends, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("lorong.services.complaints.values.AN_HOUR", 1)
    monkeypatch.setattr("lorong.portals.public.sms.MOST_AN_HOUR", 100)
    sends("LAPOR lampu jalan mati di Rappocini")
    assert sends("LAPOR lampu lain mati di Rappocini") == "lapor_belum_bisa"
    assert Report.objects.count() == 1


def claimed(street: Street) -> Incident:
    incident = Incident.objects.get()
    at = street.case(incident).last_at
    street.advance(incident, "verifikasi", "teruskan", at=at + timedelta(hours=1))
    street.advance(incident, "tindaklanjut", "jelaskan", reason="Menunggu tiang baru", at=at + timedelta(hours=2))
    return Incident.objects.get()


def test_sudah_settles_and_belum_opens_again(sends: Sends, street: Street):
    sends("LAPOR lampu jalan mati di Rappocini")
    Texting.objects.update(heard_at=MONDAY - timedelta(days=2))
    assert sends("SUDAH") == "sms_help"  # nobody asked
    claimed(street)
    assert sends("belum, masih gelap") == "lapor_dijawab", answered()
    incident = Incident.objects.get()
    assert incident.turn == "city" and not incident.ended
    street.advance(incident, "tindaklanjut", "jelaskan", reason="Tiang sudah datang")
    assert sends("Sudah") == "lapor_dijawab"
    assert Incident.objects.get().ended == "answered"


def test_jawab_gives_what_the_office_asked_for(sends: Sends, street: Street):
    sends("LAPOR lampu jalan mati di Rappocini")
    Texting.objects.update(heard_at=MONDAY - timedelta(days=2))
    assert sends("JAWAB tiang nomor 7") == "sms_help"
    street.advance(Incident.objects.get(), "verifikasi", "minta_data", reason="Tiang nomor berapa?")
    assert sends("JAWAB tiang nomor 7") == "lapor_dijawab"
    assert Line.objects.get().body == "tiang nomor 7"
    assert Incident.objects.get().step == "verifikasi"


def test_somebody_elses_sudah_settles_nothing(sends: Sends, street: Street):
    sends("LAPOR lampu jalan mati di Rappocini")
    claimed(street)
    assert sends("SUDAH", phone="+6281377778888") == "sms_help"
    assert not Incident.objects.get().ended


def test_phone_and_words_are_sealed(sends: Sends):
    sends("LAPOR rahasia lampu")
    row = Texting.objects.extra(select={"p": "phone", "t": "text"}).values("p", "t").get()
    assert PHONE.encode() not in bytes(row["p"]) and b"rahasia" not in bytes(row["t"])


def test_only_the_gateways_door_hands_in(street: Street):
    with pytest.raises(NotAllowed):
        text(actor=street.cast.actor("siti"), phone=PHONE, words_said="LAPOR x", told_id="1", at=MONDAY)


def test_an_sms_about_something_else_is_not_ours(street: Street):
    assert by_sms.heard(phone=PHONE, text="Selamat pagi", told_id="1", at=MONDAY) is None


def test_what_was_said_is_thrown_away_after_two_days_and_the_report_stays(sends: Sends):
    sends("LAPOR lampu jalan mati di Rappocini")
    at = Texting.objects.get().heard_at
    assert forget_texting(actor=SISTEM, at=at + timedelta(hours=47)) == 0
    assert forget_texting(actor=SISTEM, at=at + timedelta(hours=49)) == 1
    assert Report.objects.count() == 1
