"""Loading a city: whole, once, again, changed."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from types import MappingProxyType

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries, Settings

from lorong.kernel.city import actions, queries
from lorong.kernel.city.models import Assignment, CitySetting, Position, Region, Unit, WorkingCalendar
from lorong.kernel.city.tests.conftest import Town, pack_of
from lorong.kernel.people.models import Account, Household, Person
from lorong.lib.actors import SISTEM
from lorong.lib.citypack import CityPack
from lorong.lib.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
CITIES = ("padang", "makassar", "palopo", "kapuas")


@pytest.mark.parametrize("city", CITIES)
def test_every_city_becomes_whole(city: str, nothing_loaded: None) -> None:
    pack = pack_of(city)

    actions.load_pack(actor=SISTEM, pack=pack)

    assert set(Region.objects.values_list("code", flat=True)) == set(pack.regions)
    assert set(Unit.objects.filter(active=True).values_list("code", flat=True)) == set(pack.units)
    assert set(Position.objects.filter(active=True).values_list("code", flat=True)) == set(pack.positions)
    assert not Region.objects.filter(outline="").exists()
    here = queries.this_city()
    assert (here.name, here.zone, here.head_title) == (pack.city.name, pack.city.zone, pack.city.head_title)
    assert "--city:" in here.css
    assert all(queries.clock_for(code).calendar == pack.calendar_of(code) for code in pack.units)


def test_a_neutral_city_answers_before_any_is_loaded(nothing_loaded: None) -> None:
    here = queries.this_city()

    assert not here.loaded
    assert (here.name, here.hours, here.includes("letters", "surat-keterangan-usaha")) == ("", "", True)
    assert queries.regions_for_map() == ()
    assert queries.today() is not None
    with pytest.raises(LookupError, match="no city"):
        queries.clock_for("73.71")


def test_the_footer_says_when_the_offices_work(town: Town) -> None:
    assert queries.this_city().hours == "Senin sampai Kamis 07.30–16.00, Jumat 07.30–16.30"
    assert queries.hours_of("73.71.15.1001") == "Senin sampai Kamis 08.00–16.30, Jumat 08.00–17.00"


def test_loading_again_changes_nothing(town: Town) -> None:
    before = CitySetting.objects.get()
    actions.load_pack(actor=SISTEM, pack=town.pack)
    after = CitySetting.objects.get()

    assert (before.version, before.fingerprint) == (after.version, after.fingerprint)


def test_a_changed_pack_changes_the_city_and_what_processes_remember(town: Town) -> None:
    assert queries.this_city().greeting == "Mau urus apa?"
    changed = replace(town.pack, city=town.pack.city.model_copy(update={"greeting": "Apa yang bisa dibantu?"}))

    actions.load_pack(actor=SISTEM, pack=changed)

    assert queries.this_city().greeting == "Apa yang bisa dibantu?"


def test_a_unit_that_disappears_becomes_inactive_and_comes_back(town: Town) -> None:
    gone = f"{town.pack.city.code}-damkar"
    units = {code: unit for code, unit in town.pack.units.items() if code != gone}
    seats = {code: seat for code, seat in town.pack.positions.items() if seat.unit != gone}
    smaller = replace(town.pack, units=MappingProxyType(units), positions=MappingProxyType(seats))

    actions.load_pack(actor=SISTEM, pack=smaller)
    assert not Unit.objects.get(pk=gone).active
    assert not Position.objects.filter(unit=gone, active=True).exists()
    assert queries.city_unit("damkar") is None

    actions.load_pack(actor=SISTEM, pack=town.pack)
    assert Unit.objects.get(pk=gone).active
    assert Position.objects.filter(unit=gone, active=True).exists()


def test_a_day_closed_by_hand_survives_a_new_pack(town: Town) -> None:
    day = next(town.day(n) for n in range(1, 30) if queries.clock_for().day_minutes(town.day(n)))
    actions.close_day(actor=SISTEM, unit=None, day=day, name="Banjir")
    changed = replace(town.pack, city=town.pack.city.model_copy(update={"tagline": "Lain"}))

    actions.load_pack(actor=SISTEM, pack=changed)

    assert WorkingCalendar.objects.get(pk="").local
    assert queries.clock_for().day_minutes(day) == 0


def test_one_database_holds_one_city(town: Town) -> None:
    with pytest.raises(Refusal, match="Basis data ini berisi kota makassar"):
        actions.load_pack(actor=SISTEM, pack=pack_of("palopo"))


def test_a_resident_cannot_load_a_city(town: Town) -> None:
    with pytest.raises(NotAllowed):
        actions.load_pack(actor=town.acting(town.resident("siti")), pack=town.pack)


def test_only_the_system_fills_positions(town: Town) -> None:
    with pytest.raises(NotAllowed):
        actions.load_officials(actor=town.admin, officials=[])


def test_remembering_costs_one_small_query(town: Town, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    queries.this_city(), queries.clock_for(town.kelurahan.pk), queries.regions_for_map()
    with django_assert_num_queries(3):
        queries.this_city(), queries.clock_for(town.kelurahan.pk), queries.regions_for_map()


# ---- the commands of a first run


COLLEAGUES = 3  # secretary and head of government affairs of the kelurahan, head of section of the kecamatan


def call(*arguments: str) -> str:
    said = StringIO()
    call_command(*arguments, stdout=said)
    return said.getvalue()


@pytest.mark.parametrize("city", CITIES)
def test_a_first_run_has_people_officials_and_a_cast(city: str, settings: Settings, nothing_loaded: None) -> None:
    settings.DEMO = True
    pack: CityPack = pack_of(city)

    said = call("load_city", "--city", city, "--people", "300", "--cast")

    assert said.count("\n") == 4
    assert Person.objects.filter(synthetic=False).count() == 0
    assert Person.objects.count() == 300 + len(pack.positions)
    assert Assignment.objects.count() == len(pack.positions)
    cast = queries.cast()
    assert [member.name for member in cast[:4]] == ["Siti", "Tono", "Hasan", "Budi"]
    assert [member.officer for member in cast] == [False] * 3 + [True] * (8 + COLLEAGUES)
    assert all(account.phone_verified and account.demo for account in Account.objects.all())
    lines = call("cast").splitlines()
    assert len(lines) == len(cast)
    assert "Budi" in lines[3]


def test_a_second_run_adds_nobody(settings: Settings, nothing_loaded: None) -> None:
    settings.DEMO = True
    call("load_city", "--city", "palopo", "--people", "60", "--cast")
    before = (Person.objects.count(), Household.objects.count(), Assignment.objects.count(), Account.objects.count())

    assert "sudah ada" in call("load_city", "--city", "palopo", "--people", "60", "--cast")

    assert before == (
        Person.objects.count(),
        Household.objects.count(),
        Assignment.objects.count(),
        Account.objects.count(),
    )


def test_an_official_who_left_is_not_invented_again(town: Town) -> None:
    actions.end_assignment(actor=SISTEM, assignment=town.assignment("lurah"), last=town.day(-1))
    call("load_city", "--city", "makassar", "--people", "20", "--no-cast")

    assert queries.holder_of("lurah", town.kelurahan.pk) is None


def test_production_never_gets_invented_people(settings: Settings, nothing_loaded: None) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="tidak pernah masuk ke kota yang sungguhan"):
        call("load_city", "--city", "palopo", "--people", "10")

    call("load_city", "--city", "palopo", "--no-cast")

    assert Unit.objects.exists()
    assert not Person.objects.exists()


def test_an_account_of_the_cast_exists_in_a_demonstration_only(settings: Settings, nothing_loaded: None) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="LORONG_DEMO=1"):
        call("load_city", "--city", "palopo", "--people", "20", "--cast")


def test_an_unknown_city_is_named_with_those_there_are() -> None:
    with pytest.raises(CommandError, match="Yang ada: kapuas, makassar, padang, palopo"):
        call("load_city", "--city", "atlantis")


def test_a_cast_needs_people(settings: Settings, nothing_loaded: None) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="Pemeran membutuhkan warga"):
        call("load_city", "--city", "palopo", "--people", "0", "--cast")


def test_a_demonstration_without_cast_says_how_to_get_one(nothing_loaded: None) -> None:
    assert "load_city --cast" in call("cast")


def test_the_register_shows_no_number_in_its_table(town: Town) -> None:
    siti = town.resident("siti")
    raw = Person.objects.raw("SELECT id, encode(nik, 'escape') AS text FROM people_person WHERE id = %s", [siti.pk])[0]

    assert len(siti.nik) == 16
    assert siti.nik not in raw.text
