"""Who comes in with a session: what it holds, its account and what the person holds today, in one question.

Every page of somebody signed in begins with it; the answer also tells whether the city changed (`memory`).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, connection

from lorong.kernel.city.queries.actors import actor_from, actor_of
from lorong.kernel.city.queries.here import this_city, today
from lorong.kernel.city.queries.memory import MEMORY
from lorong.kernel.city.values import City
from lorong.kernel.people.models import Account
from lorong.lib.actors import Actor

# Of an account what a request is judged by, in the order of `sql/arriving.sql`; phone and e-mail stay sealed until a page asks.
ACCOUNT = (
    "id", "password", "last_login", "login", "person_id", "phone_verified", "verification", "language", "is_active", "demo",
    "created_at", "sessions_since",
)  # fmt: skip
MOMENTS = tuple(ACCOUNT.index(name) for name in ("last_login", "created_at", "sessions_since"))
PERSON = ACCOUNT.index("person_id")


@dataclass(frozen=True)
class Arrival:
    """data: the session as it is stored. account: None while nobody signed in with it. standing: as of `day`."""

    data: str
    account: Account | None
    day: date
    standing: Sequence[Sequence[Any]]

    def actor(self, user: Any) -> Actor | None:
        """Who acts now, when `user` is whom the session belongs to; otherwise it is asked."""
        account = self.account
        if account is None or getattr(user, "pk", None) != account.pk or not user.is_active or self.day != today():
            return actor_of(user)
        return actor_from(user, self.standing)


def _asked(values: Sequence[Any]) -> Any:
    # The first question of a request shows by itself whether the connection still lives: nobody has to ask that before.
    here: Any = connection
    first = here.health_check_enabled and not here.health_check_done
    here.health_check_done = True
    try:
        return _answer(values)
    except (OperationalError, InterfaceError):
        if not first or here.in_atomic_block:
            raise
        here.close()
        return _answer(values)


def _answer(values: Sequence[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lorong_arrival(%s, %s, %s)", values)
        return cursor.fetchone()[0]


def arrival(session_key: str, *, at: datetime) -> Arrival | None:
    """What came with a session that is good at `at`; None when there is none."""
    # The city as it was at the last look: should it have moved to another zone meanwhile, `actor` notices.
    city = MEMORY.remembered(("city",), City) or this_city()
    day = at.astimezone(ZoneInfo(city.zone)).date()
    found = _asked([day, session_key, at])
    if found is None:
        return None
    version, data, account, standing = found
    MEMORY.heard(uuid.UUID(version) if version else None)
    return Arrival(data, _account(account) if account else None, day, standing or [])


def _account(columns: list[Any]) -> Account:
    for place in MOMENTS:
        columns[place] = columns[place] and datetime.fromisoformat(columns[place])
    columns[PERSON] = columns[PERSON] and uuid.UUID(columns[PERSON])
    return Account.from_db(connection.alias, ACCOUNT, columns)
