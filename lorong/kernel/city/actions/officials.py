"""An invented holder for every position, for a first run, tests and measurements."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lorong.kernel.audit.action import action
from lorong.kernel.city.models import Assignment, Position
from lorong.kernel.city.policies import may_fill
from lorong.kernel.city.values import days
from lorong.kernel.people.actions.register import load_households
from lorong.kernel.people.fields import blind_indexes
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor, As
from lorong.lib.synthetic import SyntheticOfficial

SINCE = date(2024, 1, 1)
BASIS = "Contoh, bukan surat keputusan"


@action("city.load_officials", allow=may_fill)
def load_officials(*, actor: Actor, officials: Iterable[SyntheticOfficial]) -> int:
    """Give each position that nobody ever held its official: person, household, definitive appointment.

    Gives the number of appointments written.
    """
    filled = set(Assignment.objects.values_list("position__code", flat=True))
    positions = {position.code: position for position in Position.objects.filter(active=True)}
    wanted = [o for o in officials if o.position in positions and o.position not in filled]
    load_households(actor=actor, households=[official.household for official in wanted])
    people = _people(wanted)
    rows = [
        Assignment(
            position=positions[official.position],
            person_id=people[official.person.nik],
            held_as=As.DEFINITIVE,
            days=days(SINCE),
            nip=official.nip,
            rank=official.rank,
            full_name=official.name,
            basis=BASIS,
        )
        for official in wanted
    ]
    Assignment.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _people(officials: Sequence[SyntheticOfficial]) -> Mapping[str, uuid.UUID]:
    """NIK to the id of the person in the register."""
    niks = {index: o.person.nik for o in officials for index in blind_indexes(o.person.nik, context="person.nik")}
    found = Person.objects.filter(nik_index__in=niks).values_list("nik_index", "pk")
    return {niks[bytes(index)]: pk for index, pk in found}
