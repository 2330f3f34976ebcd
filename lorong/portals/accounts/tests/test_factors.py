"""Passkeys, authenticator app and recovery codes, through the pages."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from lorong.kernel.messages.models import Message
from lorong.kernel.people import queries as people
from lorong.kernel.people.models import Account, OneTimeCode
from lorong.kernel.people.values import Factor
from lorong.portals.accounts import second_factor
from lorong.portals.accounts.tests.conftest import last_code, who
from lorong.portals.accounts.tests.software_key import SoftwareKey

Browser = Callable[[str], Client]


def add_passkey(browser: Client, key: SoftwareKey, name: str = "HP saya") -> Any:
    options = browser.post("/akun/cara-masuk/kunci/tantangan/").json()
    return browser.post("/akun/cara-masuk/kunci/", {"credential": key.create(options), "name": name})


def use_passkey(browser: Client, key: SoftwareKey) -> Any:
    options = browser.post("/akun/masuk/kunci/tantangan/").json()
    return browser.post("/akun/masuk/kunci/", {"credential": key.get(options)})


def set_up_app(browser: Client) -> str:
    page = browser.get("/akun/cara-masuk/aplikasi/").content.decode()
    found = re.search(r'<strong class="num">([A-Z2-7 ]+)</strong>', page)
    assert found is not None
    secret = found[1].replace(" ", "")
    assert "Kode cadangan Anda" in browser.post("/akun/cara-masuk/aplikasi/", {"typed": app_code(secret, -1)}).content.decode()
    return secret


def app_code(secret: str, step: int = 0) -> str:
    now = list(totp.yield_hotp_counters_from_time())[1]
    return totp.format_hotp_value(totp.hotp_value(secret, now + step))


def test_siti_adds_a_passkey_and_signs_in_with_it(browser_of: Browser, client: Client, siti: Any) -> None:
    key = SoftwareKey()
    page = add_passkey(browser_of("siti"), key).content.decode()
    assert "Kode cadangan Anda" in page
    answer = use_passkey(client, key)
    assert (answer["Location"], who(client)) == ("/", siti.pk)


def test_the_page_names_each_way_in_by_what_it_is(browser_of: Browser) -> None:
    browser = browser_of("siti")
    add_passkey(browser, SoftwareKey(), "HP lama")
    page = browser.get("/akun/cara-masuk/").content.decode()
    assert "<strong>HP lama</strong>" in page
    assert "<strong>Aplikasi kode</strong>" not in page
    assert "10 kode belum terpakai" in page
    assert "Pasang aplikasi kode" in page


def test_she_is_told_of_the_new_way_in(browser_of: Browser, siti: Any) -> None:
    add_passkey(browser_of("siti"), SoftwareKey())
    told = Message.objects.filter(template="akun_cara_masuk", account=siti.pk)
    assert {m.channel for m in told} >= {"inbox", "sms"}


def test_a_passkey_answers_one_challenge_only(browser_of: Browser, client: Client) -> None:
    key = SoftwareKey()
    add_passkey(browser_of("siti"), key)
    credential = key.get(client.post("/akun/masuk/kunci/tantangan/").json())
    client.post("/akun/masuk/kunci/", {"credential": credential})
    client.post("/akun/keluar/")
    page = client.post("/akun/masuk/kunci/", {"credential": credential}).content.decode()
    assert "Kunci sandi tidak diterima" in page
    assert who(client) is None


def test_a_passkey_of_another_site_is_refused(browser_of: Browser, siti: Any) -> None:
    add_passkey(browser_of("siti"), SoftwareKey("https://jahat.example"))
    assert not people.has_second_factor(siti.account)


def test_a_key_that_does_not_check_its_owner_is_refused(browser_of: Browser, siti: Any) -> None:
    add_passkey(browser_of("siti"), SoftwareKey(verified=False))
    assert not people.has_second_factor(siti.account)


@pytest.mark.parametrize("rubbish", ["", "{}", "[]", "null", '{"id": 1}', '{"response": {"userHandle": "!!"}}', "x" * 50])
def test_rubbish_from_a_browser_is_a_sentence(client: Client, db: None, rubbish: str) -> None:
    client.post("/akun/masuk/kunci/tantangan/")
    answer = client.post("/akun/masuk/kunci/", {"credential": rubbish})
    assert (answer.status_code, who(client)) == (200, None)
    assert "Kunci sandi tidak diterima" in answer.content.decode()


def test_a_key_of_a_closed_account_opens_nothing(browser_of: Browser, client: Client, siti: Any) -> None:
    key = SoftwareKey()
    add_passkey(browser_of("siti"), key)
    Account.objects.filter(pk=siti.pk).update(is_active=False)
    use_passkey(client, key)
    assert who(client) is None


def test_with_an_app_the_sms_code_alone_is_not_enough(browser_of: Browser, client: Client, siti: Any) -> None:
    secret = set_up_app(browser_of("siti"))
    client.post("/akun/masuk/", {"phone": siti.phone})
    answer = client.post("/akun/masuk/kode/", {"code": last_code(siti.phone)})
    assert (answer["Location"], who(client)) == ("/akun/masuk/faktor/", None)
    assert client.get("/akun/").status_code == 302
    assert "Kode tidak cocok" in client.post("/akun/masuk/faktor/", {"code": "000000"}).content.decode()
    assert client.post("/akun/masuk/faktor/", {"code": app_code(secret)})["Location"] == "/"
    assert who(client) == siti.pk


def test_a_passkey_is_enough_by_itself(browser_of: Browser, client: Client, siti: Any) -> None:
    key = SoftwareKey()
    add_passkey(browser_of("siti"), key)
    client.post("/akun/masuk/", {"phone": siti.phone})
    client.post("/akun/masuk/kode/", {"code": last_code(siti.phone)})
    use_passkey(client, key)
    assert who(client) == siti.pk


def test_a_code_of_the_app_seen_over_a_shoulder_is_worth_nothing(browser_of: Browser, siti: Any) -> None:
    secret = set_up_app(browser_of("siti"))
    code = app_code(secret)
    first, second = Client(), Client()
    for browser in (first, second):
        browser.post("/akun/masuk/", {"phone": siti.phone})
        browser.post("/akun/masuk/kode/", {"code": last_code(siti.phone)})
        OneTimeCode.objects.all().delete()
        browser.post("/akun/masuk/faktor/", {"code": code})
    assert (who(first), who(second)) == (siti.pk, None)


def test_a_wrong_second_proof_is_a_line_of_the_log(browser_of: Browser, client: Client, siti: Any, caplog: Any) -> None:
    caplog.set_level(logging.INFO, logger="lorong.accounts")
    set_up_app(browser_of("siti"))
    client.post("/akun/masuk/", {"phone": siti.phone})
    client.post("/akun/masuk/kode/", {"code": last_code(siti.phone)})
    client.post("/akun/masuk/faktor/", {"code": "000000"})
    assert [r.means for r in caplog.records if r.getMessage() == "sign-in refused"] == ["faktor"]


def test_guessing_the_second_factor_ends_after_eight(browser_of: Browser, client: Client, siti: Any) -> None:
    set_up_app(browser_of("siti"))
    client.post("/akun/masuk/", {"phone": siti.phone})
    client.post("/akun/masuk/kode/", {"code": last_code(siti.phone)})
    answers = [client.post("/akun/masuk/faktor/", {"code": f"{n:06}"}).status_code for n in range(10)]
    assert answers[-1] == 429


def test_nobody_comes_to_the_second_proof_without_the_first(client: Client, db: None) -> None:
    assert client.get("/akun/masuk/faktor/")["Location"] == "/akun/masuk/"


def test_siti_removes_her_passkey(browser_of: Browser, siti: Any) -> None:
    browser = browser_of("siti")
    add_passkey(browser, SoftwareKey())
    key = next(f for f in people.factors_of(siti.account) if f.kind is Factor.PASSKEY)
    browser.post(f"/akun/cara-masuk/{key.factor_id}/hapus/")
    assert people.factors_of(siti.account) == []


def test_another_way_in_signs_the_other_devices_out(browser_of: Browser) -> None:
    here, lent = browser_of("siti"), browser_of("siti")
    before = here.session.session_key
    add_passkey(here, SoftwareKey())
    assert lent.get("/akun/").status_code == 302
    assert here.get("/akun/").status_code == 200
    assert here.session.session_key != before


def test_one_way_in_less_and_new_recovery_codes_do_so_too(browser_of: Browser, siti: Any) -> None:
    here = browser_of("siti")
    add_passkey(here, SoftwareKey())
    key = next(f for f in people.factors_of(siti.account) if f.kind is Factor.PASSKEY)
    for change in ("/akun/cara-masuk/kode-cadangan/", f"/akun/cara-masuk/{key.factor_id}/hapus/"):
        lent, before = browser_of("siti"), here.session.session_key
        here.post(change)
        assert lent.get("/akun/").status_code == 302
        assert here.get("/akun/").status_code == 200
        assert here.session.session_key != before


def test_a_recovery_code_opens_once(browser_of: Browser, siti: Any) -> None:
    page = add_passkey(browser_of("siti"), SoftwareKey()).content.decode()
    code = re.findall(r'<li class="num">(\d{8})</li>', page)[0]
    opened = []
    for browser in (Client(), Client()):
        browser.post("/akun/masuk/", {"phone": siti.phone})
        browser.post("/akun/masuk/kode/", {"code": last_code(siti.phone)})
        OneTimeCode.objects.all().delete()
        browser.post("/akun/masuk/faktor/", {"code": code})
        opened.append(who(browser))
    assert opened == [siti.pk, None]


def test_the_page_says_which_way_in_is_the_weakest(browser_of: Browser) -> None:
    page = browser_of("siti").get("/akun/cara-masuk/").content.decode()
    assert "Kode SMS adalah cara masuk yang paling lemah" in page


def test_tono_cannot_remove_it(browser_of: Browser, siti: Any) -> None:
    add_passkey(browser_of("siti"), SoftwareKey())
    key = people.factors_of(siti.account)[0]
    assert browser_of("tono").post(f"/akun/cara-masuk/{key.factor_id}/hapus/").status_code == 404
    assert people.has_second_factor(siti.account)


def test_an_unlocked_phone_that_was_left_behind_changes_nothing(browser_of: Browser) -> None:
    browser = browser_of("siti")
    session = browser.session
    session["masuk"] = {**session["masuk"], "at": session["masuk"]["at"] - 16 * 60}
    session.save()
    for page in ("/akun/sandi/", "/akun/nomor/", "/akun/cara-masuk/aplikasi/", "/akun/tutup/"):
        assert browser.get(page)["Location"].startswith("/akun/masuk/?next=")
    assert browser.post("/akun/cara-masuk/kunci/tantangan/").status_code == 302
    assert "Masuk lagi untuk mengubah" in browser.get("/akun/cara-masuk/").content.decode()


def test_in_production_an_officer_without_a_second_factor_is_asked_for_one(
    browser_of: Browser, settings: Any, rf: Any, cast: Any
) -> None:
    request = rf.get("/petugas/")
    request.session = {}
    request.actor = cast.actor("budi")
    assert not second_factor.needs_second_factor(request)
    settings.PRODUCTION = True
    assert second_factor.needs_second_factor(request)
    request.session = {"masuk": {"strong": True}}
    assert not second_factor.needs_second_factor(request)
    request.session = {}
    request.actor = cast.actor("siti")
    assert not second_factor.needs_second_factor(request)


def test_an_officer_without_a_factor_is_led_to_set_one_up(browser_of: Browser, settings: Any) -> None:
    browser = browser_of("budi")
    session = browser.session
    session["masuk"] = {**session["masuk"], "strong": False}
    session.save()
    settings.PRODUCTION = True
    assert browser.get("/akun/masuk/faktor/?next=/petugas/")["Location"] == "/akun/cara-masuk/"
    assert "Petugas memerlukan salah satunya" in browser.get("/akun/cara-masuk/").content.decode()
    add_passkey(browser, SoftwareKey())
    assert browser.session["masuk"]["strong"] is True
