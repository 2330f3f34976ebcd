"""Anybody with a letter in the hand learns whether it is real, and no more than that."""

from __future__ import annotations

import mimetypes
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import sync_playwright

from lorong.kernel.documents import actions, queries
from lorong.kernel.documents.authorities import QR, authority
from lorong.kernel.documents.payload import Payload, encode
from lorong.kernel.documents.signing.authority import load_private
from lorong.kernel.documents.tests.conftest import SOON, desk, pdf_of  # noqa: F401
from lorong.kernel.documents.tests.test_sign import two_signatures
from lorong.kernel.documents.values import shown_code
from lorong.kernel.people import limits
from lorong.lib.actors import SISTEM
from lorong.lib.uploads import MAX_BYTES
from lorong.portals.public import checking
from lorong.portals.public.verdicts import moment


@pytest.fixture(autouse=True)
def _never_inside_a_transaction(monkeypatch):
    # Tries are counted outside the request's work; the test's own transaction would refuse that.
    counted: dict[str, int] = {}

    def count(bucket, limit, window_seconds, *, sentence="", at=None):
        counted[bucket] = counted.get(bucket, 0) + 1
        if counted[bucket] > limit:
            raise limits.TooMany(sentence or "Terlalu sering.", retry_after=window_seconds)
        return counted[bucket]

    monkeypatch.setattr(limits, "count", count)
    monkeypatch.setattr(limits, "_failures", lambda *_: sum(n for b, n in counted.items() if b.startswith("gagal")))


def page(client, url, **more):
    response = client.get(url, **more)
    return response.status_code, response.content.decode()


def test_the_code_on_the_letter_leads_to_a_green_word(client, desk):  # noqa: F811
    letter = desk.issue(at=timezone.now(), valid_until=None)
    status, text = page(client, f"/periksa/{letter.code}/")
    assert status == 200
    assert "Surat ini sah" in text
    assert letter.number.text in text.replace("<wbr>", "")
    assert "v-ok" in text


def test_the_qr_leads_there_too(client, desk):  # noqa: F811
    letter = desk.issue()
    response = client.get(f"/periksa/{letter.code}", follow=True)
    assert response.status_code == 200


def test_a_checker_sees_no_name_and_no_nik(client, desk, cast):  # noqa: F811
    letter = desk.issue()
    siti = cast.person("siti")
    _, text = page(client, f"/periksa/{letter.code}/")
    assert siti.name not in text
    assert siti.nik not in text
    assert "S•••" in text


def test_a_typed_code_is_understood_with_and_without_its_hyphen(client, desk):  # noqa: F811
    letter = desk.issue()
    for typed in (letter.code.lower(), f" {shown_code(letter.code)} "):
        response = client.get("/periksa/", {"kode": typed}, follow=True)
        assert response.redirect_chain[-1][0].endswith(f"/periksa/{letter.code}/")


def test_number_and_code_of_two_letters_do_not_pass(client, desk):  # noqa: F811
    one, other = desk.issue("SKU-1"), desk.issue("SKU-2")
    good = client.get("/periksa/", {"kode": one.code, "no": one.number.text})
    mixed = client.get("/periksa/", {"kode": one.code, "no": other.number.text})
    assert "tidak kami kenal" not in good.content.decode()
    assert mixed.status_code == 404
    assert "tidak kami kenal" in mixed.content.decode()
    assert one.number.text not in mixed.content.decode().replace("<wbr>", "")


@pytest.mark.parametrize("typed", ["", "abc", "500.2.2.4/118/RPC/VII/2026"])
def test_what_is_no_code_gets_a_sentence_that_helps(client, db, typed):
    response = client.get("/periksa/", {"kode": typed})
    text = response.content.decode()
    assert response.status_code == 422
    assert "bawah kode QR" in text
    assert "<title>Kesalahan:" in text


