"""Registering, as the person in front of the phone sees it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lorong.kernel.messages.models import Message
from lorong.kernel.people import limits
from lorong.kernel.people import queries as people
from lorong.kernel.people.models import Person
from lorong.portals.accounts.tests.conftest import (
    RINI_E164,
    RINI_PHONE,
    identity,
    last_code,
    register,
    who,
)


def test_rini_registers_and_is_signed_in(client: Client, rini: Person) -> None:
    answer = register(client, rini)
    assert (answer.status_code, answer["Location"]) == (302, "/akun/daftar/selesai/")
    account = people.account_of(rini)
    assert account is not None
    assert who(client) == account.pk
    page = client.get("/akun/daftar/selesai/").content.decode()
    assert "Rini, Anda sudah bisa mengurus surat" in page


def test_who_is_not_in_the_register_is_told_what_to_do(client: Client, rini: Person) -> None:
    stranger = identity(rini, nik="7371134909929999")
    client.post("/akun/daftar/", stranger)
    client.post("/akun/daftar/nomor/", {"phone": RINI_PHONE})
    client.post("/akun/daftar/kode/", {"code": last_code(RINI_E164)})
    assert "bawa KTP dan KK ke kelurahan" in client.get("/akun/daftar/selesai/").content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"nik": "737113490992910"}, "NIK harus 16 angka. Yang Anda tulis 15 angka"),
        ({"nik": "9971134909929101"}, "tidak ada wilayah dengan kode itu"),
        ({"nik": "7371X34909929101"}, "NIK hanya berisi angka"),
        ({"nik": ""}, "NIK belum diisi"),
        ({"nik": "7371139909929101"}, "bukan tanggal lahir yang ada"),
        ({"kk": "73711303021"}, "Nomor KK harus 16 angka"),
        ({"birth_date_d": "31", "birth_date_m": "2"}, "Tanggal ini tidak ada"),
        ({"birth_date_y": "2990"}, "belum terjadi"),
        ({"birth_date_d": "", "birth_date_m": "", "birth_date_y": ""}, "Tanggal lahir belum diisi"),
    ],
)
def test_a_slip_of_the_pen_gets_a_sentence_and_nothing_is_lost(
    client: Client, rini: Person, typed: dict[str, str], sentence: str
) -> None:
    sent = identity(rini, **typed)
    page = client.post("/akun/daftar/", sent).content.decode()
    assert sentence in page
    assert all(f'value="{value}"' in page or f'value="{value:0>2}"' in page for value in sent.values() if value)


def test_nik_and_kk_swapped_is_noticed(client: Client, rini: Person) -> None:
    swapped = identity(rini, nik=rini.household.kk, kk=rini.nik)
    assert "Mungkin keduanya tertukar" in client.post("/akun/daftar/", swapped).content.decode()


def test_nik_typed_twice_is_noticed(client: Client, rini: Person) -> None:
    twice = identity(rini, kk=rini.nik)
    assert "Ini sama dengan NIK" in client.post("/akun/daftar/", twice).content.decode()


def test_a_birth_date_that_disagrees_with_the_nik_is_a_warning_and_not_a_refusal(client: Client, rini: Person) -> None:
    other = identity(rini, birth_date_d="10")
    page = client.post("/akun/daftar/", other)
    text = page.content.decode()
    assert "Tanggal lahir tidak sama dengan NIK" in text
    warned = page.context["form"].seen
    assert client.post("/akun/daftar/", other | {"warned": warned})["Location"] == "/akun/daftar/nomor/"


def test_a_warning_seen_for_one_date_is_shown_again_for_another(client: Client, rini: Person) -> None:
    warned = client.post("/akun/daftar/", identity(rini, birth_date_d="10")).context["form"].seen
    page = client.post("/akun/daftar/", identity(rini, birth_date_d="11", warned=warned))
    assert page.status_code == 200
    assert page.context["form"].seen != warned


def test_numbers_with_spaces_are_as_good(client: Client, rini: Person) -> None:
    spaced = " ".join(rini.nik[i : i + 4] for i in range(0, 16, 4))
    assert client.post("/akun/daftar/", identity(rini, nik=spaced)).status_code == 302


def test_nothing_of_the_register_is_told_before_the_phone_is_proved(client: Client, rini: Person, siti: Any) -> None:
    pages = [client.post("/akun/daftar/", identity(p)) for p in (rini, siti.person)]
    assert {p.status_code for p in pages} == {302}
    assert [client.post("/akun/daftar/nomor/", {"phone": RINI_PHONE}).status_code] == [302]


def test_a_claim_that_differs_keeps_what_was_typed_and_needs_no_new_code(client: Client, rini: Person, siti: Any) -> None:
    client.post("/akun/daftar/", identity(rini, kk=siti.person.household.kk))
    client.post("/akun/daftar/nomor/", {"phone": RINI_PHONE})
    page = client.post("/akun/daftar/kode/", {"code": last_code(RINI_E164)}).content.decode()
    assert "tidak cocok di data kependudukan" in page
    assert f'value="{rini.nik}"' in page
    assert siti.person.name not in page
    sent = Message.objects.filter(template="kode").count()
    assert client.post("/akun/daftar/", identity(rini))["Location"] == "/akun/daftar/selesai/"
    assert Message.objects.filter(template="kode").count() == sent


def test_a_person_with_an_account_is_led_to_it(client: Client, siti: Any) -> None:
    page = register(client, siti.person).content.decode()
    assert "NIK ini sudah punya akun dengan nomor HP lain" in page
    assert "/akun/pulih/" in page
    assert siti.phone[-4:] not in page
    assert who(client) is None


def test_a_phone_with_an_account_is_led_to_sign_in(client: Client, rini: Person, siti: Any) -> None:
    page = register(client, rini, siti.phone, siti.phone).content.decode()
    assert "Nomor HP ini sudah punya akun" in page
    assert who(client) is None


def test_wrong_codes_are_counted_and_the_fifth_ends_it(client: Client, rini: Person) -> None:
    client.post("/akun/daftar/", identity(rini))
    client.post("/akun/daftar/nomor/", {"phone": RINI_PHONE})
    wrong = f"{(int(last_code(RINI_E164)) + 1) % 10**6:06}"
    pages = [client.post("/akun/daftar/kode/", {"code": wrong}).content.decode() for _ in range(5)]
    assert "masih bisa 4 kali" in pages[0]
    assert "Minta kode baru" in pages[4]
    assert who(client) is None


def test_another_code_at_once_says_how_long_to_wait(client: Client, rini: Person) -> None:
    client.post("/akun/daftar/", identity(rini))
    client.post("/akun/daftar/nomor/", {"phone": RINI_PHONE})
    answer = client.post("/akun/kode-lagi/daftar/")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "Kode baru bisa diminta" in answer.content.decode()


def test_one_phone_tries_only_so_many_niks_a_day(client: Client, rini: Person, siti: Any) -> None:
    for _ in range(limits.CLAIMS_OF_A_NIK.limit):
        limits.apply(limits.CLAIMS_OF_A_NIK, rini.nik)
    assert "sudah dicoba 5 kali hari ini" in register(client, rini).content.decode()
    assert people.account_of(rini) is None


def test_the_later_pages_begin_at_the_beginning_without_the_first(client: Client, db: None) -> None:
    assert client.get("/akun/daftar/nomor/")["Location"] == "/akun/daftar/"
    assert client.get("/akun/daftar/kode/")["Location"] == "/akun/daftar/"


def test_the_session_holds_no_number_in_the_clear(client: Client, rini: Person) -> None:
    client.post("/akun/daftar/", identity(rini))
    client.post("/akun/daftar/nomor/", {"phone": RINI_PHONE})
    kept = str(dict(client.session))
    assert not [s for s in (rini.nik, rini.household.kk, RINI_E164, "81999900078") if s in kept]
