"""Loading who holds which position from a file of the personnel office, again as often as wanted."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from lorong.kernel.audit.action import action
from lorong.kernel.city.actions.assignments import assign, end_assignment
from lorong.kernel.city.models import Assignment, Position
from lorong.kernel.city.policies import may_load_holders
from lorong.kernel.city.values import days
from lorong.kernel.people.fields import blind_index
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor, As
from lorong.lib.officers_file import Officer
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal


class Did(StrEnum):
    """What a row of the file made of the city."""

    APPOINTED = "appointed"
    CORRECTED = "corrected"
    SAME = "same"


@action("city.load_holder", allow=may_load_holders)
def load_holder(*, actor: Actor, holder: Officer, today: date) -> Did:
    """Make one appointment what the file says: a new one, a corrected one, or nothing when it is known.

    Who held the position until now without an end is ended the day before, when the new one begins today or later. Raises
    Refusal for an unknown position or person, and for what an appointment may not be.
    """
    position = Position.objects.filter(code=holder.position, active=True).first()
    if position is None:
        raise Refusal(
            phrase(
                "Jabatan {position} tidak ada di kota ini. Lihat kodenya dengan: lorong load-officers --positions.",
                position=holder.position,
            )
        )
    person = Person.objects.filter(nik_index=blind_index(holder.nik, context="person.nik")).first()
    if person is None:
        raise Refusal("NIK ini belum ada di data penduduk. Muat dulu data penduduk yang memuatnya.")
    span = days(holder.since, holder.until)
    known = Assignment.objects.filter(position=position, person=person, held_as=holder.held_as, days__startswith=holder.since)
    present = known.select_for_update().first()
    said = {"nip": holder.nip, "rank": holder.rank, "full_name": holder.full_name, "basis": holder.basis}
    if present is not None:
        if all(getattr(present, k) == v for k, v in said.items()) and present.days == span:
            return Did.SAME
        Assignment.objects.filter(pk=present.pk).update(**said, days=span)
        return Did.CORRECTED
    _end_the_one_before(actor, position, holder, today)
    assign(actor=actor, position=position, person=person, held_as=holder.held_as, days=span, **said)
    return Did.APPOINTED


def _end_the_one_before(actor: Actor, position: Position, holder: Officer, today: date) -> None:
    if holder.held_as is As.PLH or holder.since < today:
        return
    before = Assignment.objects.filter(position=position, days__contains=holder.since, days__upper_inf=True)
    for one in before.exclude(held_as=As.PLH):
        end_assignment(actor=actor, assignment=one, last=holder.since - timedelta(days=1))