def test_an_unknown_code_says_what_to_do(client, db):
    status, text = page(client, "/periksa/ABC234/")
    assert status == 404
    assert "tidak kami kenal" in text
    assert "ABC-234" in text


def test_a_revoked_letter_says_when_and_why(client, desk):  # noqa: F811
    letter = desk.issue()
    actions.revoke_letter(actor=desk.lurah, letter=letter, reason="Alamat usaha ternyata salah.")
    _, text = page(client, f"/periksa/{letter.code}/")
    assert "sudah dicabut" in text
    assert "Alamat usaha ternyata salah." in text
    assert "v-off" in text


def test_an_expired_letter_is_told_from_a_forged_one(client, desk):  # noqa: F811
    letter = desk.issue(valid_until=date(2026, 8, 4))
    _, text = page(client, f"/periksa/{letter.code}/")
    assert "sudah tidak berlaku" in text
    assert "curiga ada pemalsuan" not in text


def test_a_letter_whose_pdf_is_being_made_is_not_called_a_forgery(client, desk):  # noqa: F811
    letter = desk.sign()
    _, text = page(client, f"/periksa/{letter.code}/")
    assert "belum siap" in text


def test_a_letter_of_two_signatures_names_both_signers_with_office_and_time(client, desk):  # noqa: F811
    letter = desk.sign("SKTM-1", second=True, valid_until=None, template=two_signatures())
    actions.finish_letter(actor=SISTEM, letter=letter, at=SOON)
    _, waiting = page(client, f"/periksa/{letter.code}/")
    assert "belum siap" in waiting
    assert f"menunggu {letter.awaits_second}" in waiting
    desk.countersign(letter)
    actions.finish_letter(actor=SISTEM, letter=letter, at=SOON)
    letter.refresh_from_db()
    _, text = page(client, f"/periksa/{letter.code}/")
    assert "Surat ini sah" in text
    for signed, clock in ((letter, moment(letter.signed_at)), (letter.second, moment(letter.second.signed_at))):
        assert f"{signed.signed_name}, {signed.signed_title}, {clock}" in unescape(text)


def upload(client, content, name="surat.pdf"):
    sent = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post("/periksa/berkas/", {"berkas": sent})


