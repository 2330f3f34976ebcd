"""Who holds a position on a day, absences and substitutes counted (`sql/standing.sql` holds the rule)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from lorong.kernel.city.models import Assignment
from lorong.kernel.city.queries.here import today
from lorong.kernel.city.values import HELD_AS_WORDS, Holder
from lorong.lib.actors import As

HEAD = "kepala-unit"  # the role every head has besides those of the position
RANKING = (As.PLH, As.DEFINITIVE, As.PJ, As.PLT)

SELECT = """
    SELECT s.position_id, s.assignment_id, s.person_id, p.title, a.full_name, a.nip, a.rank, p.unit_id, p.roles,
           s.held_as, p.is_head, p.may_sign
    FROM lorong_city_standing(%s, %s) s
    JOIN city_position p ON p.id = s.position_id AND p.active
    JOIN city_assignment a ON a.id = s.assignment_id
"""


def holder_of(role: str, unit: str, on: date | None = None) -> Holder | None:
    """Who does the work of `role` at a unit on a day (today unless said), or None when nobody does.

    `role`: a role of SOPs, or the slug of a position. Of several, whoever stands in as Plh. comes first, then the
    definitive holder, Pj. and Plt., the head of the unit before others.
    """
    return next(iter(holders_of_role(role, unit, on)), None)


def holders_of_role(role: str, unit: str, on: date | None = None) -> tuple[Holder, ...]:
    """Everybody who does the work of `role` at a unit on a day, in the order of `holder_of`."""
    where = "WHERE p.unit_id = %s AND (p.roles ? %s OR p.slug = %s OR (%s AND p.is_head)) ORDER BY s.position_id, a.id"
    found = _read(where, [on or today(), None, unit, role, role, role == HEAD])
    return tuple(sorted(found, key=lambda h: (not h.is_head, RANKING.index(h.held_as))))


def holders_in(units: Iterable[str], on: date | None = None) -> dict[str, tuple[Holder, ...]]:
    """Everybody who stands in a position at these units on a day, by unit, heads first; one question for a whole list."""
    found = _read("WHERE p.unit_id = ANY (%s) ORDER BY s.position_id, a.id", [on or today(), None, list(units)])
    by_unit: dict[str, tuple[Holder, ...]] = {}
    for holder in sorted(found, key=lambda h: (not h.is_head, RANKING.index(h.held_as))):
        by_unit[holder.unit] = (*by_unit.get(holder.unit, ()), holder)
    return by_unit


def holder_of_position(position_id: int, on: date | None = None) -> Holder | None:
    """Who stands in a position on a day; None when it is vacant."""
    found = _read("WHERE s.position_id = %s ORDER BY a.id", [on or today(), None, position_id])
    return min(found, key=lambda h: RANKING.index(h.held_as), default=None)


def standing_as(person_id: uuid.UUID, position_id: int, on: date | None = None) -> Holder | None:
    """In which right, and under which name, NIP and rank, a person stands in a position on a day; None when not.

    What a letter freezes about its signer comes from here.
    """
    found = _read("WHERE s.position_id = %s ORDER BY a.id", [on or today(), person_id, position_id])
    return min(found, key=lambda h: RANKING.index(h.held_as), default=None)


def assignments_of(person_id: uuid.UUID, on: date | None = None) -> QuerySet[Assignment]:
    """The person's own appointments in force on a day, with position and unit; absences are not looked at."""
    return Assignment.objects.filter(person=person_id, days__contains=on or today()).select_related("position__unit")


def assignments_in(unit: str, on: date | None = None) -> QuerySet[Assignment]:
    """The appointments in force at a unit on a day, in the order of its positions; absences are not looked at."""
    rows = Assignment.objects.filter(position__unit=unit, position__active=True, days__contains=on or today())
    return rows.select_related("position__unit").order_by("-position__is_head", "position_id", "pk")


def _read(where: str, values: Sequence[Any]) -> list[Holder]:
    with connection.cursor() as cursor:
        cursor.execute(SELECT + where, values)
        return [_holder(row) for row in cursor.fetchall()]


def _holder(row: Sequence[Any]) -> Holder:
    position, assignment, person, title, name, nip, rank, unit, roles, held_as, is_head, may_sign = row
    right = As(held_as)
    return Holder(
        position_id=position,
        assignment_id=assignment,
        person_id=person,
        title=HELD_AS_WORDS[right] + title,
        name=name,
        nip=nip,
        rank=rank,
        unit=unit,
        roles=roles_of(roles, is_head),
        held_as=right,
        is_head=is_head,
        may_sign=may_sign,
    )


def roles_of(stored: str | list[str], is_head: bool) -> frozenset[str]:
    """The roles of a position as they come from the table; a head is also "kepala-unit"."""
    roles = json.loads(stored) if isinstance(stored, str) else stored
    return frozenset(roles) | ({HEAD} if is_head else set())
