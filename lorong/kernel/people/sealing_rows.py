"""Residents made ready for the tables: sealed, indexed, with a digest of what was said.

An extra room: sealing a million rows is the greater part of loading a register, and needs no database, so that it may be done by
several processes.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings

from lorong.kernel.people.fields import blind_index
from lorong.lib.residents_file import Resident

HOUSEHOLD_COLUMNS = ("id", "kk", "kk_index", "address", "rt", "rw", "region", "digest")
PERSON_COLUMNS = (
    "id", "nik", "nik_index", "kk_index", "relation", "name", "birth_place", "birth_date", "sex", "religion", "marital",
    "education", "occupation", "citizenship", "died_on", "digest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SealedResident:
    """A row for each table, in the order of the columns above. line: of the file it came from."""

    line: int
    household: tuple[object, ...]
    person: tuple[object, ...]


def sealed_resident(line: int, one: Resident) -> SealedResident:
    """One resident as it is stored."""
    seal, kk_index = settings.KEYRING.seal, blind_index(one.kk, context="household.kk")
    home = "\x1f".join((one.kk, one.address, one.rt, one.rw, one.region))
    facts = (
        one.relation, one.name, one.birth_place, one.birth_date, one.sex, one.religion, one.marital, one.education,
        one.occupation, one.citizenship, one.died_on,
    )  # fmt: skip
    said = "\x1f".join((one.nik, one.kk, *map(str, facts)))
    return SealedResident(
        line,
        (
            uuid.uuid4(), seal(one.kk, context="household.kk"), kk_index, seal(one.address, context="household.address"),
            one.rt, one.rw, one.region, blind_index(home, context="household.digest"),
        ),
        (
            uuid.uuid4(), seal(one.nik, context="person.nik"), blind_index(one.nik, context="person.nik"), kk_index, *facts,
            blind_index(said, context="person.digest"),
        ),
    )  # fmt: skip
