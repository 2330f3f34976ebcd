"""A form that comes after the session ended: its owner finds it again, nobody else does, and no script is needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lorong.testing import Cast

Browser = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("whole_house")


@pytest.fixture
def whole_house(settings: Any) -> None:
    settings.ROOT_URLCONF = "lorong.urls"


def session_ends(client: Client) -> None:
    del client.cookies["lorong"]


def written_too_late(client: Client, address: str = "/urusan/26-0803-0001/pesan/", **typed: Any) -> Any:
    session_ends(client)
    return client.post(address, {"kunci": "a1", "pesan": "Kapan saya bisa datang?", **typed})


def come_back(client: Client, cast: Cast, name: str) -> Any:
    return client.post("/akun/siapa/", {"akun": cast.account(name).pk})


def test_what_siti_wrote_waits_until_she_is_back(browser_of: Browser, cast: Cast) -> None:
    siti = browser_of("siti")
    sent_away = written_too_late(siti)
    assert sent_away["Location"] == "/akun/masuk/?next=%2Fakun%2Fkiriman%2F"
    assert "belum sampai, tetapi tersimpan" in siti.get(sent_away["Location"]).content.decode()
    assert come_back(siti, cast, "siti")["Location"] == "/akun/kiriman/"
    page = siti.get("/akun/kiriman/").content.decode()
    assert "Kapan saya bisa datang?" in page
    assert 'action="/urusan/26-0803-0001/pesan/"' in page
    assert dict(re.findall(r'type="hidden" name="(kunci|pesan)" value="([^"]*)"', page)) == {
        "kunci": "a1",
        "pesan": "Kapan saya bisa datang?",
    }


def test_tono_at_the_same_browser_never_sees_it(browser_of: Browser, cast: Cast) -> None:
    browser = browser_of("siti")
    written_too_late(browser)
    come_back(browser, cast, "tono")
    assert browser.get("/akun/kiriman/")["Location"] == "/"
    come_back(browser, cast, "siti")
    assert browser.get("/akun/kiriman/")["Location"] == "/", "it was thrown away, not kept for later"


def test_it_is_sealed_in_the_session(browser_of: Browser) -> None:
    siti = browser_of("siti")
    written_too_late(siti)
    assert "Kapan" not in str(dict(siti.session))


def test_she_may_throw_it_away(browser_of: Browser, cast: Cast) -> None:
    siti = browser_of("siti")
    written_too_late(siti)
    come_back(siti, cast, "siti")
    siti.post("/akun/kiriman/")
    assert siti.get("/akun/kiriman/")["Location"] == "/"


def test_after_an_hour_it_is_gone(browser_of: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    siti = browser_of("siti")
    written_too_late(siti)
    come_back(siti, cast, "siti")
    monkeypatch.setattr("lorong.portals.accounts.held.HELD_SECONDS", -1)
    assert siti.get("/akun/kiriman/")["Location"] == "/"


def test_a_stranger_and_a_book_are_not_held(browser_of: Browser) -> None:
    assert "kiriman" not in written_too_late(browser_of("siti"), pesan="x" * 40_000)["Location"]
    stranger = Client()
    assert "kiriman" not in stranger.post("/urusan/26-0803-0001/pesan/", {"pesan": "Halo"})["Location"]
    assert "draf.kiriman" not in stranger.session


def test_a_form_with_a_secret_is_never_held(browser_of: Browser) -> None:
    lurah = browser_of("bu_lurah")
    page = "http://testserver/petugas/?hal=2"
    session_ends(lurah)
    sent = lurah.post("/petugas/tanda-tangan/banyak/", {"sandi": "tiga kata acak"}, headers={"Referer": page})
    assert sent["Location"] == "/akun/masuk/?next=%2Fpetugas%2F%3Fhal%3D2", "back to the page of the form"
    assert "draf.kiriman" not in lurah.session


def test_what_an_officer_decided_too_late_is_held_without_what_opens_a_signature(browser_of: Browser, cast: Cast) -> None:
    lurah = browser_of("bu_lurah")
    typed = {"reason": "Nama usaha berbeda", "sandi": "tiga kata acak", "rahasia": "QUJD", "kunci_sandi": "bukti"}
    written_too_late(lurah, "/petugas/urusan/26-0803-0001/langkah/tandatangan/hasil/kembali/", **typed)
    come_back(lurah, cast, "bu_lurah")
    page = lurah.get("/akun/kiriman/").content.decode()

    assert "Nama usaha berbeda" in page
    assert not any(secret in page for secret in ("tiga kata acak", "QUJD", "bukti"))


def test_a_page_of_another_site_is_not_where_one_came_from(browser_of: Browser) -> None:
    lurah = browser_of("bu_lurah")
    session_ends(lurah)
    sent = lurah.post("/petugas/tanda-tangan/banyak/", {}, headers={"Referer": "https://jahat.example/petugas/"})
    assert "jahat" not in sent["Location"]


def test_an_address_that_only_takes_forms_says_so(browser_of: Browser) -> None:
    answer = browser_of("siti").get("/urusan/26-0803-0001/pesan/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "hanya menerima kiriman formulir" in answer.content.decode()
