"""Fixtures for every room: the cast, the city they live in, and databases that may be broken.

The test database holds Makassar with 300 invented people, committed once. An ordinary test runs in
a transaction that is rolled back. A test that commits, kills or races asks for `own_database`: a copy of it, thrown
away afterwards.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from lorong.kernel.city import queries as city
from lorong.kernel.people.models import Account, Person
from lorong.kernel.people.sessions import ENTERED
from lorong.lib.actors import Actor
from lorong.lib.citypack import load
from lorong.lib.synthetic import cast as invented_cast

WITA = ZoneInfo("Asia/Makassar")
MONDAY = datetime(2026, 8, 3, 8, 0, tzinfo=WITA)  # an ordinary Monday, half an hour after the offices opened


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Make the test database, load the city and its cast into it, once.

    Stands in for the fixture of the same name, which makes no database when every test brings its own.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        call_command("load_city", city="makassar", people=300, cast=True, stdout=StringIO())
        connections.close_all()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of the test's own, copied from the shared one; everything in it is really committed."""
    shared = connection.settings_dict["NAME"]
    name = f"{shared}_{uuid.uuid4().hex[:8]}"
    with django_db_blocker.unblock():
        connections.close_all()
        _administer(f'CREATE DATABASE "{name}" TEMPLATE "{shared}"')
        _use(name)
        try:
            yield name
        finally:
            connections.close_all()
            _use(shared)
            _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def address_of(database: str) -> str:
    """The address of a database of this test server, for a process of its own; by socket or by network."""
    here = connection.settings_dict
    return f"postgresql://{here['USER']}:{here['PASSWORD']}@/{database}?host={here['HOST']}&port={here['PORT']}"


def _use(name: str) -> None:
    connections.settings["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _administer(sql: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)


@cache
def _niks() -> dict[str, str]:
    # Inventing the cast anew takes a tenth of a second, which a thousand tests would all pay.
    roles = invented_cast(load(settings.CITIES_DIR / "makassar"), 1)
    return {
        "siti": roles.siti.nik,
        "tono": roles.tono.nik,
        "ketua_rt": roles.ketua_rt.nik,
        "budi": roles.budi.person.nik,
        "kasi": roles.kasi.person.nik,
        "bu_lurah": roles.bu_lurah.person.nik,
        "pak_camat": roles.pak_camat.person.nik,
        "wali_kota": roles.wali_kota.person.nik,
        "auditor": roles.auditor.person.nik,
        "hasnah": roles.hasnah.person.nik,
        "daeng_nai": roles.daeng_nai.person.nik,
    }


_known: dict[str, uuid.UUID] = {}  # who is who in the city that was loaded last; another one has other people


class Cast:
    """Siti, Tono, Budi, Bu Lurah, Pak Camat and the others, as persons and as actors."""

    def __init__(self) -> None:
        self._niks = _niks()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._niks)

    def person(self, name: str) -> Person:
        people = Person.objects.select_related("household")
        # Their NIKs are sealed: unsealing eleven of them to find one takes a while, which every test would pay.
        found = people.filter(pk=_known[name], accounts__demo=True).first() if name in _known else None
        if found is None:
            found = next(p for p in people.filter(accounts__demo=True) if p.nik == self._niks[name])
            _known[name] = found.pk
        return found

    def account(self, name: str) -> Account:
        return Account.objects.get(person=self.person(name), is_active=True)

    def actor(self, name: str, *, at: datetime = MONDAY) -> Actor:
        actor = city.actor_of(self.account(name), at=at)
        assert actor is not None
        return actor


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


def just_came_in(client: Any) -> None:
    """The session of a test client that was forced in becomes like one that somebody has just begun at the door."""
    session = client.session
    now = timezone.now().timestamp()
    session[ENTERED] = {"means": "peran", "at": now, "begun": now, "seen": now, "strong": False}
    session.save()


@pytest.fixture
def signed_in(client: Any, cast: Cast) -> Callable[[str], Any]:
    """`signed_in("budi")` gives a test client in which Budi is signed in."""

    def sign_in(name: str) -> Any:
        client.force_login(cast.account(name))
        just_came_in(client)
        return client

    return sign_in
