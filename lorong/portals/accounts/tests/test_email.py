"""An e-mail address for messages: proved from the mailbox, sealed at rest, no way to sign in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from lorong.kernel.messages import actions as messages
from lorong.kernel.messages.models import Message
from lorong.kernel.people import proofs
from lorong.kernel.people import queries as people
from lorong.lib.actors import SISTEM

ADDRESS = "siti@contoh.id"
Browser = Callable[[str], Client]


def link_sent_to(address: str) -> str:
    sent = [m for m in Message.objects.filter(template="akun_pos_el", channel="email") if m.address == address]
    found = re.search(r"(/akun/pos-el/[^\s]+)", sent[-1].body)
    assert found is not None, sent[-1].body
    return found[0]


def test_siti_adds_an_address_from_its_own_mailbox(browser_of: Browser, siti: Any) -> None:
    browser = browser_of("siti")
    browser.post("/akun/pos-el/", {"email": ADDRESS})
    assert people.account(siti.pk).email is None, "not before somebody opened the mail"
    link = link_sent_to(ADDRESS)
    assert ADDRESS in browser.get(link).content.decode()
    assert people.account(siti.pk).email is None, "a program that opens links confirms nothing"
    browser.post(link)
    assert people.account(siti.pk).email == ADDRESS
    assert ADDRESS in browser.get("/akun/").content.decode()


def test_every_message_then_goes_there_too(browser_of: Browser, siti: Any) -> None:
    browser_of("siti").post(f"/akun/pos-el/{proofs.email_token(siti.account, ADDRESS)}/")
    context = {"number": "26-0727-0042", "title": "Surat Keterangan Usaha", "unit": "Kelurahan Rappocini"}
    messages.post(actor=SISTEM, account=people.account(siti.pk), template="diterima", context=context, key="a")
    assert {m.channel for m in Message.objects.filter(template="diterima")} == {"inbox", "sms", "email"}


def test_the_address_is_sealed_in_the_table(browser_of: Browser, siti: Any) -> None:
    browser_of("siti").post(f"/akun/pos-el/{proofs.email_token(siti.account, ADDRESS)}/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM people_account WHERE id = %s", [siti.pk])
        assert ADDRESS.encode() not in bytes(cursor.fetchone()[0])


def test_a_link_of_siti_is_worth_nothing_for_tono(browser_of: Browser, siti: Any) -> None:
    tono = browser_of("tono")
    answer = tono.post(f"/akun/pos-el/{proofs.email_token(siti.account, ADDRESS)}/")
    assert answer.status_code == 409
    assert "bukan untuk akun Anda" in answer.content.decode()
    assert people.account(siti.pk).email is None


@pytest.mark.parametrize("token", ["rekaan", "a:b:c"])
def test_an_invented_or_old_link_says_what_to_do(
    browser_of: Browser, siti: Any, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of("siti")
    assert "sekali lagi" in browser.get(f"/akun/pos-el/{token}/").content.decode()
    good = proofs.email_token(siti.account, ADDRESS)
    monkeypatch.setattr(proofs, "EMAIL_SECONDS", -1)
    assert "sekali lagi" in browser.get(f"/akun/pos-el/{good}/").content.decode()


def test_what_is_no_address_is_said_at_the_field(browser_of: Browser) -> None:
    page = browser_of("siti").post("/akun/pos-el/", {"email": "siti di contoh"}).content.decode()
    assert "Ini bukan alamat pos-el" in page
    assert 'value="siti di contoh"' in page
    assert not Message.objects.filter(template="akun_pos_el").exists()


def test_nobody_floods_a_mailbox(browser_of: Browser) -> None:
    browser = browser_of("siti")
    answers = [browser.post("/akun/pos-el/", {"email": ADDRESS}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


def test_it_is_removed_and_goes_with_the_account(browser_of: Browser, siti: Any) -> None:
    browser = browser_of("siti")
    for way in ("/akun/pos-el/hapus/", "/akun/tutup/"):
        browser.post(f"/akun/pos-el/{proofs.email_token(siti.account, ADDRESS)}/")
        assert people.account(siti.pk).email == ADDRESS
        browser.post(way, {"yakin": "1"})
        assert people.account(siti.pk).email is None
