"""People beside the cast: found in the register, and let in without a sign-in page."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from lorong.kernel.city import queries as city
from lorong.kernel.people.models import Account, Person
from lorong.testing import Cast
from tests.journeys.people import Someone
from tests.things import desk_unit


def a_neighbour() -> Person:
    """A grown-up of Budi's kelurahan who has no account yet and has never sent a document."""
    region = city.unit(desk_unit(Cast())).region_id
    found = Person.objects.select_related("household").filter(
        household__region=region, accounts=None, documents=None, died_on=None
    )
    return next(p for p in found if p.birth_date.year < 2000 and p.assignments.count() == 0)


def signed_in_as(who: Someone, account: Account) -> Someone:
    """A browser whose session was opened before."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.save()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": store.session_key, "url": who.address}
    who.context.add_cookies([cookie])  # type: ignore[list-item]
    return who
