"""A unit is no more: who may say so, who takes over, and what a new pack does not undo."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from lorong.kernel.city import actions, queries
from lorong.kernel.city.models import CitySetting, Unit
from lorong.kernel.city.tests.conftest import Town
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
LAW = "Perda 3/2026"


def heir_of(unit: Unit) -> Unit:
    """Another unit of the same kind under the same one."""
    return Unit.objects.filter(kind=unit.kind, parent_id=unit.parent_id, active=True).exclude(pk=unit.pk).order_by("pk")[0]


def dissolve(town: Town, **changed: Any) -> Unit:
    given = {
        "actor": town.admin, "unit": town.kelurahan, "successor": heir_of(town.kelurahan), "from_day": queries.today(), "basis": LAW,
    }  # fmt: skip
    return actions.dissolve_unit(**{**given, **changed})


def test_its_region_is_served_by_its_successor_from_that_day_on(town: Town) -> None:
    heir = heir_of(town.kelurahan)
    assert not dissolve(town).active
    assert queries.unit_of_region(town.kelurahan.pk) == heir
    assert queries.working_unit(town.kelurahan.pk) == heir
    assert queries.unit(town.kelurahan.pk).name == town.kelurahan.name  # letters still name it
    assert town.kelurahan.pk in queries.village_codes()  # people still live there
    assert [u.pk for u in queries.dissolved_units()] == [town.kelurahan.pk]
    assert town.kelurahan.pk not in {u.pk for u in queries.units_under(town.kecamatan.pk)}


def test_until_its_last_day_is_over_it_works(town: Town) -> None:
    day = queries.today() + timedelta(days=2)
    assert dissolve(town, from_day=day).active
    assert queries.unit_of_region(town.kelurahan.pk) == town.kelurahan
    assert not queries.ending_units(day - timedelta(days=1)) and queries.ending_units(day)
    assert actions.end_units(actor=SISTEM, on=day - timedelta(days=1)) == 0
    assert actions.end_units(actor=SISTEM, on=day) == 1
    assert queries.unit_of_region(town.kelurahan.pk) == heir_of(town.kelurahan)


def test_a_successor_may_be_dissolved_later(town: Town) -> None:
    first = heir_of(town.kelurahan)
    dissolve(town)
    second = Unit.objects.filter(kind=first.kind, parent_id=first.parent_id, active=True).exclude(pk=first.pk)[0]
    dissolve(town, unit=first, successor=second)
    assert queries.unit_of_region(town.kelurahan.pk) == second


@pytest.mark.parametrize("who", ["siti", "lurah"])
def test_only_the_administrator_dissolves(town: Town, who: str) -> None:
    actor = town.acting(town.resident("siti")) if who == "siti" else town.actor("lurah")
    with pytest.raises(NotAllowed):
        dissolve(town, actor=actor)
    with pytest.raises(NotAllowed):
        actions.end_units(actor=actor, on=queries.today())


def test_twice_is_refused(town: Town) -> None:
    dissolve(town)
    with pytest.raises(Refusal, match="sudah dibubarkan"):
        dissolve(town, unit=Unit.objects.get(pk=town.kelurahan.pk))


def test_two_do_not_take_over_from_each_other(town: Town) -> None:
    heir, later = heir_of(town.kelurahan), queries.today() + timedelta(days=9)
    dissolve(town, from_day=later)
    with pytest.raises(Refusal, match="pengganti"):
        dissolve(town, unit=heir, successor=town.kelurahan, from_day=later)


def test_the_successor_is_of_its_kind_and_works(town: Town) -> None:
    for successor in (town.kelurahan, town.kecamatan):
        with pytest.raises(Refusal, match="pengganti"):
            dissolve(town, successor=successor)


def test_a_unit_with_others_below_it_stays(town: Town) -> None:
    with pytest.raises(Refusal, match="kantor di bawahnya"):
        dissolve(town, unit=town.kecamatan, successor=heir_of(town.kecamatan))


def test_it_needs_a_day_to_come_and_a_basis(town: Town) -> None:
    with pytest.raises(Refusal, match="sudah lewat"):
        dissolve(town, from_day=queries.today() - timedelta(days=1))
    with pytest.raises(Refusal, match="peraturannya"):
        dissolve(town, basis=" ")


def test_a_new_pack_does_not_bring_it_back(town: Town) -> None:
    dissolve(town)
    CitySetting.objects.update(fingerprint="another")
    actions.load_pack(actor=SISTEM, pack=town.pack)
    found = Unit.objects.get(pk=town.kelurahan.pk)
    assert (found.active, found.successor_id, found.dissolved_by) == (False, heir_of(town.kelurahan).pk, LAW)


def test_the_command_says_what_it_did_or_what_to_do(town: Town) -> None:
    heir, said = heir_of(town.kelurahan), StringIO()
    given = {"successor": heir.pk, "day": queries.today(), "basis": LAW}
    call_command("dissolve_unit", town.kelurahan.pk, **given, stdout=said)
    assert "diganti" in said.getvalue()
    assert queries.working_unit(town.kelurahan.pk) == heir
    with pytest.raises(CommandError, match="sudah dibubarkan"):
        call_command("dissolve_unit", town.kelurahan.pk, **given)
    with pytest.raises(CommandError, match="--successor"):
        call_command("dissolve_unit", town.kecamatan.pk)


def test_without_a_code_the_command_lists_who_still_holds_a_position_there(town: Town) -> None:
    said = StringIO()
    call_command("dissolve_unit", stdout=said)
    assert "Belum ada" in said.getvalue()
    dissolve(town)
    call_command("dissolve_unit", stdout=said)
    held = queries.holders_in([town.kelurahan.pk])[town.kelurahan.pk]
    assert held, "the law dissolves an office; an appointment ends by its own decree"
    assert f"{town.kelurahan.name} ({town.kelurahan.pk}): {len(held)} jabatan" in said.getvalue()
    assert all(f"{holder.title}: {holder.name}" in said.getvalue() for holder in held)


def test_the_database_knows_no_dissolved_unit_without_a_successor_and_a_basis(town: Town) -> None:
    for columns in ({"dissolved_on": queries.today()}, {"successor": town.kecamatan}, {"dissolved_by": LAW}):
        with pytest.raises(IntegrityError, match="a_dissolved_unit_says"), transaction.atomic():
            Unit.objects.filter(pk=town.kelurahan.pk).update(**columns)
