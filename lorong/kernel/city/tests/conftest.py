"""Makassar with its officials, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import pytest
from django.conf import settings
from django.db import connection

from lorong.kernel.city import actions, queries
from lorong.kernel.city.models import Assignment, Position, Unit
from lorong.kernel.people.models import Account, Person
from lorong.kernel.people.queries import person_by_nik
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.citypack import CityPack, load
from lorong.lib.synthetic import cast


@lru_cache(maxsize=4)
def pack_of(city: str) -> CityPack:
    return load(settings.CITIES_DIR / city)


@dataclass
class Town:
    """A loaded city with its cast. `kelurahan` is where Siti lives and Bu Lurah works."""

    pack: CityPack
    kelurahan: Unit
    kecamatan: Unit

    def seat(self, slug: str, unit: Unit | None = None, number: int = 1) -> Position:
        return Position.objects.get(unit=unit or self.kelurahan, slug=slug, number=number)

    def assignment(self, slug: str, unit: Unit | None = None) -> Assignment:
        return Assignment.objects.select_related("person", "position__unit").get(position=self.seat(slug, unit))

    def person(self, slug: str, unit: Unit | None = None) -> Person:
        return self.assignment(slug, unit).person

    def account(self, person: Person) -> Account:
        return Account.objects.get_or_create(person=person)[0]

    def actor(self, slug: str, unit: Unit | None = None) -> Actor:
        return self.acting(self.person(slug, unit))

    def acting(self, person: Person) -> Actor:
        actor = queries.actor_of(self.account(person))
        assert actor is not None
        return actor

    @property
    def admin(self) -> Actor:
        return self.actor("admin-kota", Unit.objects.get(pk=f"{self.pack.city.code}-diskominfo"))

    def resident(self, name: str) -> Person:
        found = person_by_nik(getattr(cast(self.pack, 1), name).nik)
        assert found is not None
        return found

    def day(self, offset: int = 0) -> date:
        return queries.today() + timedelta(days=offset)


def town_of(pack: CityPack) -> Town:
    demo = pack.demo_kelurahan
    return Town(pack, Unit.objects.get(pk=demo.code), Unit.objects.get(pk=demo.parent))


@pytest.fixture(scope="session")
def pack() -> CityPack:
    return pack_of("makassar")


@pytest.fixture
def town(db: None, pack: CityPack) -> Town:
    return town_of(pack)  # the test database holds it


@pytest.fixture
def nothing_loaded(db: None) -> None:
    """A house before its first city: everything the shared test database holds of one is gone."""
    tables = "absence assignment position unit region calendar setting"
    names = [f"city_{table}" for table in tables.split()]
    with connection.cursor() as cursor:
        for name in (*names, "people_account", "people_person", "people_household"):
            cursor.execute(f"DELETE FROM {name}")


@pytest.fixture
def vacate(town: Town) -> Callable[[str], Position]:
    """End the appointment of a position of the kelurahan with yesterday, and give the position."""

    def end(slug: str) -> Position:
        actions.end_assignment(actor=SISTEM, assignment=town.assignment(slug), last=town.day(-1))
        return town.seat(slug)

    return end
