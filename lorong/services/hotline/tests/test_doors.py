"""The doors of the hotline: who may hand in, who may read, what a page says."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from lorong.services.hotline.models import Contact, Line, Matter
from lorong.testing import Cast

from .conftest import PHONE

Client = Any
SECRET = "secret-of-the-app"


@pytest.fixture
def doors(settings: Any, db: None) -> None:
    settings.HOTLINE_TOKEN = "token-of-the-hotline"
    settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_VERIFY_TOKEN = SECRET, "token-of-meta"


def by_sms(client: Client, told: Any, *, token: str = "token-of-the-hotline") -> Any:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    return client.post("/gerbang/hotline/sms/", json.dumps(told), content_type="application/json", **headers)


def by_whatsapp(client: Client, body: bytes, *, secret: str = SECRET) -> Any:
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"HTTP_X_HUB_SIGNATURE_256": signature}
    return client.post("/gerbang/hotline/whatsapp/", body, content_type="application/json", **headers)


def cloud(text: str, told_id: str = "wamid.A") -> bytes:
    message = {"from": "6281234567890", "id": told_id, "timestamp": "1785800000", "type": "text", "text": {"body": text}}
    value = {"contacts": [{"wa_id": "6281234567890", "profile": {"name": "Siti"}}], "messages": [message]}
    entry = [{"changes": [{"field": "messages", "value": value}]}]
    return json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()


@pytest.mark.usefixtures("doors")
def test_all_four_ways_meet_in_one_inbox(client: Client, signed_in: Callable[[str], Client], cast: Cast):
    assert by_sms(client, {"id": "1", "from": "0812 3456 7890", "text": "Lewat SMS"}).status_code == 200
    assert by_whatsapp(client, cloud("Lewat WhatsApp")).json() == {"taken": 1}
    mail = b"From: siti@contoh.id\nSubject: Lewat pos-el\n\nHalo"
    handed = client.post(
        "/gerbang/hotline/surel/", mail, content_type="message/rfc822", HTTP_AUTHORIZATION="Bearer token-of-the-hotline"
    )
    assert handed.json() == {"taken": 1}
    siti = signed_in("siti")
    assert siti.post("/hotline/", {"pesan": "Lewat halaman", "kunci": "a" * 32}).status_code == 302
    shown = signed_in("wali_kota").get("/hotline/meja/").content.decode()
    for words in ("Lewat SMS", "Lewat pos-el", "Lewat halaman"):
        assert words in shown
    assert Line.objects.count() == 4 and Contact.objects.count() == 3
    of_the_phone = Line.objects.get(way="sms").contact
    assert sorted(of_the_phone.lines.values_list("way", flat=True)) == ["sms", "whatsapp"]


@pytest.mark.usefixtures("doors")
def test_nobody_hands_in_without_the_token_or_the_signature(client: Client, settings: Any):
    told = {"id": "1", "from": PHONE, "text": "x"}
    assert by_sms(client, told, token="wrong").status_code == 401
    assert by_whatsapp(client, cloud("x"), secret="wrong").status_code == 401
    assert client.post("/gerbang/hotline/surel/", b"From: a@b.id", content_type="message/rfc822").status_code == 401
    settings.HOTLINE_TOKEN = settings.WHATSAPP_APP_SECRET = ""
    assert by_sms(client, told, token="").status_code == 401
    assert by_whatsapp(client, cloud("x"), secret="").status_code == 401
    assert not Line.objects.exists()


@pytest.mark.usefixtures("doors")
@pytest.mark.parametrize(
    "told", [[], {}, {"id": "1"}, {"id": "", "from": PHONE, "text": "x"}, {"id": "1", "from": 5, "text": "x"}]
)
def test_what_is_no_message_is_told_so(client: Client, told: Any):
    assert by_sms(client, told).status_code == 400


@pytest.mark.usefixtures("doors")
def test_a_sender_that_is_no_mobile_number_is_taken_and_left(client: Client):
    assert by_sms(client, {"id": "1", "from": "KREDIT", "text": "Pinjaman cepat"}).status_code == 200
    assert not Line.objects.exists()


@pytest.mark.usefixtures("doors")
def test_meta_proves_the_address_once(client: Client):
    asked = {"hub.mode": "subscribe", "hub.verify_token": "token-of-meta", "hub.challenge": "11"}
    assert client.get("/gerbang/hotline/whatsapp/", asked).content == b"11"
    assert client.get("/gerbang/hotline/whatsapp/", {**asked, "hub.verify_token": "x"}).status_code == 403
    assert by_whatsapp(client, b'{"object": "page"}').status_code == 400


@pytest.mark.usefixtures("doors", "published")
def test_the_mayor_passes_on_in_one_page_and_mistakes_keep_what_was_typed(
    client: Client, signed_in: Callable[[str], Client], cast: Cast
):
    by_sms(client, {"id": "1", "from": PHONE, "text": "Sampah <b>menumpuk</b>"})
    line = Line.objects.get()
    mayor, path = signed_in("wali_kota"), f"/hotline/meja/{line.contact.number}/teruskan/{line.pk}/"
    assert "Sampah &lt;b&gt;" in mayor.get(path).content.decode()
    wrong = mayor.post(path, {"kunci": "a" * 32, "kantor": "", "judul": "Sampah di lorong"})
    assert wrong.status_code == 422 and "Sampah di lorong" in wrong.content.decode()
    unit = cast.actor("hasnah").holdings[0].unit
    assert mayor.post(path, {"kunci": "a" * 32, "kantor": unit, "judul": "Sampah di lorong"}).status_code == 302
    matter = Matter.objects.get()
    page = mayor.get(f"/hotline/meja/{line.contact.number}/").content.decode()
    assert matter.case_number in page and "Menunggu jawaban" in page and "0812 3456 7890" in page
    desk = signed_in("hasnah").get(f"/petugas/urusan/{matter.case_number}/").content.decode()
    assert "Sampah &lt;b&gt;" in desk and PHONE not in desk


@pytest.mark.usefixtures("doors")
def test_the_desk_does_not_exist_for_others(client: Client, signed_in: Callable[[str], Client]):
    by_sms(client, {"id": "1", "from": PHONE, "text": "x"})
    number = Contact.objects.get().number
    for name in ("pak_camat", "auditor"):
        for path in ("/hotline/meja/", "/hotline/meja/tertahan/", f"/hotline/meja/{number}/"):
            assert signed_in(name).get(path).status_code == 404
    assert signed_in("siti").get("/hotline/meja/").status_code == 403
    assert signed_in("wali_kota").get("/hotline/meja/26-0000-XXXXX/").status_code == 404


def test_the_public_pages_answer_and_the_digest_knows_its_weeks(client: Client, db: None):
    for path in ("/hotline/", "/yang-kami-dengar/", "/pejabat/"):
        assert client.get(path).status_code == 200
    assert client.get("/yang-kami-dengar/1999-1/").status_code == 404
    assert "Dinas" in client.get("/pejabat/").content.decode()


def test_the_directory_is_searched_and_earlier_weeks_stay(client: Client, cast: Cast, comes_in: Callable[..., Line]):
    found = client.get("/pejabat/", {"cari": "kelurahan rappocini"}).content.decode()
    assert "Kelurahan Rappocini" in found and "Kecamatan Rappocini" not in found
    assert "Tidak ada kantor" in client.get("/pejabat/", {"cari": "tidakada"}).content.decode()
    comes_in("Lampu mati", at=datetime(2026, 2, 3, tzinfo=UTC), name="Siti Contoh")
    page = client.get("/yang-kami-dengar/2026-6/")
    assert page.status_code == 200 and "1 pesan" in page.content.decode() and "Siti" not in page.content.decode()
    assert client.get("/yang-kami-dengar/2025-50/").status_code == client.get("/yang-kami-dengar/9999-60/").status_code == 404


def test_who_is_not_signed_in_is_told_how_to_write(client: Client, db: None):
    page = client.get("/hotline/").content.decode()
    assert "Masuk untuk menulis" in page and "SMS" in page
    assert client.post("/hotline/", {"pesan": "x", "kunci": "a" * 32}).status_code == 200
    assert not Line.objects.exists()
