"""The running city, the browser, and people who sit down at it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connection, connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from lorong.testing import _administer, _use
from tests.journeys.live import City, chromium, running
from tests.journeys.people import PHONE, Someone
from tests.things import publish

SERVICES = ("surat-keterangan-usaha", "surat-keterangan-tidak-mampu", "lampu-jalan-mati", "jalan-rusak", "pesan-pimpinan")


@pytest.fixture(scope="session")
def live_city(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    """A copy of the test database with two services in force, and the city's processes on it."""
    shared = connection.settings_dict["NAME"]
    name = f"{shared}_{uuid.uuid4().hex[:8]}"
    with django_db_blocker.unblock():
        connections.close_all()
        _administer(f'CREATE DATABASE "{name}" TEMPLATE "{shared}"')
        with _inside(name):
            publish(*SERVICES)
    with running(name, tmp_path_factory.mktemp("city")) as city:
        yield city
    with django_db_blocker.unblock():
        connections.close_all()
        _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _inside(database: str) -> Iterator[None]:
    """What this process asks of the database, it asks of the running city's."""
    shared = connection.settings_dict["NAME"]
    connections.close_all()
    _use(database)
    try:
        yield
    finally:
        connections.close_all()
        _use(shared)


@pytest.fixture(scope="module")
def browser(live_city: City) -> Iterator[Browser]:
    """Chromium; closed after each file of journeys, since its loop would be in the way of other tests."""
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture
def sit_down(
    browser: Browser, live_city: City, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Someone]]:
    """`sit_down("Siti")` gives Siti at a phone; without a name, somebody who is not signed in."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's loop runs in this thread
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(_inside(live_city.database))

        def somebody(name: str = "", *, size: tuple[int, int] = PHONE, javascript: bool = True) -> Someone:
            who = Someone(browser, live_city.address, size=size, javascript=javascript)
            stack.callback(who.leave)
            return who.be(name) if name else who

        yield somebody
