"""The rule of standing in, in SQL, against the same rule in Python, over random absences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lorong.kernel.city import queries
from lorong.kernel.city.models import Absence
from lorong.kernel.city.tests.conftest import Town
from lorong.kernel.city.values import days
from lorong.lib.actors import As

pytestmark = pytest.mark.django_db

RULES: Mapping[str, tuple[str, ...]] = {
    "lurah": ("sekretaris", "kasi-pelayanan"),
    "sekretaris": (),
    "kasi-pelayanan": ("kasi-pemerintahan", "sekretaris"),
    "kasi-pemerintahan": ("kasi-pelayanan", "sekretaris"),
}
SLUGS = tuple(RULES)
LENGTH = 6


@dataclass(frozen=True)
class Leave:
    slug: str
    first: int
    last: int
    substitute: str | None
    withdrawn: bool


def whoever(slug: str, day: int, leaves: Sequence[Leave]) -> str:
    """The oracle: whose work the position's is on a day."""
    away = {leave.slug: leave for leave in leaves if leave.first <= day <= leave.last and not leave.withdrawn}
    if slug not in away:
        return slug
    named = away[slug].substitute
    order = [named] if named else []
    for candidate in (*order, *RULES[slug]):
        if candidate != slug and candidate not in away:
            return candidate
    return slug


@st.composite
def leaves(draw: st.DrawFn) -> list[Leave]:
    found = []
    for slug in draw(st.lists(st.sampled_from(SLUGS), unique=True)):
        first = draw(st.integers(0, LENGTH - 1))
        others = [other for other in SLUGS if other != slug]
        found.append(
            Leave(
                slug,
                first,
                draw(st.integers(first, LENGTH - 1)),
                draw(st.none() | st.sampled_from(others)),
                draw(st.integers(0, 4)) == 0,
            )
        )
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(leaves=leaves())
def test_on_every_day_exactly_the_right_person_stands_in_every_seat(town: Town, leaves: list[Leave]) -> None:
    holders = {slug: town.assignment(slug) for slug in SLUGS}
    with transaction.atomic():
        for leave in leaves:
            Absence.objects.create(
                assignment=holders[leave.slug],
                days=days(town.day(leave.first), town.day(leave.last)),
                reason="Cuti",
                substitute=holders[leave.substitute].person if leave.substitute else None,
                withdrawn_at=timezone.now() if leave.withdrawn else None,
            )
        for offset in range(LENGTH):
            for slug in SLUGS:
                expected = whoever(slug, offset, leaves)
                (found,) = queries.holders_of_role(slug, town.kelurahan.pk, town.day(offset))
                assert found.person_id == holders[expected].person_id, (slug, offset)
                assert found.held_as is (As.DEFINITIVE if expected == slug else As.PLH)
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(leaves=leaves())
def test_the_holder_of_a_seat_is_who_may_act_in_it(town: Town, leaves: list[Leave]) -> None:
    holders = {slug: town.assignment(slug) for slug in SLUGS}
    with transaction.atomic():
        for leave in leaves:
            Absence.objects.create(
                assignment=holders[leave.slug],
                days=days(town.day(), town.day(1)),
                reason="Cuti",
                substitute=holders[leave.substitute].person if leave.substitute else None,
            )
        for slug in SLUGS:
            seat = town.seat(slug).pk
            holder = queries.holder_of_position(seat)
            acting = [s for s in SLUGS if any(h.position_id == seat for h in town.actor(s).holdings)]
            assert holder is not None
            assert [holders[s].person_id for s in acting] == [holder.person_id]
        transaction.set_rollback(True)
