"""Loading a real register: batch after batch, each whole or not at all, and again as often as wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lorong.kernel.audit.action import action
from lorong.kernel.people.policies import may_load_register
from lorong.kernel.people.sealing_rows import HOUSEHOLD_COLUMNS, PERSON_COLUMNS, SealedResident
from lorong.lib.actors import Actor

_TYPES = {
    "id": "uuid", "kk": "bytea", "kk_index": "bytea", "address": "bytea", "rt": "text", "rw": "text", "region": "text",
    "digest": "bytea", "nik": "bytea", "nik_index": "bytea", "relation": "smallint", "name": "text", "birth_place": "text",
    "birth_date": "date", "sex": "text", "religion": "smallint", "marital": "smallint", "education": "smallint",
    "occupation": "text", "citizenship": "smallint", "died_on": "date",
}  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """What a batch did to the register of persons. doubled: (line, line before) of a NIK that stands twice in the batch."""

    new: int
    changed: int
    same: int
    doubled: tuple[tuple[int, int], ...] = ()


@action("people.load_residents", allow=may_load_register)
def load_residents(*, actor: Actor, batch: Sequence[SealedResident]) -> Loaded:
    """Write residents and their family cards: new ones, and those of whom the register says something else than last time.

    A person is found by the blind index of the NIK, a family card by that of its number; who moved to another card follows it.
    Nobody is removed. Of a NIK that stands twice in the batch the first row counts.
    """
    people, doubled = _once(batch)
    homes = {one.household[2]: one.household for one in people}  # the last row of a card says its address
    _upsert(_HOUSEHOLDS, HOUSEHOLD_COLUMNS, homes.values())
    written = _upsert(_PERSONS, PERSON_COLUMNS, [one.person for one in people])
    new = sum(is_new for (is_new,) in written)
    return Loaded(new, len(written) - new, len(people) - len(written), doubled)


def _once(batch: Sequence[SealedResident]) -> tuple[list[SealedResident], tuple[tuple[int, int], ...]]:
    first: dict[object, SealedResident] = {}
    doubled = []
    for one in batch:
        known = first.setdefault(one.person[2], one)
        if known is not one:
            doubled.append((one.line, known.line))
    return list(first.values()), tuple(doubled)


def _upsert(sql: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[tuple[Any, ...]]:
    values = [list(column) for column in zip(*rows, strict=True)]
    if not values:
        return []
    arrays = ", ".join(f"%s::{_TYPES[name]}[]" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("ARRAYS", f"unnest({arrays}) AS given({', '.join(columns)})"), values)
        return list(cursor.fetchall())


# Sorted by what they are found by: two loaders at once then wait for each other and never in a ring.
_HOUSEHOLDS = """
    INSERT INTO people_household AS h (id, kk, kk_index, address, rt, rw, region, digest, synthetic)
    SELECT id, kk, kk_index, address, rt, rw, region, digest, false FROM ARRAYS ORDER BY kk_index
    ON CONFLICT (kk_index) DO UPDATE SET
        kk = excluded.kk, address = excluded.address, rt = excluded.rt, rw = excluded.rw, region = excluded.region,
        digest = excluded.digest, synthetic = false
    WHERE h.digest IS DISTINCT FROM excluded.digest
    RETURNING h.xmax = 0
"""
_PERSONS = """
    INSERT INTO people_person AS p (id, nik, nik_index, household_id, relation, name, birth_place, birth_date, sex, religion,
        marital, education, occupation, citizenship, died_on, digest, synthetic)
    SELECT given.id, given.nik, given.nik_index, h.id, given.relation, given.name, given.birth_place, given.birth_date, given.sex,
        given.religion, given.marital, given.education, given.occupation, given.citizenship, given.died_on, given.digest, false
    FROM ARRAYS JOIN people_household h ON h.kk_index = given.kk_index ORDER BY given.nik_index
    ON CONFLICT (nik_index) DO UPDATE SET
        nik = excluded.nik, household_id = excluded.household_id, relation = excluded.relation, name = excluded.name,
        birth_place = excluded.birth_place, birth_date = excluded.birth_date, sex = excluded.sex, religion = excluded.religion,
        marital = excluded.marital, education = excluded.education, occupation = excluded.occupation,
        citizenship = excluded.citizenship, died_on = excluded.died_on, digest = excluded.digest, synthetic = false
    WHERE p.digest IS DISTINCT FROM excluded.digest
    RETURNING p.xmax = 0
"""
