"""Sessions: a new key at every step up, two lifetimes, devices that their owner sees and signs out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from lorong.kernel.city.models import Assignment
from lorong.kernel.people import sessions
from lorong.kernel.people.models import Session
from lorong.portals.accounts.devices import device_of
from lorong.portals.accounts.tests.conftest import last_code, who
from lorong.testing import Cast

PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.fixture
def arrive(cast: Cast) -> Callable[..., Client]:
    """A browser that calls itself `agent`, in which one of the cast has just signed in."""

    def signed_in(name: str, agent: str = PHONE) -> Client:
        browser = Client(headers={"user-agent": agent})
        browser.post("/akun/siapa/", {"akun": cast.account(name).pk})
        return browser

    return signed_in


def grow_old(browser: Client, *, unused: timedelta = timedelta(0), whole: timedelta = timedelta(0)) -> None:
    kept = browser.session
    entered = kept[sessions.ENTERED]
    entered["seen"] -= unused.total_seconds()
    entered["begun"] -= (whole or unused).total_seconds()
    entered["at"] -= (whole or unused).total_seconds()
    kept[sessions.ENTERED] = entered
    kept.save()


def reference_on(page: Any) -> list[str]:
    return re.findall(r"/akun/perangkat/([0-9a-f]+)/keluar/", page.content.decode())


@pytest.mark.parametrize(
    ("agent", "said"),
    [(PHONE, "Chrome · Android"), (OFFICE, "Firefox · Windows"), ("curl/8.5", ""), ("", "")],
)
def test_a_device_is_named_in_words_one_knows_and_no_version(agent: str, said: str) -> None:
    assert device_of(agent) == said


def test_signing_in_begins_a_session_under_a_new_key(cast: Cast) -> None:
    browser = Client()
    browser.get("/akun/masuk/?next=/saya/")
    before = browser.session.session_key
    browser.post("/akun/siapa/", {"akun": cast.account("siti").pk})
    assert before
    assert browser.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_signing_in_once_more_begins_a_session_under_a_new_key(arrive: Callable[..., Client], cast: Cast) -> None:
    siti = arrive("siti")
    before = siti.session.session_key
    siti.post("/akun/siapa/", {"akun": cast.account("siti").pk})
    assert siti.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_another_office_goes_on_under_a_new_key(arrive: Callable[..., Client], cast: Cast) -> None:
    budi = arrive("budi")
    before = budi.session.session_key
    assert budi.get("/petugas/").status_code == 200
    assert budi.session.session_key == before
    Assignment.objects.filter(person=cast.person("budi")).delete()
    assert budi.get("/akun/").status_code == 200
    assert budi.session.session_key != before
    assert budi.get("/petugas/").status_code == 403


@pytest.mark.parametrize(
    ("name", "unused", "still"),
    [
        ("siti", timedelta(days=2, hours=23), True),
        ("siti", timedelta(days=3, minutes=1), False),
        ("budi", timedelta(minutes=59), True),
        ("budi", timedelta(minutes=61), False),
    ],
)
def test_a_session_that_lies_unused_ends_sooner_at_a_desk(
    arrive: Callable[..., Client], name: str, unused: timedelta, still: bool
) -> None:
    browser = arrive(name)
    grow_old(browser, unused=unused)
    assert (browser.get("/akun/").status_code == 200) is still
    assert (who(browser) is not None) is still


@pytest.mark.parametrize(("name", "whole"), [("siti", timedelta(days=14, minutes=1)), ("budi", timedelta(hours=12, minutes=1))])
def test_a_session_ends_one_day_however_much_it_is_used(arrive: Callable[..., Client], name: str, whole: timedelta) -> None:
    browser = arrive(name)
    grow_old(browser, whole=whole)
    answer = browser.get("/akun/", follow=True)
    assert who(browser) is None
    assert "Masuk lagi untuk melanjutkan" in answer.content.decode()


def test_a_clock_set_back_ends_no_session(arrive: Callable[..., Client]) -> None:
    siti = arrive("siti")
    grow_old(siti, unused=timedelta(days=-2))
    assert siti.get("/akun/").status_code == 200


def test_use_is_noted_and_not_at_every_request(arrive: Callable[..., Client], cast: Cast) -> None:
    siti = arrive("siti")
    first = Session.objects.get(account=cast.account("siti")).seen_at
    siti.get("/akun/")
    assert Session.objects.get(account=cast.account("siti")).seen_at == first
    grow_old(siti, unused=timedelta(minutes=6))
    siti.get("/akun/")
    noted = Session.objects.get(account=cast.account("siti")).seen_at
    assert noted is not None
    assert timezone.now() - noted < timedelta(minutes=1)


def test_siti_sees_her_devices_and_signs_one_out(arrive: Callable[..., Client]) -> None:
    here, lent = arrive("siti"), arrive("siti", OFFICE)
    page = here.get("/akun/")
    assert "Firefox · Windows" in page.content.decode()
    assert "Perangkat ini" in page.content.decode()
    [ref] = reference_on(page)
    assert here.session.session_key not in page.content.decode()
    assert here.post(f"/akun/perangkat/{ref}/keluar/").status_code == 302
    assert lent.get("/akun/").status_code == 302
    assert here.get("/akun/").status_code == 200
    assert here.post(f"/akun/perangkat/{ref}/keluar/").status_code == 404


def test_tono_signs_nobody_elses_device_out(arrive: Callable[..., Client]) -> None:
    siti, _lent, tono = arrive("siti"), arrive("siti", OFFICE), arrive("tono")
    [ref] = reference_on(siti.get("/akun/"))
    assert tono.post(f"/akun/perangkat/{ref}/keluar/").status_code == 404
    assert reference_on(siti.get("/akun/")) == [ref]


def test_a_new_password_signs_the_other_devices_out(arrive: Callable[..., Client]) -> None:
    here, other = arrive("siti"), arrive("siti", OFFICE)
    before = here.session.session_key
    here.post("/akun/sandi/", {"password": "pisang goreng hangat"})
    assert other.get("/akun/").status_code == 302
    assert here.get("/akun/").status_code == 200
    assert here.session.session_key != before
    assert reference_on(here.get("/akun/")) == []


def test_a_new_phone_signs_the_other_devices_out(arrive: Callable[..., Client]) -> None:
    here, other = arrive("siti"), arrive("siti", OFFICE)
    here.post("/akun/nomor/", {"phone": "0819 9990 0555"})
    here.post("/akun/nomor/kode/", {"code": last_code("+6281999900555")})
    assert other.get("/akun/").status_code == 302
    assert here.get("/akun/").status_code == 200


def test_signing_out_everywhere_leaves_no_session(arrive: Callable[..., Client], cast: Cast) -> None:
    here, _other = arrive("siti"), arrive("siti", OFFICE)
    here.post("/akun/keluar/semua/")
    assert not Session.objects.filter(account=cast.account("siti")).exists()


def test_only_the_door_begins_a_session() -> None:
    # `visitor.enter` notes when a session began; a session without that would have no lifetimes.
    rooms = (settings.BASE_DIR / "lorong").rglob("*.py")
    found = {
        p.name for p in rooms if "tests" not in Path(p).parts and re.search(r"\b(?<!\.)login\(request", p.read_text("utf-8"))
    }
    assert found == {"visitor.py"}


def test_every_page_leads_to_signing_out_and_only_the_button_does_it(arrive: Callable[..., Client], settings: Any) -> None:
    settings.ROOT_URLCONF = "lorong.urls"
    for name, pages in (("siti", ("/", "/akun/", "/saya/", "/urusan/")), ("budi", ("/", "/petugas/", "/petugas/loket/"))):
        browser = arrive(name)
        for page in pages:
            assert 'href="/akun/keluar/"' in browser.get(page).content.decode(), f"{name} {page}"
        assert "Keluar dari perangkat ini?" in browser.get("/akun/keluar/").content.decode()
        assert who(browser) is not None
        browser.post("/akun/keluar/")
        assert who(browser) is None
        assert 'href="/akun/keluar/"' not in browser.get("/").content.decode()


def test_signing_out_clears_what_the_browser_kept(arrive: Callable[..., Client]) -> None:
    assert arrive("siti").post("/akun/keluar/")["Clear-Site-Data"] == '"storage"'
    assert arrive("siti").post("/akun/keluar/semua/")["Clear-Site-Data"] == '"storage"'


@pytest.mark.parametrize(("name", "said"), [("budi", '"storage"'), ("siti", None)])
def test_a_session_that_ended_at_a_desk_clears_the_browser_there(
    arrive: Callable[..., Client], name: str, said: str | None
) -> None:
    """Whoever sits down next; on one's own phone what was typed waits for its owner."""
    browser = arrive(name)
    grow_old(browser, unused=timedelta(days=4))
    answer = browser.get("/akun/", follow=True)
    assert answer.request["PATH_INFO"] == "/akun/masuk/"
    assert answer.get("Clear-Site-Data") == said
    assert browser.get("/akun/masuk/").get("Clear-Site-Data") is None


def test_a_closed_account_takes_its_sessions_along(arrive: Callable[..., Client], cast: Cast) -> None:
    account = cast.account("siti")
    siti = arrive("siti")
    siti.post("/akun/tutup/")
    assert not Session.objects.filter(account=account).exists()
    assert siti.get("/akun/").status_code == 302
