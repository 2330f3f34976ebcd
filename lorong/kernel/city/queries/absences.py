"""Who is away, and who could stand in."""

from __future__ import annotations

from datetime import date

from lorong.kernel.city.models import Absence, Assignment
from lorong.kernel.city.queries.here import today
from lorong.kernel.city.values import AbsenceView, days, first_day, last_day
from lorong.lib.refusals import NotFound


def absences_in(unit: str, *, since: date | None = None) -> tuple[AbsenceView, ...]:
    """Absences at a unit that end on `since` (today unless said) or later, soonest first, withdrawn ones too."""
    rows = Absence.objects.filter(assignment__position__unit=unit, days__overlap=days(since or today()))
    rows = rows.select_related("assignment__position", "substitute")
    return tuple(_view(row) for row in sorted(rows, key=lambda row: (first_day(row.days), row.pk)))


def absence(absence_id: int) -> Absence:
    """One absence, with the appointment it is of. Raises NotFound."""
    found = Absence.objects.select_related("assignment__position__unit").filter(pk=absence_id).first()
    if found is None:
        raise NotFound("Catatan cuti itu tidak ada. Muat ulang halaman ini.")
    return found


def _view(row: Absence) -> AbsenceView:
    last = last_day(row.days)
    assert last is not None, "an absence has an end"
    return AbsenceView(
        id=row.pk,
        holder=row.assignment.full_name,
        title=row.assignment.position.title,
        first=first_day(row.days),
        last=last,
        reason=row.reason,
        substitute=row.substitute.name if row.substitute else "",
        withdrawn=row.withdrawn_at is not None,
    )


def substitutes_for(assignment: Assignment, on: date | None = None) -> tuple[Assignment, ...]:
    """Who may be named as substitute of a holder: the rule's positions first, then others of the unit."""
    day = on or today()
    named = list(assignment.position.substitutes)
    others = Assignment.objects.filter(days__contains=day, position__active=True).exclude(person=assignment.person_id)
    ruled = others.filter(position__code__in=named).select_related("position")
    near = others.filter(position__unit=assignment.position.unit_id).exclude(position__code__in=named)
    return (
        *sorted(ruled, key=lambda a: (named.index(a.position.code), a.pk)),
        *near.select_related("position").order_by("position_id", "pk"),
    )
