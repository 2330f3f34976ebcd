"""The people one can be in a demonstration."""

from __future__ import annotations

from lorong.kernel.city.models import Assignment
from lorong.kernel.city.queries.here import today
from lorong.kernel.city.values import CastMember
from lorong.kernel.people.models import Account, Person


def cast() -> tuple[CastMember, ...]:
    """Every active demo account in the order they were made: residents, then officers from counter to city hall."""
    accounts = list(
        Account.objects.filter(demo=True, is_active=True, person__isnull=False).select_related("person").order_by("pk")
    )
    held = {
        assignment.person_id: assignment
        for assignment in Assignment.objects.filter(
            person__in=[account.person_id for account in accounts], days__contains=today()
        ).select_related("position__unit")
    }
    return tuple(
        _member(account, account.person, held.get(account.person.pk)) for account in accounts if account.person
    )


def _member(account: Account, person: Person, assignment: Assignment | None) -> CastMember:
    return CastMember(
        account_id=account.pk,
        person_id=person.pk,
        name=person.name,
        role=assignment.position.title if assignment else "Warga",
        unit=assignment.position.unit.name if assignment else "",
        officer=assignment is not None,
    )
