"""The people one can be in a demonstration."""

from __future__ import annotations

from lorong.kernel.city.models import Assignment, Unit
from lorong.kernel.city.queries.here import today
from lorong.kernel.city.values import CastMember
from lorong.kernel.people.models import Account, Person


def cast() -> tuple[CastMember, ...]:
    """Every active demo account in the order they were made: residents, then officers from counter to city hall."""
    accounts = Account.objects.filter(demo=True, is_active=True).select_related("person__household").order_by("pk")
    people = [(account.pk, account.person) for account in accounts if account.person is not None]
    assignments = Assignment.objects.filter(person__in=[person for _, person in people], days__contains=today())
    held = {a.person_id: a for a in assignments.select_related("position__unit").order_by("-pk")}
    homes = Unit.objects.in_bulk([person.household.region for _, person in people])
    return tuple(
        _member(account_id, person, held.get(person.pk), homes.get(person.household.region)) for account_id, person in people
    )


def _member(account_id: int, person: Person, assignment: Assignment | None, home: Unit | None) -> CastMember:
    unit = assignment.position.unit if assignment else home
    return CastMember(
        account_id=account_id,
        person_id=person.pk,
        name=person.name,
        role=assignment.position.title if assignment else "Warga",
        unit=unit.name if unit else "",
        officer=assignment is not None,
    )
