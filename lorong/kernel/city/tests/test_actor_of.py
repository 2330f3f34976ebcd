"""Who somebody acts as, today, in the city's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from lorong.kernel.city import actions, queries
from lorong.kernel.city.tests.conftest import Town, pack_of
from lorong.kernel.city.values import days
from lorong.kernel.people.models import Account
from lorong.lib.actors import SISTEM, ActorKind, As
from lorong.lib.synthetic import officials

pytestmark = pytest.mark.django_db


def test_nobody_is_nobody() -> None:
    assert queries.actor_of(AnonymousUser()) is None
    assert queries.actor_of(None) is None


def test_siti_is_a_resident(town: Town) -> None:
    siti = town.resident("siti")

    actor = town.acting(siti)

    assert (actor.kind, actor.name, actor.person_id) == (ActorKind.RESIDENT, "Siti", siti.pk)
    assert not actor.is_officer


def test_an_account_without_a_person_is_a_resident_without_rights(town: Town) -> None:
    actor = queries.actor_of(Account.objects.create())

    assert actor is not None
    assert (actor.kind, actor.person_id, actor.holdings) == (ActorKind.RESIDENT, None, ())


def test_a_closed_account_is_nobody(town: Town) -> None:
    account = Account.objects.create(person=town.resident("siti"), is_active=False)

    assert queries.actor_of(account) is None


def test_verification_comes_from_register_or_counter(town: Town) -> None:
    account = town.account(town.resident("siti"))
    for verification, verified in (("none", False), ("register", True), ("counter", True)):
        account.verification = verification
        actor = queries.actor_of(account)
        assert actor is not None
        assert actor.verified is verified


def test_bu_lurah_is_a_head_who_may_sign(town: Town) -> None:
    actor = town.actor("lurah")

    (holding,) = actor.holdings
    assert actor.kind is ActorKind.OFFICER
    assert holding.title == "Lurah Rappocini"
    assert holding.roles == {"lurah", "kepala-unit"}
    assert (holding.unit, holding.may_sign, holding.held_as) == (town.kelurahan.pk, True, As.DEFINITIVE)


def test_budi_is_no_head(town: Town) -> None:
    actor = town.actor("staf-pelayanan")

    assert not actor.has_role("kepala-unit")
    assert actor.holding_for("staf-pelayanan", town.kelurahan.pk)
    assert actor.holding_for("staf-pelayanan", town.kecamatan.pk) is None


def test_two_queries_tell_who_somebody_is(town: Town, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    account = town.account(town.person("lurah"))
    queries.this_city()
    with django_assert_num_queries(2):
        queries.actor_of(Account(pk=account.pk, person_id=account.person_id))


def test_an_appointment_counts_by_the_day_of_the_city(town: Town) -> None:
    """Makassar is eight hours ahead of UTC: at 17.00 UTC its next day has begun."""
    lurah = town.person("lurah")
    last = town.day()
    actions.end_assignment(actor=SISTEM, assignment=town.assignment("lurah"), last=last)
    midnight = datetime(last.year, last.month, last.day, 16, 0, tzinfo=UTC)
    account = town.account(lurah)

    before = queries.actor_of(account, at=midnight - timedelta(seconds=1))
    after = queries.actor_of(account, at=midnight)

    assert before is not None
    assert before.is_officer
    assert after is not None
    assert not after.is_officer


def test_whoever_stands_in_acts_as_plh(town: Town) -> None:
    actions.report_absence(
        actor=town.actor("lurah"),
        assignment=town.assignment("lurah"),
        days=days(town.day(), town.day(2)),
        reason="Cuti",
    )

    secretary = town.actor("sekretaris")
    lurah = town.actor("lurah")

    own, acting = secretary.holdings
    assert own.held_as is As.DEFINITIVE
    assert (acting.title, acting.held_as, acting.may_sign) == ("Plh. Lurah Rappocini", As.PLH, True)
    assert secretary.holding_for("lurah", town.kelurahan.pk) == acting
    assert secretary.holding_for("kepala-unit", town.kelurahan.pk) == acting
    assert lurah.holdings == ()
    assert lurah.kind is ActorKind.RESIDENT


def test_in_a_desa_the_kepala_desa_does_the_work_of_a_lurah(nothing_loaded: None) -> None:
    pack = pack_of("kapuas")
    actions.load_pack(actor=SISTEM, pack=pack)
    desa = next(unit.code for unit in pack.units.values() if unit.kind == "desa")
    wanted = [official for official in officials(pack, 1) if official.position.startswith(f"{desa}/")]
    actions.load_officials(actor=SISTEM, officials=wanted)

    holder = queries.holder_of("lurah", desa)

    assert holder is not None
    assert holder.title.startswith("Kepala Desa")
    assert holder == queries.holder_of("kepala-desa", desa) == queries.holder_of("kepala-unit", desa)
