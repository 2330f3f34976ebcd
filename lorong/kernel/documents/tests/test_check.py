"""Anybody checks a letter: by code, by number and code, by its PDF, by its QR with no network."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright

from lorong.kernel.documents import actions, queries
from lorong.kernel.documents.authorities import QR, authority
from lorong.kernel.documents.models import Letter
from lorong.kernel.documents.payload import LONGEST, Payload, PayloadBroken, decode, encode, jwk
from lorong.kernel.documents.rendering import qr_svg
from lorong.kernel.documents.tests.conftest import SOON, Desk
from lorong.kernel.documents.tests.test_sign import two_signatures
from lorong.kernel.documents.values import CODE_LETTERS, Finding, shown_code
from lorong.lib.actors import SISTEM, Actor, ActorKind, Holding
from lorong.lib.refusals import AlreadyDone, NotAllowed, NotFound, Refusal
from lorong.testing import MONDAY, Cast

PdfOf = Callable[[Letter], bytes]
REASON = "Alamat usaha ternyata salah."


def test_a_letter_is_real_by_its_code_however_it_is_typed(desk: Desk) -> None:
    letter = desk.issue()
    for typed in (letter.code, shown_code(letter.code), f" {letter.code.lower()} "):
        assert queries.check_code(typed, at=SOON).finding is Finding.REAL


def test_a_check_shows_only_what_a_checker_needs(desk: Desk, cast: Cast) -> None:
    letter = desk.issue()
    found = queries.check_code(letter.code, at=SOON)
    siti = cast.person("siti")
    assert found.title == "Surat Keterangan Usaha"
    assert found.signed_title == letter.signed_title
    assert found.subject.startswith("S•••")
    assert siti.name not in str(found) and siti.nik not in str(found)


def test_number_and_code_must_both_be_the_letters(desk: Desk) -> None:
    one, other = desk.issue("SKU-1"), desk.issue("SKU-2")
    assert queries.check_number(one.number.text.lower(), one.code, at=SOON).finding is Finding.REAL
    mixed = queries.check_number(other.number.text, one.code, at=SOON)
    assert mixed.finding is Finding.UNKNOWN
    assert mixed.title == ""


def test_an_unknown_code_says_so(db: None) -> None:
    assert queries.check_code("ZZZ-ZZZ").finding is Finding.UNKNOWN


def test_a_letter_still_being_made_is_pending(desk: Desk) -> None:
    assert queries.check_code(desk.sign().code, at=SOON).finding is Finding.PENDING


def test_a_letter_expires_after_its_last_day(desk: Desk) -> None:
    letter = desk.issue(valid_until=date(2026, 8, 10))
    assert queries.check_code(letter.code, at=MONDAY.replace(day=10, hour=23)).finding is Finding.REAL
    assert queries.check_code(letter.code, at=MONDAY.replace(day=11, hour=0)).finding is Finding.EXPIRED


def test_a_revoked_letter_says_so_with_its_reason_and_is_not_handed_out(desk: Desk, cast: Cast) -> None:
    letter = desk.issue()
    actions.revoke_letter(actor=desk.lurah, letter=letter, reason=REASON, at=SOON)
    found = queries.check_code(letter.code, at=SOON)
    assert (found.finding, found.revoked_because) == (Finding.REVOKED, REASON)
    letter.refresh_from_db()
    with pytest.raises(Refusal, match=REASON):
        queries.open_letter(cast.actor("siti"), letter)
    with pytest.raises(AlreadyDone):
        actions.revoke_letter(actor=desk.lurah, letter=letter, reason=REASON)


def test_the_inspector_revokes_and_a_clerk_a_camat_and_the_holder_do_not(desk: Desk, cast: Cast) -> None:
    letter = desk.issue()
    for who in ("budi", "pak_camat", "siti"):
        with pytest.raises(NotAllowed):
            actions.revoke_letter(actor=cast.actor(who), letter=letter, reason=REASON)
    seat = Holding(position_id=1, title="Inspektur", roles=frozenset({"inspektur"}), unit="inspektorat")
    inspector = Actor(kind=ActorKind.OFFICER, name="Inspektur", holdings=(seat,))
    assert actions.revoke_letter(actor=inspector, letter=letter, reason=REASON).revoked_by == "Inspektur"


def test_revoking_needs_a_sentence(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        actions.revoke_letter(actor=desk.lurah, letter=desk.issue(), reason="salah")
    assert refused.value.field == "alasan"


def test_the_pdf_we_issued_is_real_and_revoked_when_it_was_revoked(desk: Desk, pdf_of: PdfOf) -> None:
    letter = desk.issue()
    pdf = pdf_of(letter)
    assert queries.check_pdf(pdf, at=SOON).finding is Finding.REAL
    actions.revoke_letter(actor=desk.lurah, letter=letter, reason=REASON)
    assert queries.check_pdf(pdf, at=SOON).finding is Finding.REVOKED


def test_one_changed_byte_is_an_altered_letter(desk: Desk, pdf_of: PdfOf) -> None:
    letter = desk.issue()
    pdf = pdf_of(letter)
    place = pdf.index(b"stream") + 40
    found = queries.check_pdf(pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :], at=SOON)
    assert (found.finding, found.code) == (Finding.ALTERED, letter.code)


def test_a_change_appended_after_signing_is_an_altered_letter(desk: Desk, pdf_of: PdfOf) -> None:
    pdf = pdf_of(desk.issue())
    assert queries.check_pdf(pdf + b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n", at=SOON).finding is Finding.ALTERED


def test_a_letter_saved_again_without_its_signature_is_altered(desk: Desk, pdf_of: PdfOf, tmp_path: Path) -> None:
    source, target = tmp_path / "a.pdf", tmp_path / "b.pdf"
    source.write_bytes(pdf_of(desk.issue()))
    subprocess.run(["pdftocairo", "-pdf", str(source), str(target)], check=True)
    assert queries.check_pdf(target.read_bytes(), at=SOON).finding is Finding.ALTERED


def test_a_letter_cut_short_is_altered(desk: Desk, pdf_of: PdfOf) -> None:
    pdf = pdf_of(desk.issue())
    assert queries.check_pdf(pdf[: len(pdf) * 2 // 3], at=SOON).finding is Finding.ALTERED


def test_a_file_signed_by_us_for_another_letter_does_not_prove_this_one(desk: Desk, pdf_of: PdfOf) -> None:
    one, other = desk.issue("SKU-1"), desk.issue("SKU-2")
    forged = pdf_of(one).replace(shown_code(one.code).encode(), shown_code(other.code).encode())
    assert queries.check_pdf(forged, at=SOON).finding is Finding.ALTERED


def test_something_else_is_foreign(db: None) -> None:
    for content in (b"", b"bukan pdf", b"%PDF-1.4\n" + b"\0" * 999, b"%PDF-1.7\n%%EOF"):
        assert queries.check_pdf(content).finding is Finding.FOREIGN


def test_a_huge_upload_is_refused_before_it_is_read(db: None) -> None:
    with pytest.raises(Refusal, match="10 MB"):
        queries.check_pdf(b"%PDF-" + b"0" * (10 * 1024 * 1024))


def test_the_qr_payload_of_a_letter_verifies_with_the_public_key_alone(desk: Desk) -> None:
    letter = desk.issue()
    key = serialization.load_pem_public_key(authority(QR).public_key.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    said = decode(letter.payload, key)
    assert (said.code, said.number, said.valid_until) == (letter.code, letter.number.text, letter.valid_until)
    assert len(letter.payload.encode()) <= LONGEST


def test_the_qr_of_a_letter_of_two_signatures_names_the_second_office(desk: Desk) -> None:
    letter = desk.sign(
        second=True, template=two_signatures(), title="Surat Keterangan Tidak Mampu untuk Keperluan di Luar Kelurahan"
    )
    key = serialization.load_pem_public_key(authority(QR).public_key.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    said = decode(letter.payload, key)
    assert said.second == letter.awaits_second
    assert said.title.startswith("Surat Keterangan Tidak")
    assert len(letter.payload) <= LONGEST
    answer = in_browser(queries.qr_jwk(), [[letter.payload, "2026-08-04"]])[0]
    assert (answer["valid"], answer["second"], answer["unit"]) == (True, letter.awaits_second, letter.unit_id)


def test_a_check_says_who_signed_second_and_until_then_whom_it_waits_for(desk: Desk) -> None:
    letter = desk.sign(second=True, template=two_signatures())
    waiting = queries.check_code(letter.code, at=SOON)
    assert (waiting.second_title, waiting.second_name, waiting.second_at) == (letter.awaits_second, "", None)
    desk.countersign(letter)
    both = queries.check_code(letter.code, at=SOON)
    assert (both.second_title, both.second_at) == (letter.second.signed_title, SOON)
    assert both.second_name == letter.second.signed_name != both.signed_name


def test_the_check_pages_script_agrees_with_us_and_with_nobody_else(desk: Desk) -> None:
    letter = desk.issue()
    forged = letter.payload[:20] + ("A" if letter.payload[20] != "A" else "B") + letter.payload[21:]
    foreign = encode(Payload(letter.code, "1", "x", "S", "u", date(2026, 1, 1), None), ec.generate_private_key(ec.SECP256R1()))
    tried = [letter.payload, forged, foreign, "", "abc", "A" * 250]
    answers = in_browser(queries.qr_jwk(), [[p, "2026-08-04"] for p in tried] + [[letter.payload, "2027-02-05"]])
    first, *wrong, later = answers
    assert first["valid"] and not first["expired"] and later["expired"]
    assert (first["code"], first["number"]) == (letter.code, letter.number.text)
    assert (first["signedOn"], first["validUntil"]) == ("2026-08-03", "2027-02-03")
    assert all(answer == {"valid": False} for answer in wrong)


def in_browser(key: dict[str, str], tried: list[list[str]]) -> list[dict[str, Any]]:
    """What `verify.js` answers in Chromium to payloads on days; served by ourselves, for WebCrypto wants a secure page."""
    script = settings.BASE_DIR / "lorong/portals/public/static/public/verify.js"
    program = """async ([key, tried]) => {
        const { verifyPayload } = await import("/verify.js");
        return Promise.all(tried.map(([payload, day]) => verifyPayload(payload, key, new Date(day + "T12:00:00"))));
    }"""
    browser_name = next(n for n in ("chromium", "chromium-browser", "google-chrome") if shutil.which(n))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(browser_name), args=["--no-sandbox"])
        page = browser.new_page()
        page.route("**/*", lambda route: route.fulfill(**served(route.request.url, script)))
        page.goto("http://localhost:9/")
        answers: list[dict[str, Any]] = page.evaluate(program, [key, tried])
        browser.close()
    return answers


def served(url: str, script: Path) -> dict[str, str]:
    if url.endswith("/verify.js"):
        return {"content_type": "text/javascript", "body": script.read_text(encoding="utf-8")}
    return {"content_type": "text/html", "body": "<title>Periksa</title>"}


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=160)
KEY = ec.generate_private_key(ec.SECP256R1())


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    title=words,
    name=st.text(st.sampled_from("ABCÉ"), max_size=3),
    until=st.none() | st.dates(date(2000, 1, 1), date(2068, 1, 1)),
    second=st.just("") | words,
)
def test_every_payload_fits_and_comes_back(title: str, name: str, until: date | None, second: str) -> None:
    payload = Payload("7KQM2X", "500.2.2.4/118/RPC/VII/2026", title, name, "73.71.13.1006", date(2026, 7, 28), until, second)
    text = encode(payload, KEY)
    assert len(text) <= LONGEST
    said = decode(text, KEY.public_key())
    assert (said.code, said.number, said.subject, said.valid_until) == ("7KQM2X", payload.number, name, until)


@hypothesis_settings(max_examples=80, deadline=None)
@given(text=st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), max_size=320) | st.text(max_size=200))
def test_no_invented_payload_passes(text: str) -> None:
    with pytest.raises(PayloadBroken):
        decode(text, KEY.public_key())


def test_the_public_key_is_exported_for_browsers() -> None:
    pem = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    assert jwk(pem)["crv"] == "P-256"
    assert len(jwk(pem)["x"]) == 43


def test_codes_have_no_letter_that_is_misread(desk: Desk) -> None:
    assert not set("01OILU") & set(CODE_LETTERS)
    assert set(desk.sign().code) <= set(CODE_LETTERS)


def test_a_qr_stays_small_enough_to_scan_from_paper() -> None:
    svg = qr_svg("https://makassar.contoh.go.id/periksa/7KQM2X", "A" * LONGEST)
    side = int(svg.split('viewBox="0 0 ')[1].split()[0]) if "viewBox" in svg else int(svg.split('width="')[1].split('"')[0])
    assert side <= 73  # modules: 0.35 mm each at the printed 2.55 cm


def test_tono_and_a_stranger_learn_nothing_from_error_texts(desk: Desk, cast: Cast) -> None:
    letter = desk.issue()
    with pytest.raises(NotFound) as refused:
        queries.open_letter(cast.actor("tono"), letter)
    assert letter.code not in refused.value.sentence and "Siti" not in refused.value.sentence


def test_a_letter_is_pending_until_its_pdf_is_made(desk: Desk) -> None:
    letter = desk.sign()
    assert letter.payload, "the payload is there from the act of signing on"
    assert queries.check_code(letter.code, at=SOON).finding is Finding.PENDING
    actions.finish_letter(actor=SISTEM, letter=letter, at=SOON)
    assert queries.check_code(letter.code, at=SOON + timedelta(minutes=1)).finding is Finding.REAL
