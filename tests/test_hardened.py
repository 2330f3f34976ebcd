"""What a browser is told about our pages, and what it cannot be made to do with them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lorong.kernel.messages.models import Message
from lorong.portals.door import Who
from lorong.testing import Cast
from tests.pictures import photo
from tests.test_doors import ADDRESSES, PROGRAMS, UNKNOWN, Address
from tests.things import SLUG, publish, things_of_siti

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What programs of others read by Open311 says nothing of whoever asks: no cookie counts there, and any site may show it.
FOR_ALL_SITES = "open311:"
OPENED = {"Cross-Origin-Resource-Policy": "cross-origin"}
BROWSERS = (None, "siti", "budi", "bu_lurah", "wali_kota", "auditor")
STANDS_FOR_SOMEBODY = {Who.LINK, Who.TOKEN, Who.GATEWAY}
PERSONAL = {Who.SIGNED_IN, Who.RESIDENT, Who.OFFICER, Who.COMMAND}
URLS = {"src", "href", "action", "formaction", "srcset", "data", "poster"}


class Inline(HTMLParser):
    """Collects what a strict policy would not run, and what comes from elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"style", "base", "iframe", "object", "embed"} or (tag == "script" and not given.get("src")):
            self.found.append(f"<{tag}>")
        for name, value in given.items():
            said = (value or "").strip().lower()
            if name == "style" or name.startswith("on") or name == "srcdoc":
                self.found.append(f"{tag} {name}=")
            if name in URLS and said.startswith(("javascript:", "data:text", "vbscript:")):
                self.found.append(f"{tag} {name}={said[:20]}")
            loads = name == "src" or (tag == "link" and name == "href")
            if loads and said.startswith(("http:", "https:", "//")):
                self.found.append(f"{tag} loads {said[:40]}")


def pages(things: Any, who: str | None, cast: Cast) -> Iterator[tuple[Address, Any]]:
    """Every address that answers GET, with Siti's things in it and with none, as it answers `who`."""
    browser = Client()
    if who:
        browser.force_login(cast.account(who))
    for address in ADDRESSES:
        if address.name == "accounts:sign_out":
            continue
        values = {name: [*things.addresses.get(name, [])[:1], *UNKNOWN[kind][:1]] for kind, name in address.parameters}
        for place in address.filled(values):
            yield address, browser.get(place)


def content_faults(answer: Any, *, for_all: bool = False) -> Iterator[str]:
    """Whether the answer says what it is, in which letters, and opens itself to no other site (ASVS 4.1.1, 3.4.2)."""
    kind = answer.headers.get("Content-Type", "")
    body = b"" if answer.streaming else answer.content
    if body and not kind:
        yield "has no Content-Type"
    if kind.startswith("text/") and "charset=utf-8" not in kind:
        yield f"says no charset ({kind})"
    if kind.startswith("application/json") and body:
        json.loads(body)
    opened = answer.headers.get("Access-Control-Allow-Origin")
    if opened is not None and not for_all:
        yield "may be read by other sites"
    if opened not in {None, "*"} or "Access-Control-Allow-Credentials" in answer.headers:
        yield "may be read by other sites as somebody"


@pytest.mark.parametrize("who", BROWSERS)
def test_no_page_needs_more_than_the_strict_policy_allows(who: str | None, cast: Cast) -> None:
    publish(SLUG)
    things, faults, seen = things_of_siti(cast), [], 0
    for address, answer in pages(things, who, cast):
        policy = answer.headers.get("Content-Security-Policy", "")
        # the browser's own viewer of pictures and PDF styles itself; scripts are shut out there too
        is_file = answer.get("Content-Type", "").startswith(("image/", "application/pdf")) and "script-src" not in policy
        if ("unsafe" in policy and not is_file) or not policy.startswith("default-src 'none'"):
            faults.append(f"{address.name}: {policy}")
        for_all = address.name.startswith(FOR_ALL_SITES)
        wanted = HEADERS | OPENED if for_all else HEADERS
        faults += [f"{address.name}: {name}" for name, value in wanted.items() if answer.headers.get(name) != value]
        faults += [f"{address.name}: {why}" for why in content_faults(answer, for_all=for_all)]
        kept = answer.headers.get("Cache-Control", "")
        page = answer.get("Content-Type", "").startswith("text/html")
        own = address.who in STANDS_FOR_SOMEBODY or (who and address.who in PERSONAL)
        if (own and "no-store" not in kept) or (page and who and "public" in kept):
            faults.append(f"{address.name}: may be kept ({kept})")
        if page:
            seen += answer.status_code == 200
            faults += [f"{address.name}: {what}" for what in Inline(answer.content.decode()).found]
    assert faults == []
    assert seen > 10


def test_a_static_file_has_the_same_headers(client: Client, tmp_path: Any, settings: Any) -> None:
    (tmp_path / "a.js").write_text("1")
    settings.STATIC_ROOT = tmp_path
    answer = Client().get("/static/a.js")
    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_no_form_is_taken_from_another_site(cast: Cast) -> None:
    """Signing in included: nobody is signed in to a stranger's account without noticing."""
    for who in (None, "siti", "budi"):
        browser = Client(enforce_csrf_checks=True)
        if who:
            browser.force_login(cast.account(who))
        for address in ADDRESSES:
            if address.who in {Who.GATEWAY, *PROGRAMS}:
                continue
            place = next(address.unknown())
            answer = browser.post(place, {"sandi": "x"}, headers={"origin": "https://penipu.contoh"})
            assert answer.status_code == 403, f"{who} {place}: {answer.status_code}"


