"""The same page before a few cases and before very many: what the lines about growth share."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.frame import AT_MOST, Reach, Result, against, percentile
from bench.place import Place
from lorong.kernel.cases.stocktaking import take_stock
from lorong.kernel.city import queries as city
from lorong.kernel.people.models import Account
from lorong.lib.actors import Actor

VISITS = 40


def growth(
    place: Place,
    line: str,
    visit: Callable[[], Callable[[], object]],
    *,
    share: float = 0.5,
    running: float = 0.1,
    days: int = 365,
) -> Result:
    """How much longer a visit takes with many cases than with few; `visit` is made anew for each database.

    share: which visit of a hundred counts, 0.95 for the slow ones. Nothing that was kept from before helps. running: how
    many of the few cases run, days: in how many days the others ended, so that the page has as much to show.
    """
    place.collect_static()
    few, many = place.database(place.few, running=running, days=days), place.database(place.many)
    found: dict[str, list[float]] = {few: [], many: []}
    visits = 5 if place.small else VISITS
    for _ in range(3):  # taking turns, so that a busy machine slows both
        for name in (few, many):
            place.use(name)
            take_stock(at=timezone.now())  # as the worker does every minute
            act = visit()
            act()
            for _ in range(visits):
                cache.clear()
                begin = time.perf_counter()
                act()
                found[name].append((time.perf_counter() - begin) * 1000)
    value, base = percentile(found[many], share), percentile(found[few], share)
    middle = statistics.median(found[many])
    return against(line, value, "ms", base, Reach(AT_MOST, 1.5), cases=place.many, median=middle)


def signed_in(name: str) -> Client:
    """A browser in which the member of the cast with that role is signed in."""
    return browser(account_of(name))


def browser(account: Account) -> Client:
    """A browser in which this account is signed in."""
    client = Client()
    client.force_login(account)
    return client


def signed(account: Account) -> str:
    """The cookie of a browser in which this account is signed in, as it is sent."""
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser(account).cookies[name].value}"


def account_of(role: str) -> Account:
    """The member of the cast who holds a role."""
    for member in city.cast():
        account = Account.objects.get(pk=member.account_id)
        actor: Actor | None = city.actor_of(account)
        if actor is not None and actor.has_role(role):
            return account
    raise LookupError(f"nobody of the cast is {role}")


def busiest(role: str) -> Account:
    """Whoever has this role where most work of the role lies open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit_id FROM cases_work_item WHERE done_at IS NULL AND role = %s GROUP BY 1 ORDER BY count(*) DESC LIMIT 20",
            [role],
        )
        units = [row[0] for row in cursor.fetchall()]
    holder = next(found for found in (city.holder_of(role, unit) for unit in units) if found is not None)
    account = Account.objects.filter(person_id=holder.person_id, is_active=True).first()
    return account or Account.objects.create(person_id=holder.person_id, is_active=True, demo=True)


def page(client: Client, path: str) -> Callable[[], object]:
    """A visit to a page, which must be there."""

    def get() -> object:
        response = client.get(path)
        assert response.status_code == 200, f"{path} answers {response.status_code}"
        return response

    return get
