"""From a signed-in account to the actor that actions and policies see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from lorong.kernel.city.queries.here import today
from lorong.kernel.city.queries.holders import RANKING, roles_of
from lorong.kernel.city.values import HELD_AS_WORDS
from lorong.kernel.people.values import Verification
from lorong.lib.actors import Actor, ActorKind, As, Holding

SELECT = """
    SELECT who.name, p.id, p.title, p.roles, p.unit_id, s.held_as, p.may_sign, p.is_head
    FROM people_person who
    LEFT JOIN LATERAL lorong_city_standing(%s, who.id) s ON true
    LEFT JOIN city_position p ON p.id = s.position_id AND p.active
    WHERE who.id = %s ORDER BY p.id
"""
VERIFIED = frozenset({Verification.REGISTER, Verification.COUNTER})


def actor_of(user: Any, *, at: datetime | None = None) -> Actor | None:
    """Who a signed-in account acts as now, or at a moment; None for nobody. Two queries.

    The holdings are those of the day in the city's zone: own positions first, then those the person stands in for.
    A holder who is away and replaced does not hold the position on those days.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return None
    return actor_from(user, _standing(user.person_id, at) if user.person_id is not None else [])


def actor_from(user: Any, standing: Sequence[Sequence[Any]]) -> Actor:
    """The actor of an active account from rows of `SELECT`; none for an account without a person."""
    name, holdings = (standing[0][0], _holdings(standing)) if user.person_id is not None else ("Warga", ())
    return Actor(
        kind=ActorKind.OFFICER if holdings else ActorKind.RESIDENT,
        name=name,
        account_id=user.pk,
        person_id=user.person_id,
        holdings=holdings,
        verified=user.verification in VERIFIED,
    )


def _standing(person_id: Any, at: datetime | None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(SELECT, [today(at), person_id])
        return list(cursor.fetchall())


def _holdings(rows: Sequence[Sequence[Any]]) -> tuple[Holding, ...]:
    held: dict[int, Holding] = {}
    for _, position, title, roles, unit, held_as, may_sign, is_head in rows:
        if position is not None and position not in held:
            right = As(held_as)
            held[position] = Holding(
                position_id=position,
                title=HELD_AS_WORDS[right] + title,
                roles=roles_of(roles, is_head),
                unit=unit,
                held_as=right,
                may_sign=may_sign,
            )
    # the person's own position speaks first in the audit trail
    order = (As.DEFINITIVE, As.PJ, As.PLT, As.PLH)
    assert set(order) == set(RANKING), "every right has its place"
    return tuple(sorted(held.values(), key=lambda h: (order.index(h.held_as), h.position_id)))