NOT_OURS = (
    "https://penipu.contoh/",
    "//penipu.contoh/",
    "///penipu.contoh/",
    "/\\penipu.contoh/",
    "\\\\penipu.contoh",
    "/\t/penipu.contoh/",
    "javascript:alert(1)",
    " //penipu.contoh",
    "http:penipu.contoh",
)


@pytest.mark.parametrize("where", NOT_OURS)
def test_nobody_is_sent_to_another_site_after_signing_in(where: str, cast: Cast) -> None:
    browser = Client()
    browser.get("/akun/masuk/", {"next": where})
    answer = browser.post("/akun/siapa/", {"akun": cast.account("siti").pk})
    assert answer["Location"] == "/"
    assert browser.post("/akun/bahasa/", {"bahasa": "en", "next": where})["Location"] == "/akun/"
    asked = Client().get(f"/{where.lstrip('/')}akun")
    assert not asked.get("Location", "").startswith(("http", "//", "/\\"))


def test_a_forged_host_name_gets_into_no_link(cast: Cast, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert Client().get("/akun/masuk/", headers={"host": "penipu.contoh"}).status_code == 400
    settings.ALLOWED_HOSTS = ["*"]
    browser = Client(headers={"host": "penipu.contoh"})
    browser.post("/akun/siapa/", {"akun": cast.account("siti").pk}, headers={"host": "penipu.contoh"})
    browser.post("/akun/pos-el/", {"email": "siti@contoh.id"}, headers={"host": "penipu.contoh"})
    sent = Message.objects.filter(template="akun_pos_el").latest("made_at")
    assert settings.PUBLIC_URL in sent.body
    assert "penipu" not in sent.body


DISGUISED = {
    "laman.jpg": b"<!doctype html><script>alert(1)</script>",
    "gambar.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "surat.pdf": b"<html><script>alert(1)</script>",
    "program.png": b"MZ\x90\x00" + b"\0" * 200,
    "arsip.pdf": b"PK\x03\x04" + b"\0" * 200,
}


@pytest.mark.parametrize("name", DISGUISED)
def test_a_file_is_what_its_bytes_are_and_not_what_it_says(name: str, cast: Cast) -> None:
    publish(SLUG)
    things, siti = things_of_siti(cast), Client()
    siti.force_login(cast.account("siti"))
    before = dict(things.draft.documents)
    upload = SimpleUploadedFile(name, DISGUISED[name], content_type="image/jpeg")
    answer = siti.post(f"/isian/{things.draft.pk}/berkas-syarat/ktp/", {"berkas": upload})
    things.draft.refresh_from_db()
    assert answer.status_code == 422
    assert things.draft.documents == before


def test_what_was_uploaded_is_given_back_as_a_picture_of_ours(cast: Cast) -> None:
    publish(SLUG)
    things, siti = things_of_siti(cast), Client()
    siti.force_login(cast.account("siti"))
    answer = siti.get(f"/urusan/{things.running.number}/berkas/{things.addresses['document_id'][0]}/")
    assert answer.headers["Content-Type"] in {"image/jpeg", "application/pdf", "image/png"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content)[:40] != photo("coba")[:40] or answer.headers["Content-Type"] == "image/jpeg"


def test_in_production_cookies_travel_by_https_to_this_host_only() -> None:
    said = (
        "import json; from django.conf import settings as s; print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_SAMESITE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS]))"
    )
    env = {**os.environ, "LORONG_HTTPS": "1", "DJANGO_SETTINGS_MODULE": "lorong.settings"}
    done = subprocess.run(
        [sys.executable, "-c", said], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=True
    )
    names, flags = json.loads(done.stdout)[:3], json.loads(done.stdout)[3:]
    assert names == ["__Host-lorong", "__Host-csrf", "__Host-bahasa"]
    assert flags == [True, True, True, True, "Lax", True, 31536000, True]


@pytest.mark.parametrize(
    "path", ["/", "/layanan/", "/akun/masuk/", "/periksa/", "/terbuka/", "/urusan/", "/kerja/", "/api/v1/services", "/metrik"]
)
def test_nobody_gets_back_what_he_sent(path: str, db: None) -> None:
    answer = Client().trace(path, headers={"cookie": "rahasia=1"})
    assert answer.status_code in {302, 403, 404, 405}
    assert b"rahasia" not in answer.content


def test_cookies_are_closed_to_scripts(cast: Cast) -> None:
    browser = Client()
    browser.get("/akun/masuk/")
    browser.post("/akun/siapa/", {"akun": cast.account("siti").pk})
    open_to_scripts = [name for name, cookie in browser.cookies.items() if not cookie["httponly"]]
    assert open_to_scripts == []
    assert {cookie["samesite"] for cookie in browser.cookies.values()} == {"Lax"}
    assert {cookie["path"] for cookie in browser.cookies.values()} == {"/"}


def test_the_program_does_not_see_the_history_of_its_code() -> None:
    """The checkout's `.git` is closed to what serves and works (ASVS 13.4.1)."""
    for unit in ("lorong-web", "lorong-worker"):
        said = (settings.BASE_DIR / "deploy" / "systemd" / f"{unit}.service").read_text(encoding="utf-8")
        assert "\nInaccessiblePaths=-/opt/lorong/.git\n" in said, unit


def test_the_proxy_speaks_with_forward_secrecy_only() -> None:
    """TLS 1.2 and 1.3, and of 1.2 nothing without an ephemeral key and authenticated encryption (ASVS 12.1.1, 12.1.2)."""
    said = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in said
    [ciphers] = [line.split()[1].rstrip(";").split(":") for line in said.splitlines() if line.strip().startswith("ssl_ciphers ")]
    assert [c for c in ciphers if not (c.startswith("ECDHE-") and ("GCM" in c or "CHACHA20" in c))] == []
    assert "ssl_prefer_server_ciphers on;" in said
