"""Loading a real register: batch after batch, each whole or not at all, and again as often as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from lorong.kernel.audit.action import action
from lorong.kernel.people.policies import may_load_register
from lorong.kernel.people.sealing_rows import HOUSEHOLD_COLUMNS, PERSON_COLUMNS, SealedBatch
from lorong.lib.actors import Actor

_TYPES = {
    "kk": "bytea", "kk_index": "bytea", "address": "bytea", "rt": "text", "rw": "text", "region": "text",
    "digest": "bytea", "nik": "bytea", "nik_index": "bytea", "relation": "smallint", "name": "text", "birth_place": "text",
    "birth_date": "date", "sex": "text", "religion": "smallint", "marital": "smallint", "education": "smallint",
    "occupation": "text", "citizenship": "smallint", "died_on": "date",
}  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """What a batch did to the register of persons."""

    new: int
    changed: int
    same: int


@action("people.load_residents", allow=may_load_register)
def load_residents(*, actor: Actor, batch: SealedBatch) -> Loaded:
    """Write residents and their family cards: new ones, and those of whom the register says something else than last time.

    A person is found by the blind index of the NIK, a family card by that of its number; who moved to another card follows it.
    Nobody is removed, and nobody stands in the batch twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOUSEHOLDS, batch.households)
        cursor.execute(_PERSONS, batch.persons)
        new, written = cursor.fetchone()
    return Loaded(new, written - new, batch.count - written)


def _given(columns: Sequence[str]) -> str:
    arrays = ", ".join(f"%s::{_TYPES[name]}[]" for name in columns)
    return f"unnest({arrays}) AS given({', '.join(columns)})"


# What stands there already as it is said is not touched, not even locked: a register is loaded again and again. The rest is
# sorted by what it is found by: two loaders at once then wait for each other and never in a ring.
_HOUSEHOLDS = f"""
    INSERT INTO people_household AS h (id, kk, kk_index, address, rt, rw, region, digest, synthetic)
    SELECT gen_random_uuid(), kk, kk_index, address, rt, rw, region, digest, false FROM {_given(HOUSEHOLD_COLUMNS)}
    WHERE NOT EXISTS (SELECT FROM people_household h WHERE h.kk_index = given.kk_index AND h.digest = given.digest)
    ORDER BY kk_index
    ON CONFLICT (kk_index) DO UPDATE SET
        kk = excluded.kk, address = excluded.address, rt = excluded.rt, rw = excluded.rw, region = excluded.region,
        digest = excluded.digest, synthetic = false
    WHERE h.digest IS DISTINCT FROM excluded.digest
"""  # noqa: S608 - names of our own columns
_PERSONS = f"""
    WITH written AS (
        INSERT INTO people_person AS p (id, nik, nik_index, household_id, relation, name, birth_place, birth_date, sex, religion,
            marital, education, occupation, citizenship, died_on, digest, synthetic)
        SELECT gen_random_uuid(), given.nik, given.nik_index, h.id, given.relation, given.name, given.birth_place, given.birth_date,
            given.sex, given.religion, given.marital, given.education, given.occupation, given.citizenship, given.died_on,
            given.digest, false
        FROM {_given(PERSON_COLUMNS)} JOIN people_household h ON h.kk_index = given.kk_index
        WHERE NOT EXISTS (SELECT FROM people_person p WHERE p.nik_index = given.nik_index AND p.digest = given.digest)
        ORDER BY given.nik_index
        ON CONFLICT (nik_index) DO UPDATE SET
            nik = excluded.nik, household_id = excluded.household_id, relation = excluded.relation, name = excluded.name,
            birth_place = excluded.birth_place, birth_date = excluded.birth_date, sex = excluded.sex,
            religion = excluded.religion, marital = excluded.marital, education = excluded.education,
            occupation = excluded.occupation, citizenship = excluded.citizenship, died_on = excluded.died_on,
            digest = excluded.digest, synthetic = false
        WHERE p.digest IS DISTINCT FROM excluded.digest
        RETURNING p.xmax = 0 AS is_new
    )
    SELECT count(*) FILTER (WHERE is_new), count(*) FROM written
"""  # noqa: S608 - names of our own columns
