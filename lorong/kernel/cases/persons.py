"""The persons of a draft as they come along with its lock: what the act of sending asks of them, and nothing sealed.

An extra room: the model of drafts stands above it.
"""

from __future__ import annotations

import uuid
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.models import Model

from lorong.kernel.cases import rows
from lorong.kernel.city.queries.memory import MEMORY
from lorong.kernel.people.models import Household, Person

M = TypeVar("M", bound=Model)
# In the order of `sql/sending.sql`.
SOMEBODY = (
    "id", "household_id", "relation", "name", "birth_place", "birth_date", "sex", "religion", "marital", "education", "occupation",
    "citizenship", "died_on", "synthetic",
)  # fmt: skip
HOME = ("id", "rt", "rw", "region", "synthetic")


def locked_draft(kind: type[M], pk: int) -> M:
    """The draft (`kind` is its model), locked, with its applicant and its subject. Raises its DoesNotExist.

    What is sealed of the persons is read when somebody asks for it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT lorong_draft_at_hand(%s)", [pk])
        (found,) = cursor.fetchone()
    if found is None:
        raise kind.DoesNotExist(f"there is no draft {pk}")  # type: ignore[attr-defined]
    row, applicant, subject, version = found
    MEMORY.heard(uuid.UUID(version) if version else None)
    draft: Any = rows.read(kind, row, connection.alias)
    draft.applicant, draft.subject = _with_home(applicant), _with_home(subject)
    return cast("M", draft)


def _with_home(row: list[Any]) -> Person:
    person = rows.part(Person, SOMEBODY, row[: len(SOMEBODY)], connection.alias)
    person.household = rows.part(Household, HOME, row[len(SOMEBODY) :], connection.alias)
    return person
