"""Residents made ready for the tables: sealed, indexed, with a digest of what was said.

An extra room: sealing a million rows is the greater part of loading a register, and needs no database, so that it may be done by
several processes. What they hand on is a text for each column, as PostgreSQL reads an array: nothing is cheaper to pass from
one process to another, and the database is asked once for thousands of people.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
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
class SealedBatch:
    """Residents as they are stored. count: of persons; the texts stand in the order of the columns above."""

    count: int
    households: tuple[str, ...]
    persons: tuple[str, ...]


def sealed_batch(residents: Sequence[Resident]) -> SealedBatch:
    """Residents made ready, each NIK once. Where two say different things of their family card, the last one counts."""
    homes = {one.kk: one for one in residents}
    return SealedBatch(len(residents), _arrays(map(_household, homes.values())), _arrays(map(_person, residents)))


def _household(one: Resident) -> tuple[str, ...]:
    seal = settings.KEYRING.seal
    said = "\x1f".join((one.kk, one.address, one.rt, one.rw, one.region))
    return (
        str(uuid.uuid4()), _bytes(seal(one.kk, context="household.kk")), _bytes(blind_index(one.kk, context="household.kk")),
        _bytes(seal(one.address, context="household.address")), one.rt, one.rw, one.region,
        _bytes(blind_index(said, context="household.digest")),
    )  # fmt: skip


def _person(one: Resident) -> tuple[str, ...]:
    facts = (
        one.relation, one.name, one.birth_place, one.birth_date, one.sex, one.religion, one.marital, one.education,
        one.occupation, one.citizenship, one.died_on,
    )  # fmt: skip
    said = "\x1f".join((one.nik, one.kk, *map(str, facts)))
    return (
        str(uuid.uuid4()), _bytes(settings.KEYRING.seal(one.nik, context="person.nik")),
        _bytes(blind_index(one.nik, context="person.nik")), _bytes(blind_index(one.kk, context="household.kk")),
        *map(_word, facts), _bytes(blind_index(said, context="person.digest")),
    )  # fmt: skip


def _arrays(rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple("{" + ",".join(column) + "}" for column in zip(*rows, strict=True))


def _bytes(value: bytes) -> str:
    return f'"\\\\x{value.hex()}"'


def _word(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "NULL" if value is None else str(value)
