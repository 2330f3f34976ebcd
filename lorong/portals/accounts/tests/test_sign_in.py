"""Signing in by code, by password; where one comes to; limits at the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as live
from django.db.models import F
from django.test import Client

from lorong.kernel.messages.models import Message
from lorong.kernel.people import actions, limits
from lorong.kernel.people import queries as people
from lorong.kernel.people.models import OneTimeCode
from lorong.kernel.people.values import VISITOR
from lorong.portals.accounts import visitor
from lorong.portals.accounts.tests.conftest import RINI_E164, last_code, who
from lorong.testing import Cast

PASSWORD = "perahu-kertas-biru-19"
Browser = Callable[[str], Client]


def by_code(browser: Client, phone: str, **extra: Any) -> Any:
    asked = browser.post("/akun/masuk/", {"phone": phone}, **extra)
    assert asked.status_code == 302, asked.content.decode()
    return browser.post("/akun/masuk/kode/", {"code": last_code(phone)}, **extra)


def test_siti_signs_in_with_the_code_from_the_sms(client: Client, siti: Any) -> None:
    by_code(client, siti.phone)
    assert who(client) == siti.pk


def test_she_comes_back_to_the_form_she_was_filling_in(client: Client, siti: Any) -> None:
    sent_away = client.get("/layanan/sku/?halaman=4")
    client.get(sent_away["Location"])
    assert by_code(client, siti.phone)["Location"] == "/layanan/sku/?halaman=4"


@pytest.mark.parametrize("where", ["https://jahat.example/", "//jahat.example/", "javascript:x", "/\\jahat", ""])
def test_nobody_is_sent_to_another_site(client: Client, siti: Any, where: str) -> None:
    client.get("/akun/masuk/", {"next": where})
    assert by_code(client, siti.phone)["Location"] == "/"


def test_an_officer_comes_to_the_officers_door(client: Client, cast: Cast) -> None:
    phone = people.account(cast.account("budi").pk).phone
    assert phone is not None
    assert by_code(client, phone)["Location"] == "/petugas/"


def test_a_phone_without_an_account_gets_the_same_pages_and_no_sms(client: Client, siti: Any) -> None:
    other = Client()
    known = client.post("/akun/masuk/", {"phone": siti.phone})
    unknown = other.post("/akun/masuk/", {"phone": RINI_E164})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    pages = [browser.get("/akun/masuk/kode/").content.decode() for browser in (client, other)]
    assert [page.count("terdaftar") for page in pages] == [1, 1]
    assert [m.address for m in Message.objects.filter(template="kode")] == [siti.phone]


def test_a_code_works_only_in_the_browser_that_asked(client: Client, siti: Any) -> None:
    Client().post("/akun/masuk/", {"phone": siti.phone})
    assert client.post("/akun/masuk/kode/", {"code": last_code(siti.phone)})["Location"] == "/akun/masuk/"
    assert who(client) is None


def test_the_session_key_changes_when_siti_signs_in(client: Client, siti: Any) -> None:
    client.get("/akun/masuk/", {"next": "/layanan/sku/"})
    before = client.cookies[live.SESSION_COOKIE_NAME].value
    by_code(client, siti.phone)
    assert client.cookies[live.SESSION_COOKIE_NAME].value != before


def test_siti_signs_in_with_her_password(client: Client, siti: Any) -> None:
    actor = visitor.city.actor_of(siti.account)
    assert actor is not None
    actions.set_password(actor=actor, account=siti.account, password=PASSWORD)
    client.post("/akun/masuk/sandi/", {"phone": siti.phone, "password": PASSWORD})
    assert who(client) == siti.pk


def test_a_wrong_password_says_the_same_for_everybody_and_keeps_the_phone(client: Client, siti: Any) -> None:
    pages = [
        client.post("/akun/masuk/sandi/", {"phone": phone, "password": "salah"}).content.decode()
        for phone in (siti.phone, RINI_E164)
    ]
    assert all("Nomor HP dan kata sandi tidak cocok" in page for page in pages)
    assert f'value="{siti.phone}"' in pages[0]
    assert "salah" not in pages[0].split("<main")[1].split('name="password"')[1][:80]


def test_the_ninth_wrong_password_waits_and_the_code_still_works(client: Client, siti: Any) -> None:
    wrong = {"phone": siti.phone, "password": "salah"}
    answers = [client.post("/akun/masuk/sandi/", wrong) for _ in range(9)]
    assert [a.status_code for a in answers] == [200] * 8 + [429]
    assert int(answers[-1]["Retry-After"]) <= 900
    by_code(client, siti.phone)
    assert who(client) == siti.pk


def test_strangers_guessing_passwords_do_not_lock_sitis_own_browser(client: Client, siti: Any) -> None:
    by_code(client, siti.phone)
    client.post("/akun/keluar/")
    for _ in range(10):
        Client().post("/akun/masuk/sandi/", {"phone": siti.phone, "password": "salah"})
    assert client.post("/akun/masuk/sandi/", {"phone": siti.phone, "password": "salah"}).status_code == 200


def test_under_attack_from_her_own_address_siti_still_signs_in(client: Client, siti: Any) -> None:
    by_code(client, siti.phone)
    client.post("/akun/keluar/")
    for n in range(limits.FREE_FAILURES + 3 * limits.DOUBLING):
        limits.failed("kode", "127.0.0.1")
        limits.failed("sandi", f"127.0.0.{n}")
    stranger = Client()
    slowed = [stranger.post("/akun/masuk/", {"phone": f"+62819888{n:05}"}).status_code for n in range(4)]
    assert 429 in slowed
    OneTimeCode.objects.update(made_at=F("made_at") - timedelta(hours=2))
    by_code(client, siti.phone)
    assert who(client) == siti.pk


def test_a_stranger_who_is_slowed_sees_a_sentence_and_keeps_the_phone(client: Client, db: None) -> None:
    for _ in range(limits.FREE_FAILURES + 4 * limits.DOUBLING):
        limits.failed("kode", "127.0.0.1")
    answers = [client.post("/akun/masuk/", {"phone": f"0819 8880 000{n}"}) for n in range(3)]
    refused = next(a for a in answers if a.status_code == 429)
    assert "Banyak percobaan gagal dari jaringan internet Anda" in refused.content.decode()
    assert 'value="0819 8880' in refused.content.decode()


def test_behind_the_proxy_the_last_address_counts_and_not_what_the_visitor_claims(rf: Any, settings: Any) -> None:
    request = rf.get("/", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9", REMOTE_ADDR="10.0.0.1")
    assert visitor.address_of(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert visitor.address_of(request) == "203.0.113.9"


def test_a_device_mark_of_tono_is_worth_nothing_for_siti(client: Client, siti: Any, cast: Cast, rf: Any) -> None:
    tonos = people.account(cast.account("tono").pk)
    by_code(client, str(tonos.phone))
    request = rf.get("/")
    request.COOKIES = {visitor.DEVICE_COOKIE: client.cookies[visitor.DEVICE_COOKIE].value}
    assert visitor.lane_of(request, str(tonos.phone))
    assert visitor.lane_of(request, siti.phone) == ""
    request.COOKIES = {visitor.DEVICE_COOKIE: "dibuat:sendiri:saja"}
    assert visitor.lane_of(request, siti.phone) == ""


def test_signing_out_ends_the_session(browser_of: Browser) -> None:
    browser = browser_of("siti")
    browser.post("/akun/keluar/")
    assert who(browser) is None


def test_signing_out_needs_a_form_of_ours(browser_of: Browser) -> None:
    browser = browser_of("siti")
    assert browser.get("/akun/keluar/").status_code == 200  # asks
    assert who(browser) is not None


def test_signing_out_everywhere_ends_the_other_phone_too(browser_of: Browser) -> None:
    phone, tablet = browser_of("siti"), browser_of("siti")
    assert tablet.get("/akun/").status_code == 200
    phone.post("/akun/keluar/semua/")
    assert tablet.get("/akun/").status_code == 302


def test_a_closed_account_is_out_at_once(browser_of: Browser, siti: Any) -> None:
    browser = browser_of("siti")
    type(siti.account).objects.filter(pk=siti.pk).update(is_active=False)
    assert browser.get("/akun/").status_code == 302


def test_pages_of_the_door_are_kept_nowhere(client: Client, db: None) -> None:
    assert "no-store" in client.get("/akun/masuk/")["Cache-Control"]


def test_the_door_sends_codes_as_a_visitor(client: Client, siti: Any) -> None:
    client.post("/akun/masuk/", {"phone": siti.phone})
    assert VISITOR.account_id is None
    assert Message.objects.get(template="kode").urgent
