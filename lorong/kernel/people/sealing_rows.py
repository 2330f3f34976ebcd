"""Residents made ready for the tables: sealed, indexed, with a digest of what was said.

An extra room: sealing a million rows is the greater part of loading a register, and needs no database, so that it may be done by
several processes. What they hand on is a text for each column, as PostgreSQL reads an array: nothing is cheaper to pass from
one process to another, and the database is asked once for thousands of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from lorong.kernel.people.fields import blind_index
from lorong.lib.residents_file import Resident

HOUSEHOLD_COLUMNS = ("kk", "kk_index", "address", "rt", "rw", "region", "digest")
PERSON_COLUMNS = (
    "nik", "nik_index", "kk_index", "relation", "name", "birth_place", "birth_date", "sex", "religion", "marital",
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
    indexes = {kk: _bytes(blind_index(kk, context="household.kk")) for kk in homes}
    households = _arrays(_household(one, indexes[one.kk]) for one in homes.values())
    return SealedBatch(len(residents), households, _arrays(_person(one, indexes[one.kk]) for one in residents))


def _household(one: Resident, kk_index: str) -> tuple[str, ...]:
    seal = settings.KEYRING.seal
    said = "\x1f".join((one.kk, one.address, one.rt, one.rw, one.region))
    return (
        _bytes(seal(one.kk, context="household.kk")), kk_index, _bytes(seal(one.address, context="household.address")),
        one.rt, one.rw, one.region, _bytes(blind_index(said, context="household.digest")),
    )  # fmt: skip


def _person(one: Resident, kk_index: str) -> tuple[str, ...]:
    facts = (
        str(one.relation), one.name, one.birth_place, str(one.birth_date), one.sex, str(one.religion), str(one.marital),
        str(one.education), one.occupation, str(one.citizenship), str(one.died_on),
    )  # fmt: skip
    said = "\x1f".join((one.nik, one.kk, *facts))
    relation, name, place, born, sex, religion, marital, education, work, citizenship, died = facts
    return (
        _bytes(settings.KEYRING.seal(one.nik, context="person.nik")), _bytes(blind_index(one.nik, context="person.nik")),
        kk_index, relation, _text(name), _text(place), born, sex, religion, marital, education, _text(work), citizenship,
        "NULL" if one.died_on is None else died, _bytes(blind_index(said, context="person.digest")),
    )  # fmt: skip


def _arrays(rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple("{" + ",".join(column) + "}" for column in zip(*rows, strict=True))


def _bytes(value: bytes) -> str:
    return f'"\\\\x{value.hex()}"'


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
