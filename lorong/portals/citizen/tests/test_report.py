"""A report goes to the inspectorate and to nobody in the office concerned."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from lorong.kernel.cases.models import LevyReport
from lorong.kernel.messages.models import Message
from lorong.portals.citizen.views import report as door
from lorong.testing import Cast


def sent(client: Any, **more: str) -> Any:
    form = {"kunci": uuid.uuid4().hex, "apa": "Diminta Rp50.000 di loket", "di_mana": "Kelurahan Rappocini", **more}
    return client.post("/lapor/", form)


def test_a_report_without_a_name_reaches_the_inspectorate_alone(client: Any, cast: Cast) -> None:
    answer = sent(client)
    number = LevyReport.objects.get().number
    assert answer.url == f"/lapor/terkirim/?nomor={number}"
    assert number in client.get(answer.url).content.decode()
    readers = {m.account_id for m in Message.objects.filter(template="laporan_pungutan")}
    assert cast.account("auditor").pk in readers
    for other in ("budi", "kasi", "bu_lurah", "pak_camat", "wali_kota", "siti"):
        assert cast.account(other).pk not in readers


def test_only_a_number_of_ours_is_shown(client: Any, cast: Cast) -> None:
    page = client.get("/lapor/terkirim/?nomor=BELI-DI-SINI").content.decode()
    assert "nomor laporan Anda" not in page


def test_a_report_sent_twice_is_one_report(client: Any, cast: Cast) -> None:
    key = uuid.uuid4().hex
    sent(client, kunci=key)
    sent(client, kunci=key)
    assert LevyReport.objects.count() == 1
    assert Message.objects.filter(template="laporan_pungutan", account=cast.account("auditor")).count() == 1


def test_an_empty_report_says_what_to_write(client: Any, cast: Cast) -> None:
    answer = sent(client, apa="")
    assert answer.status_code == 422
    assert "Ceritakan dulu apa yang terjadi." in answer.content.decode()


def test_one_address_cannot_flood_the_inspectorate(client: Any, cast: Cast) -> None:
    for _ in range(door.FROM_ONE_PLACE.limit):
        assert sent(client).status_code == 302
    answer = sent(client, apa="Yang ini tidak hilang")
    assert answer.status_code == 422
    assert "Tunggu satu jam, atau telepon Inspektorat" in answer.content.decode()
    assert "Yang ini tidak hilang" in answer.content.decode()
    assert client.post("/lapor/", {"kunci": "a" * 32, "apa": "x"}, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_the_inspectorate_reads_answers_and_siti_gets_it(client: Any, signed_in: Callable[[str], Any], cast: Cast) -> None:
    sent(signed_in("siti"), pelapor="")
    report = LevyReport.objects.get()
    auditor = signed_in("auditor")
    message = Message.objects.get(template="laporan_pungutan", account=cast.account("auditor"))
    assert message.link == f"/komando/laporan/{report.number}/"
    listed = auditor.get("/komando/laporan/").content.decode()
    assert "Diminta Rp50.000 di loket" in listed
    assert "belum dibaca" in listed
    page = auditor.get(message.link)
    text = page.content.decode()
    assert cast.person("siti").name not in text
    assert "tidak menyebut nama" in text
    assert "sudah dibaca" in auditor.get("/komando/laporan/").content.decode()
    key = page.context["form"].initial["kunci"]
    assert auditor.post(message.link, {"kunci": key, "jawaban": ""}).status_code == 422
    assert auditor.post(message.link, {"kunci": key, "jawaban": "Loket itu sudah kami periksa."}).status_code == 302
    answered = Message.objects.get(template="laporan_dijawab")
    assert "Loket itu sudah kami periksa." in signed_in("siti").get(f"/pesan/{answered.pk}/").content.decode()
    assert signed_in("tono").get(f"/pesan/{answered.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["siti", "budi", "bu_lurah", "pak_camat", "wali_kota"])
def test_nobody_else_opens_the_list_or_a_report(client: Any, signed_in: Callable[[str], Any], who: str) -> None:
    sent(client)
    number = LevyReport.objects.get().number
    browser = signed_in(who)
    for address in ("/komando/laporan/", f"/komando/laporan/{number}/"):
        assert browser.get(address).status_code == 403
        assert "Rp50.000" not in browser.get(address).content.decode()
