"""What comes along with the lock of a draft: its persons and its documents, as the act of sending asks of them; nothing sealed.

An extra room: the model of drafts stands above it.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.db import connection
from django.db.models import Model

from lorong.kernel.cases import rows
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city.queries.memory import MEMORY
from lorong.kernel.documents.models import Document
from lorong.kernel.people.models import Household, Person
from lorong.lib.paging import LARGEST
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound

NO_DRAFT = phrase("Isian ini tidak ada, atau bukan milik Anda. Mulai lagi dari halaman layanan.")
M = TypeVar("M", bound=Model)
# In the order of `sql/sending_at_once.sql`.
SOMEBODY = (
    "id", "household_id", "relation", "name", "birth_place", "birth_date", "sex", "religion", "marital", "education", "occupation",
    "citizenship", "died_on", "synthetic",
)  # fmt: skip
HOME = ("id", "rt", "rw", "region", "synthetic")


def locked_draft(kind: type[M], pk: int) -> M:
    """The draft (`kind` is its model), locked, with its applicant, its subject and its documents. Raises NotFound.

    What is sealed of the persons is read when somebody asks for it.
    """
    found = _asked(pk) if pk <= LARGEST else None
    if found is None:
        raise NotFound(NO_DRAFT)
    row, applicant, subject, version, shelf, papers = found
    MEMORY.heard(rows.as_uuid(version) if version else None)
    catalog.heard(*shelf)
    draft: Any = rows.read(kind, row, connection.alias)
    draft.applicant, draft.subject = _with_home(applicant), _with_home(subject)
    draft.papers = [rows.read(Document, paper, connection.alias) for paper in papers or []]
    return cast("M", draft)


def _asked(pk: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lorong_draft_at_hand(%s)", [pk])
        return cursor.fetchone()[0]


def _with_home(row: list[Any]) -> Person:
    person = rows.part(Person, SOMEBODY, row[: len(SOMEBODY)], connection.alias)
    person.household = rows.part(Household, HOME, row[len(SOMEBODY) :], connection.alias)
    return person