def test_the_very_file_we_issued_is_real_and_one_changed_byte_is_not(client, desk, pdf_of):  # noqa: F811
    content = pdf_of(desk.issue(valid_until=None))
    assert "Surat ini sah" in upload(client, content).content.decode()
    spoiled = bytearray(content)
    spoiled[len(spoiled) // 2] ^= 1
    answer = upload(client, bytes(spoiled), "sku-final.pdf").content.decode()
    assert "sudah diubah" in answer
    assert "sku-final.pdf" in answer


def test_a_file_of_somebody_else_is_not_called_altered(client, db):
    assert "bukan surat dari kota ini" in upload(client, b"%PDF-1.4 halo").content.decode()


def test_an_uploaded_file_is_not_kept(client, desk, pdf_of, settings):  # noqa: F811
    content = pdf_of(desk.issue()) + b"\n"
    before = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    upload(client, content)
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*")) == before


@pytest.mark.parametrize(("content", "says"), [(b"", "kosong"), (b"x" * (MAX_BYTES + 1), "10 MB")])
def test_a_file_that_cannot_be_a_letter_gets_a_sentence(client, db, content, says):
    response = upload(client, content)
    assert response.status_code == 422
    assert says in response.content.decode()


def test_without_a_file_it_says_so(client, db):
    response = client.post("/periksa/berkas/", {})
    assert response.status_code == 422
    assert "Pilih dulu berkas" in response.content.decode()


def test_who_guesses_many_codes_is_slowed_down_and_told_for_how_long(client, db):
    for n in range(limits.FREE_FAILURES + 1):
        assert page(client, f"/periksa/AAA{n:03d}/")[0] == 404
    client.get("/periksa/BBB222/")
    response = client.get("/periksa/BBB223/")
    assert response.status_code == 429
    assert int(response["Retry-After"]) <= limits.LONGEST_PAUSE


def test_checking_real_letters_all_day_slows_nobody_down(client, desk):  # noqa: F811
    letter = desk.issue()
    for _ in range(limits.FREE_FAILURES + 5):
        assert page(client, f"/periksa/{letter.code}/")[0] == 200


def test_files_are_limited_per_address(client, db, monkeypatch):
    monkeypatch.setattr(checking, "FILES", limits.Rule("periksa-pdf", 2, 600, "Terlalu banyak berkas."))
    assert [upload(client, b"%PDF-1.4 halo").status_code for _ in range(3)] == [200, 200, 429]


def test_the_guard_of_the_folder_rules_there_and_keeps_no_answers(client, db):
    response = client.get("/periksa/penjaga.js")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/javascript")
    assert "/periksa/tanpa-sinyal/" in text
    assert "public/offline.js" in text
    assert "&" not in text.replace("&&", "")


def shown_offline(client, fragment):
    """What the kept page says with `fragment` behind its address, in a browser without a network."""

    def answer(route):
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            kind = mimetypes.guess_type(path)[0] or "text/javascript"
            route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        else:
            route.fulfill(body=html[path], content_type="text/html; charset=utf-8", headers=policy)

    response = client.get("/periksa/tanpa-sinyal/")
    html = {"/periksa/tanpa-sinyal/": response.content, "/periksa/7KQM2X/": response.content, "/kota.css": b""}
    policy = {"Content-Security-Policy": response["Content-Security-Policy"]}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = browser.new_page()
        tab.route("**/*", answer)
        tab.goto(f"http://localhost{fragment}")
        if "#" in fragment:
            tab.locator("[data-say=waiting]").wait_for(state="hidden", timeout=20_000)
        said = tab.locator("main").inner_text()
        browser.close()
    return said


@pytest.fixture
def payload(db):
    letter = Payload("7KQM2X", "500/1/RPC/VIII/2026", "Surat Keterangan Usaha", "SA", "RPC", date(2026, 8, 3), None)
    return letter, encode(letter, load_private(authority(QR).private_key))


def test_without_a_network_a_good_qr_is_read_and_a_bad_one_refused(client, payload):
    letter, good = payload
    said = shown_offline(client, f"/periksa/7KQM2X/#{good}")
    assert "Tanda tangannya asli" in said
    assert letter.number in said
    assert "7KQ-M2X" in said
    assert "pencabutan belum terlihat" in said
    assert "Tanda tangan kedua" not in said
    spoiled = good[:-8] + ("A" if good[-8] != "A" else "B") + good[-7:]
    assert "bukan dari kota" in shown_offline(client, f"/periksa/7KQM2X/#{spoiled}")


def test_without_a_network_the_second_office_is_named_too(client, db):
    two = Payload("7KQM2X", "500/1", "Surat Keterangan Tidak Mampu", "SA", "RPC", date(2026, 8, 3), None, "Camat Rappocini")
    said = shown_offline(client, f"/periksa/7KQM2X/#{encode(two, load_private(authority(QR).private_key))}")
    assert "Tanda tangan kedua" in said
    assert "Camat Rappocini" in said


def test_a_good_signature_behind_another_letters_address_is_refused(client, payload):
    other = Payload("7KQM3Y", "500/2", "Surat", "T", "RPC", date(2026, 8, 3), None)
    signed = encode(other, load_private(authority(QR).private_key))
    assert "bukan dari kota" in shown_offline(client, f"/periksa/7KQM2X/#{signed}")
    assert "Belum ada yang diperiksa" in shown_offline(client, "/periksa/tanpa-sinyal/")


def test_the_check_page_asks_the_database_little(client, desk, django_assert_max_num_queries):  # noqa: F811
    letter = desk.issue()
    queries.qr_jwk()
    client.get("/periksa/")
    with django_assert_max_num_queries(12):
        client.get(f"/periksa/{letter.code}/")
