"""A case with all that its page tells, in one question to the database.

What is dear on a page is not the reading but the asking: nine questions, each put into SQL anew. Here the parts come along
with the case as JSON, and become rows of our models without the columns that no page shows.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from lorong.kernel.audit import queries as audit
from lorong.kernel.audit.queries import Look
from lorong.kernel.cases import rows
from lorong.kernel.cases.models import Attachment, Case, CaseMessage, Event, WorkItem
from lorong.kernel.city import queries as city
from lorong.kernel.documents.models import Document, Letter, LetterNumber
from lorong.kernel.people.models import Account, Person

M = TypeVar("M", bound=Model)

# In the order of `sql/case_file.sql`.
CASE = (
    "id", "number", "procedure_id", "slug", "unit_id", "applicant_id", "subject_id", "account_id", "parent_number", "channel",
    "answers", "marking", "turn", "ended", "last_seq", "last_at", "turn_since", "opened_at", "ended_at", "promised_minutes",
    "promised_at", "turn_due_at", "city_minutes", "applicant_minutes", "outside_minutes", "returns",
)  # fmt: skip
EVENT = ("case_id", "seq", "at", "kind", "step", "outcome", "actor_kind", "actor_name", "actor_title", "channel", "data")
ITEM = (
    "id", "case_id", "step", "role", "unit_id", "side", "machine", "blind", "holder_id", "opened_at", "opened_seq", "due_at",
    "done_at", "done_seq", "outcome",
)  # fmt: skip
LINE = ("id", "case_id", "at", "side", "account_id", "author_name", "author_title", "body", "file_id", "seen_at")
PAPER = ("id", "case_id", "requirement", "document_id", "held_before", "attached_at", "replaced_at")
DOCUMENT = ("id", "kind", "file_id", "statement", "name", "received_at", "accepted_at", "rejected_at", "rejected_because")
LETTER = (
    "id", "code", "case_number", "title", "unit_id", "person_id", "valid_until", "file_id", "file_ready_at", "revoked_at",
    "revoked_because",
)  # fmt: skip


@dataclass(frozen=True)
class CaseFile:
    """A case and what belongs to it: events and steps oldest first, the last 200 lines of the conversation, documents as
    they came, the replaced ones too. `looks`: who looked at the persons' data for it, newest first, merged. `waiting`: how
    many of the reader's own cases wait for them. Of persons only the names were read; anything else of them asks once more.
    """

    case: Case
    events: list[Event]
    items: list[WorkItem]
    talk: list[CaseMessage]
    papers: list[Attachment]
    letter: Letter | None
    is_surveyed: bool
    looks: list[Look]
    waiting: int

    @property
    def newest_items(self) -> dict[str, WorkItem]:
        """The newest work item of every step that was ever opened, by step."""
        return {item.step: item for item in self.items}

    @property
    def open_item(self) -> WorkItem | None:
        """The step that was opened last and is not done."""
        return next((item for item in reversed(self.items) if item.done_at is None), None)


def file_of(number: str, *, reader: uuid.UUID | None = None) -> CaseFile | None:
    """The case with this number and all that belongs to it, whoever asks: who may see it is the caller's to find out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lorong_case_file(%s, %s)", [number, reader])
        found = cursor.fetchone()[0]
    if found is None:
        return None
    row, applicant, subject, events, items, talk, papers, letter, is_surveyed, looks, waiting = found
    case = _case(row, applicant, subject)
    return CaseFile(
        case=case,
        events=[_made(Event, EVENT, e) for e in events or ()],
        items=[_item(case, i) for i in items or ()],
        talk=[_line(m) for m in talk or ()],
        papers=[_paper(p) for p in papers or ()],
        letter=_letter(letter),
        is_surveyed=is_surveyed,
        looks=audit.merged(_look(x) for x in looks or ()),
        waiting=waiting,
    )


def _case(row: list[Any], applicant: str, subject: str) -> Case:
    case = _made(Case, CASE, row)
    case.unit = city.unit(case.unit_id)
    if not case.is_public:
        case.applicant = _made(Person, ("id", "name"), [row[CASE.index("applicant_id")], applicant])
        case.subject = _made(Person, ("id", "name"), [row[CASE.index("subject_id")], subject])
    return case


def _item(case: Case, row: list[Any]) -> WorkItem:
    *columns, person, name = row
    item = _made(WorkItem, ITEM, columns)
    item.case = case
    if item.holder_id is not None:
        item.holder = _made(Account, ("id", "person_id"), [item.holder_id, person])
        if person is not None:
            item.holder.person = _made(Person, ("id", "name"), [person, name])
    return item


def _line(row: list[Any]) -> CaseMessage:
    *columns, name = row
    line = _made(CaseMessage, LINE, columns)
    if line.file_id is not None:
        line.file = _made(Document, ("id", "name"), [columns[LINE.index("file_id")], name])
    return line


def _paper(row: list[Any]) -> Attachment:
    *columns, document = row
    paper = _made(Attachment, PAPER, columns)
    paper.document = _made(Document, DOCUMENT, document)
    return paper


def _letter(row: list[Any] | None) -> Letter | None:
    if row is None:
        return None
    *columns, text = row
    letter = _made(Letter, LETTER, columns)
    letter.number = LetterNumber(text=text)
    return letter


def _look(row: list[Any]) -> audit.Seen:
    at, account, position, name, title, subject, *rest = row
    return audit.Seen(datetime.fromisoformat(at), account, position, name, title, uuid.UUID(subject), *rest)


def _made(kind: type[M], names: tuple[str, ...], row: Sequence[Any]) -> M:
    return rows.part(kind, names, row, connection.alias)
