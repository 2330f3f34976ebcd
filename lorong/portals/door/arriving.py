"""Who comes in: the session, its account and what they hold today are read in one question.

An extra room: it stands where the framework's own middleware for sessions and its backend for accounts would ask one after
the other. What they check (the session's age, its hash, whether the account is open) they go on checking.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.utils import timezone

from lorong.kernel.city import queries as city
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.actors import Actor


class Arriving(SessionMiddleware):
    """The framework's sessions; one that a visitor brings is opened at once, with all that came with it."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.arrival = None  # type: ignore[attr-defined]
        session: Any = request.session
        if session.session_key is None:
            return
        found = city.arrival(session.session_key, at=timezone.now())
        if found is None:
            return
        session._session_cache = session.decode(found.data)
        request.arrival = found  # type: ignore[attr-defined]
        if found.account is not None:
            account = found.account
            MEMORY.once(_name(account.pk), lambda: account)


class Accounts(ModelBackend):
    """The framework's backend; the account that came with the session of this request is not read again."""

    def get_user(self, user_id: Any) -> Any:
        found = MEMORY.once(_name(user_id), lambda: super(Accounts, self).get_user(user_id))
        return found if found is not None and self.user_can_authenticate(found) else None


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts in this request; None for nobody."""
    found: city.Arrival | None = request.arrival  # type: ignore[attr-defined]
    return city.actor_of(request.user) if found is None else found.actor(request.user)


def _name(account_id: Any) -> tuple[str, ...]:
    return ("account", str(account_id))
