"""A browser at the accounts' door, and the SMS that arrive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from lorong.kernel.messages.models import Message
from lorong.kernel.people import queries as people
from lorong.kernel.people.fields import blind_index
from lorong.kernel.people.models import Household, Person
from lorong.lib.nik import Sex, make_kk, make_nik
from lorong.testing import Cast

RINI_PHONE = "0819-9990-0078"
RINI_E164 = "+6281999900078"


@pytest.fixture(autouse=True)
def _door(settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = "lorong.portals.accounts.tests.urls"
    settings.PUBLIC_URL = "http://localhost"
    cache.clear()
    yield
    cache.clear()


def household(serial: int = 9101) -> Household:
    kk = make_kk(region="73.71.13", issued=date(2015, 2, 3), serial=serial)
    index = blind_index(kk, context="household.kk")
    return Household.objects.create(
        kk=kk, kk_index=index, address="Lorong 4", rt="003", rw="007", region="73.71.13.1005", synthetic=True
    )


@pytest.fixture
def rini(db: None) -> Person:
    """A resident without an account."""
    nik = make_nik(region="73.71.13", birth_date=date(1992, 9, 9), sex=Sex.FEMALE, serial=9101)
    return Person.objects.create(
        nik=nik,
        nik_index=blind_index(nik, context="person.nik"),
        household=household(),
        relation=3,
        name="Rini",
        birth_place="Makassar",
        birth_date=date(1992, 9, 9),
        sex="P",
        religion=1,
        marital=2,
        education=5,
        occupation="Pedagang",
        synthetic=True,
    )


def last_code(phone: str) -> str:
    """The code in the newest SMS to `phone` (E.164)."""
    newest = next(m for m in Message.objects.filter(template="kode").order_by("-made_at") if m.address == phone)
    found = re.search(r"\b\d{6}\b", newest.body)
    assert found is not None
    return found[0]


def identity(person: Any, **other: str) -> dict[str, str]:
    typed = {"nik": person.nik, "kk": person.household.kk}
    typed |= {"birth_date_d": str(person.birth_date.day), "birth_date_m": str(person.birth_date.month)}
    return typed | {"birth_date_y": str(person.birth_date.year)} | other


def register(browser: Client, person: Any, phone: str = RINI_PHONE, e164: str = RINI_E164) -> Any:
    browser.post("/akun/daftar/", identity(person))
    browser.post("/akun/daftar/nomor/", {"phone": phone})
    return browser.post("/akun/daftar/kode/", {"code": last_code(e164)})


def who(browser: Client) -> int | None:
    """Account id of whoever is signed in in this browser."""
    found = browser.session.get("_auth_user_id")
    return int(found) if found else None


@pytest.fixture
def siti(cast: Cast) -> Any:
    account = people.account(cast.account("siti").pk)
    return SimpleNamespace(account=account, person=account.person, phone=account.phone, pk=account.pk)


@pytest.fixture
def browser_of(cast: Cast) -> Callable[[str], Client]:
    """A browser in which one of the cast has just signed in."""

    def signed_in(name: str) -> Client:
        browser = Client()
        browser.post("/akun/siapa/", {"akun": cast.account(name).pk})
        return browser

    return signed_in
