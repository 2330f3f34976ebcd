"""My account, recovery, the counter, and who one can be in a demonstration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lorong.kernel.audit import actions as audit
from lorong.kernel.audit import queries as trail
from lorong.kernel.messages.models import Message
from lorong.kernel.people import queries as people
from lorong.kernel.people.models import Person
from lorong.kernel.people.values import Subject, Verification
from lorong.portals.accounts.tests.conftest import RINI_E164, RINI_PHONE, last_code, register, who
from lorong.testing import Cast

PASSWORD = "perahu-kertas-biru-19"
Browser = Callable[[str], Client]


def test_the_page_shows_masked_numbers_only(browser_of: Browser, siti: Any) -> None:
    page = browser_of("siti").get("/akun/").content.decode()
    assert siti.person.nik[-4:] in page
    assert not [secret for secret in (siti.person.nik, siti.person.household.kk, siti.phone[-8:]) if secret in page]


def test_a_password_is_set_and_this_browser_stays_signed_in(browser_of: Browser) -> None:
    here, there = browser_of("siti"), browser_of("siti")
    assert here.post("/akun/sandi/", {"password": PASSWORD})["Location"] == "/akun/"
    assert here.get("/akun/").status_code == 200
    assert there.get("/akun/").status_code == 302


def test_a_weak_password_is_refused_at_its_field(browser_of: Browser) -> None:
    page = browser_of("siti").post("/akun/sandi/", {"password": "pendek"}).content.decode()
    assert 'id="id_password_error"' in page
    assert "pendek&quot;" not in page


def test_the_phone_moves_after_the_new_one_answered_and_the_old_one_is_told(browser_of: Browser, siti: Any) -> None:
    browser = browser_of("siti")
    browser.post("/akun/nomor/", {"phone": RINI_PHONE})
    assert people.account(siti.pk).phone == siti.phone
    browser.post("/akun/nomor/kode/", {"code": last_code(RINI_E164)})
    assert people.account(siti.pk).phone == RINI_E164
    told = Message.objects.get(template="akun_nomor_diganti")
    assert told.address == siti.phone
    assert RINI_E164[-6:] not in told.body


def test_a_phone_of_somebody_else_is_refused_and_kept_at_the_field(browser_of: Browser, cast: Cast, siti: Any) -> None:
    tonos = str(people.account(cast.account("tono").pk).phone)
    browser = browser_of("siti")
    browser.post("/akun/nomor/", {"phone": tonos})
    page = browser.post("/akun/nomor/kode/", {"code": last_code(tonos)}).content.decode()
    assert "sudah punya akun" in page
    assert people.account(siti.pk).phone == siti.phone


def test_the_language_goes_with_the_account_and_the_browser(browser_of: Browser, siti: Any) -> None:
    browser = browser_of("siti")
    answer = browser.post("/akun/bahasa/", {"bahasa": "en", "next": "https://jahat.example/"})
    assert answer["Location"] == "/akun/"
    assert people.account(siti.pk).language == "en"
    assert browser.cookies["bahasa"].value == "en"


def test_a_consent_is_given_and_withdrawn(browser_of: Browser, siti: Any) -> None:
    browser = browser_of("siti")
    assert "Boleh tanyai saya" in browser.get("/akun/").content.decode()
    browser.post("/akun/persetujuan/", {"setuju": "1"})
    assert people.agrees(siti.account, Subject.SURVEY)
    assert "Jangan tanyai saya lagi" in browser.get("/akun/").content.decode()
    browser.post("/akun/persetujuan/", {"setuju": "0"})
    assert not people.agrees(siti.account, Subject.SURVEY)


def test_siti_reads_who_looked_at_her_data_and_tono_does_not(browser_of: Browser, siti: Any, cast: Cast) -> None:
    audit.record_look(
        actor=cast.actor("budi"), subject=siti.person.pk, purpose="Periksa berkas", fields=["nik"], case_number="26-1"
    )
    assert "Periksa berkas" in browser_of("siti").get("/akun/dilihat/").content.decode()
    assert "Periksa berkas" not in browser_of("tono").get("/akun/dilihat/").content.decode()


def test_an_account_is_closed_by_its_owner(browser_of: Browser, siti: Any) -> None:
    browser = browser_of("siti")
    assert browser.get("/akun/tutup/").status_code == 200
    browser.post("/akun/tutup/")
    assert not people.account(siti.pk).is_active
    assert who(browser) is None


@pytest.mark.parametrize("page", ["", "sandi/", "nomor/", "cara-masuk/", "dilihat/", "tutup/", "daftar/selesai/"])
def test_pages_of_the_account_are_for_who_is_signed_in(client: Client, db: None, page: str) -> None:
    assert client.get(f"/akun/{page}")["Location"].startswith("/akun/masuk/?next=")


# ---- recovery


def test_siti_takes_her_account_back_with_phone_and_nik(client: Client, browser_of: Browser, siti: Any) -> None:
    other = browser_of("siti")
    client.post("/akun/pulih/", {"phone": siti.phone, "nik": siti.person.nik})
    answer = client.post("/akun/pulih/kode/", {"code": last_code(siti.phone)})
    assert (answer["Location"], who(client)) == ("/akun/sandi/", siti.pk)
    assert other.get("/akun/").status_code == 302
    assert Message.objects.filter(template="akun_dipulihkan").exists()


def test_the_phone_alone_takes_nothing_back(client: Client, siti: Any, rini: Person) -> None:
    client.post("/akun/pulih/", {"phone": siti.phone, "nik": rini.nik})
    page = client.post("/akun/pulih/kode/", {"code": last_code(siti.phone)}).content.decode()
    assert "Nomor HP dan NIK ini tidak cocok" in page
    assert f'value="{rini.nik}"' in page
    assert who(client) is None


# ---- the counter


def counter(browser: Client, nik: str, phone: str, **more: str) -> Any:
    browser.post("/akun/loket/", {"nik": nik, "phone": phone, **more})
    page = browser.get("/akun/loket/kode/")
    return page, lambda e164: browser.post("/akun/loket/kode/", {"code": last_code(e164)})


def test_budi_opens_an_account_for_who_has_none_and_his_look_is_on_record(browser_of: Browser, rini: Person) -> None:
    page, finish = counter(browser_of("budi"), rini.nik, RINI_PHONE)
    assert "Rini" in page.content.decode()
    assert finish(RINI_E164).status_code == 302
    account = people.account_of(rini)
    assert account is not None
    assert account.verification == Verification.COUNTER
    looks = [(look.purpose, list(look.fields)) for look in trail.looks_at(rini.pk)]
    assert looks == [("verifikasi akun di loket", ["nama"])]


def test_budi_verifies_what_was_registered_at_home(client: Client, browser_of: Browser, rini: Person) -> None:
    register(client, rini)
    account = people.account_of(rini)
    assert account is not None
    _, finish = counter(browser_of("budi"), rini.nik, RINI_PHONE)
    finish(RINI_E164)
    assert people.account(account.pk).verification == Verification.COUNTER
    assert client.get("/akun/").status_code == 200


def test_budi_moves_an_account_to_a_new_phone_and_the_lost_one_is_out(browser_of: Browser, siti: Any) -> None:
    lost = browser_of("siti")
    _, finish = counter(browser_of("budi"), siti.person.nik, RINI_PHONE)
    finish(RINI_E164)
    assert people.account(siti.pk).phone == RINI_E164
    assert lost.get("/akun/").status_code == 302


def test_a_lost_key_is_emptied_on_the_same_phone(browser_of: Browser, siti: Any) -> None:
    here = browser_of("siti")
    _, finish = counter(browser_of("budi"), siti.person.nik, siti.phone, lost="on")
    finish(siti.phone)
    assert here.get("/akun/").status_code == 302


def test_budi_cannot_move_the_account_of_bu_lurah(browser_of: Browser, cast: Cast) -> None:
    bu_lurah = cast.account("bu_lurah")
    _, finish = counter(browser_of("budi"), cast.person("bu_lurah").nik, RINI_PHONE)
    page = finish(RINI_E164).content.decode()
    assert "Akun pejabat hanya dilayani Pengelola Sistem Kota" in page
    assert people.account(bu_lurah.pk).phone != RINI_E164


def test_the_counter_is_for_counter_roles(browser_of: Browser) -> None:
    assert browser_of("siti").get("/akun/loket/").status_code == 403
    assert browser_of("pak_camat").get("/akun/loket/").status_code == 403
    assert browser_of("budi").get("/akun/loket/").status_code == 200


# ---- who do you want to be


def test_in_a_demonstration_one_is_whoever_one_likes(client: Client, cast: Cast) -> None:
    page = client.get("/akun/siapa/").content.decode()
    assert all(cast.person(name).name in page for name in ("siti", "tono", "budi", "bu_lurah", "pak_camat", "wali_kota"))
    answer = client.post("/akun/siapa/", {"akun": cast.account("bu_lurah").pk})
    assert (answer["Location"], who(client)) == ("/petugas/", cast.account("bu_lurah").pk)
    for watcher in ("wali_kota", "auditor"):  # no desk of cases waits for them
        assert client.post("/akun/siapa/", {"akun": cast.account(watcher).pk})["Location"] == "/komando/"


def test_outside_a_demonstration_nobody_is_anybody(client: Client, cast: Cast, settings: Any) -> None:
    settings.DEMO = False
    assert client.get("/akun/siapa/").status_code == 404
    assert client.post("/akun/siapa/", {"akun": cast.account("siti").pk}).status_code == 404
    assert who(client) is None


def test_a_real_account_is_not_entered_in_a_demonstration(client: Client, rini: Person) -> None:
    register(client, rini)
    account = people.account_of(rini)
    assert account is not None
    visitor = Client()
    assert visitor.post("/akun/siapa/", {"akun": account.pk}).status_code == 404
    assert who(visitor) is None
