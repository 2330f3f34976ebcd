"""Making and taking back tokens, on the page of the one they act for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.utils import timezone

from lorong.kernel.people import tokens
from lorong.kernel.people.models import ApiToken
from lorong.portals.api.tests.conftest import Program
from lorong.testing import Cast

WANTED = {"name": "Aplikasi kas RT", "scopes": ["cases", "documents"], "days": "90"}


def lately(cast: Cast, who: str) -> Client:
    """A browser in which somebody has just signed in."""
    browser = Client()
    browser.post("/akun/siapa/", {"akun": cast.account(who).pk})
    return browser


def made(browser: Client, **given: Any) -> str:
    """A token, read from the page that shows it."""
    page = browser.post("/saya/program/", {**WANTED, **given}).content.decode()
    found = re.search(r'value="(lorong_[^"]+)"', page)
    assert found, page
    return found[1]


def test_a_token_is_shown_once_and_works(cast: Cast):
    siti = lately(cast, "siti")
    text = made(siti)
    page = siti.get("/saya/program/")
    assert text not in page.content.decode()
    assert "Aplikasi kas RT" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "Belum pernah dipakai." in page.content.decode()
    assert Program(text).get("/cases").status_code == 200
    assert Program(text).post("/applications", {"service": "x"}).status_code == 403
    assert "Belum pernah dipakai." not in siti.get("/saya/program/").content.decode()


def test_the_way_there_stands_on_my_page(cast: Cast):
    siti = lately(cast, "siti")
    assert 'href="/saya/program/"' in siti.get("/saya/").content.decode()


def test_who_signed_in_long_ago_signs_in_again_first(cast: Cast, client: Client):
    client.force_login(cast.account("siti"))
    for answer in (client.get("/saya/program/"), client.post("/saya/program/", WANTED)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/akun/masuk/")
    assert not ApiToken.objects.exists()


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(cast: Cast):
    answer = lately(cast, "siti").post("/saya/program/", {"name": "Kas", "scopes": ["semua"], "days": "9999"})
    assert answer.status_code == 422
    assert 'value="Kas"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_a_revoked_token_is_gone_at_once_and_tono_revokes_none_of_sitis(cast: Cast):
    siti, tono = lately(cast, "siti"), lately(cast, "tono")
    text = made(siti)
    pk = ApiToken.objects.get().pk
    assert tono.post(f"/saya/program/{pk}/cabut/").status_code == 404
    assert Program(text).get("/cases").status_code == 200
    assert siti.post(f"/saya/program/{pk}/cabut/").status_code == 302
    assert Program(text).get("/cases").status_code == 401
    assert tokens.known(text, at=timezone.now()) is None


def test_the_guide_stands_without_scripts_and_names_every_problem(db: None, client: Client):
    page = client.get("/api/v1/")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'id="too_many"' in text
    assert "GET /api<wbr>/v1<wbr>/cases<wbr>/{number}<wbr>/letter" in text
    assert "<script>" not in text


def test_the_pages_stand_in_english_too(cast: Cast, rendered_in: Callable[[str], Client]):
    english = rendered_in("en")
    text = english.get("/api/v1/").content.decode()
    assert "City services for programs" in text
    assert "Layanan kota" not in text
