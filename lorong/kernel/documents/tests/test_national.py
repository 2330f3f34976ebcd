"""The national service's door, against a server of ours that signs, fails, dawdles and answers rubbish."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lorong.kernel.documents import actions, queries
from lorong.kernel.documents.errors import SigningImpossible, SigningUnavailable
from lorong.kernel.documents.rendering import render
from lorong.kernel.documents.samples import sample_office
from lorong.kernel.documents.signing import LocalSigner, NationalSigner, SigningOrder
from lorong.kernel.documents.signing.authority import certify, make_authority
from lorong.kernel.documents.signing.inspection import inspect
from lorong.kernel.documents.tests.conftest import PASSPHRASE, SOON, Desk, business_letter
from lorong.kernel.documents.tests.test_sign import pdfsig
from lorong.kernel.documents.unlocking import unlock
from lorong.kernel.documents.values import Finding
from lorong.lib.actors import SISTEM
from lorong.testing import MONDAY

NOW = datetime.now(UTC)
CA = make_authority("Layanan Nasional Contoh", NOW)
OFFICIAL = certify(CA, name="BU LURAH", unit="U", city="K", title="", at=NOW, until=NOW + timedelta(days=9))
PASSWORD = "rahasia aplikasi"


NUMBERED = {"number": "1", "classification": "1", "valid_until": ""}


def order(**more: object) -> SigningOrder:
    given = {
        "place": 1,
        "name": "BU LURAH",
        "title": "Lurah",
        "location": "Makassar",
        "reason": "Surat",
        "page": 0,
        "box": (290.0, 200.0, 520.0, 280.0),
        "at": MONDAY,
        "secret": PASSPHRASE,
        "nik": "7371135503800000",
    }
    return SigningOrder(**{**given, **more})  # type: ignore[arg-type]


class Fake:
    """`mode` says how it behaves; `asked` keeps the form of the last request."""

    def __init__(self) -> None:
        self.mode = "signs"
        self.asked: dict[str, bytes] = {}
        self.login = ""
        self.login_seen_elsewhere: str | None = None
        self.path = ""
        self.wait = threading.Event()

    def answer(self, form: dict[str, bytes]) -> tuple[int, str, bytes]:
        pdf = form["file"]
        if form["passphrase"].decode() != PASSPHRASE:
            return 400, "application/json", json.dumps({"error": "Passphrase anda salah", "status_code": 2031}).encode()
        signed = LocalSigner(CA.certificate).sign(pdf, order(secret=OFFICIAL.private_key, certificate=OFFICIAL.certificate))
        cut = len(pdf) + 500
        return {
            "signs": (200, "application/pdf", signed),
            "redirect": (302, "text/html", b""),
            "fails": (500, "text/html", b"<h1>Internal Server Error</h1>"),
            "busy": (503, "application/json", b'{"error": "sibuk", "status_code": 9}'),
            "login": (401, "application/json", b'{"error": "Unauthorized"}'),
            "no-certificate": (400, "application/json", b'{"error": "User tidak punya sertifikat", "status_code": 2021}'),
            "html": (200, "text/html", b"<html>gateway</html>"),
            "empty": (200, "application/pdf", b""),
            "unsigned": (200, "application/pdf", pdf),
            "commented": (200, "application/pdf", pdf + b"\n% ditandatangani\n"),
            "other": (200, "application/pdf", b"%PDF-1.7\n%%EOF"),
            "broken": (200, "application/pdf", signed[:cut] + b"#" + signed[cut + 1 :]),
            "cut": (200, "application/pdf", signed[:-400]),
        }[self.mode]


@pytest.fixture
def fake() -> Iterator[Fake]:
    world = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            boundary = self.headers["Content-Type"].split("boundary=")[1].encode()
            world.asked = {}
            for part in body.split(b"--" + boundary)[1:-1]:
                head, _, value = part.partition(b"\r\n\r\n")
                name = re.search(rb' name="([^"]+)"', head)
                assert name is not None
                world.asked[name[1].decode()] = value[:-2]
            world.path, world.login = self.path, self.headers["Authorization"]
            if world.mode == "hangs":
                world.wait.wait(5)
            if world.mode in {"hangs", "hangs-up"}:
                return
            status, kind, answer = world.answer(world.asked)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if world.mode == "redirect":
                self.send_header("Location", "/di-tempat-lain")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_GET(self) -> None:
            world.login_seen_elsewhere = self.headers.get("Authorization", "")

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    world.url = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    yield world
    world.wait.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def signer(fake: Fake) -> NationalSigner:
    return NationalSigner(fake.url, "kota", PASSWORD, timeout=1.0)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    template, data = business_letter()
    return render(template, {**sample_office(), **NUMBERED, **data}, qr_url="http://x", payload="A", at=MONDAY).pdf


def test_it_signs_with_the_officials_nik_and_passphrase(fake: Fake, signer: NationalSigner, pdf: bytes, tmp_path: Path) -> None:
    signed = signer.sign(pdf, order())
    assert "Signature is Valid" in pdfsig(signed, tmp_path)
    assert inspect(signed, [CA.certificate]).trusted
    assert fake.path == "/api/sign/pdf"
    assert base64.b64decode(fake.login.removeprefix("Basic ")).decode() == f"kota:{PASSWORD}"
    assert fake.asked["nik"] == b"7371135503800000" and fake.asked["tampilan"] == b"invisible"
    assert fake.asked["file"] == pdf


def test_a_second_signature_is_sent_with_its_picture_and_place(fake: Fake, signer: NationalSigner, pdf: bytes) -> None:
    signer.sign(pdf, order(appearance=b"\x89PNG", page=1))
    assert fake.asked["tampilan"] == b"visible" and fake.asked["imageTTD"] == b"\x89PNG"
    place = {k: int(fake.asked[k]) for k in ("page", "xAxis", "yAxis", "width", "height")}
    assert place == {"page": 2, "xAxis": 290, "yAxis": 200, "width": 230, "height": 80}


def test_a_wrong_passphrase_asks_the_official(signer: NationalSigner, pdf: bytes) -> None:
    with pytest.raises(SigningImpossible, match="Sandi sertifikat Anda salah"):
        signer.sign(pdf, order(secret="salah"))


@pytest.mark.parametrize("mode", ["fails", "busy", "login", "html", "empty", "hangs", "hangs-up"])
def test_a_passing_fault_is_tried_again(fake: Fake, signer: NationalSigner, pdf: bytes, mode: str) -> None:
    fake.mode = mode
    with pytest.raises(SigningUnavailable, match="mencoba lagi"):
        signer.sign(pdf, order())


def test_a_redirect_takes_the_login_nowhere_else(fake: Fake, signer: NationalSigner, pdf: bytes) -> None:
    fake.mode = "redirect"
    with pytest.raises(SigningUnavailable, match="mencoba lagi"):
        signer.sign(pdf, order())
    assert fake.login_seen_elsewhere is None


@pytest.mark.parametrize("mode", ["no-certificate", "unsigned", "commented", "other", "broken", "cut"])
def test_a_no_and_a_wrong_file_are_final(fake: Fake, signer: NationalSigner, pdf: bytes, mode: str) -> None:
    fake.mode = mode
    with pytest.raises(SigningImpossible, match="anda tangani lagi"):
        signer.sign(pdf, order())


def test_a_service_that_is_not_there_is_tried_again(pdf: bytes) -> None:
    with pytest.raises(SigningUnavailable):
        NationalSigner("http://127.0.0.1:9", "kota", PASSWORD, timeout=1).sign(pdf, order())


def test_no_secret_is_printed(signer: NationalSigner) -> None:
    shown = repr(signer) + repr(order())
    assert PASSWORD not in shown and PASSPHRASE not in shown and "7371135503800000" not in shown


def test_a_letter_is_issued_through_the_national_service(desk: Desk, fake: Fake, settings: object, tmp_path: Path) -> None:
    settings.SIGNER = "national"  # type: ignore[attr-defined]
    settings.NATIONAL_SIGNER_URL = fake.url  # type: ignore[attr-defined]
    key = unlock(actor=desk.lurah, passphrase=PASSPHRASE)
    letter = desk.sign(key=key)
    assert "BSrE" in letter.contents["issuer"]
    fake.mode = "fails"
    with pytest.raises(SigningUnavailable):
        actions.finish_letter(actor=SISTEM, letter=letter, at=SOON)
    fake.mode = "signs"
    letter = actions.finish_letter(actor=SISTEM, letter=letter, at=SOON)
    assert letter.file_ready_at == SOON
    path = queries.open_letter(SISTEM, letter).path
    assert "Signature is Valid" in subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    assert queries.check_pdf(path.read_bytes(), at=SOON).finding is Finding.REAL
    assert fake.asked["nik"].decode() == desk.cast.person("bu_lurah").nik


def test_a_wrong_national_passphrase_flags_the_letter(desk: Desk, fake: Fake, settings: object) -> None:
    settings.SIGNER = "national"  # type: ignore[attr-defined]
    settings.NATIONAL_SIGNER_URL = fake.url  # type: ignore[attr-defined]
    letter = desk.sign(key=unlock(actor=desk.lurah, passphrase="keliru"))
    letter = actions.finish_letter(actor=SISTEM, letter=letter, at=SOON)
    assert letter.needs_signing_again and "sandi yang benar" in letter.signing_problem
    actions.sign_again(actor=desk.lurah, letter=letter, key=unlock(actor=desk.lurah, passphrase=PASSPHRASE), at=SOON)
    assert actions.finish_letter(actor=SISTEM, letter=letter, at=SOON).file_ready_at == SOON
