"""A person's own letters and papers, in pages."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from lorong.kernel.documents.models import Document, Letter
from lorong.kernel.documents.queries.held import held_by
from lorong.kernel.documents.queries.letters import NEWEST, letters_of
from lorong.kernel.people.models import Person
from lorong.lib.paging import Keyset, Page

RECEIVED = Keyset({"received_at": datetime, "pk": uuid.UUID}, falling=True)


def letters_page(person: Person, *, cursor: str = "", size: int = 50) -> Page[Letter]:
    """The person's letters, newest first; revoked and expired ones too."""
    return NEWEST.page(letters_of(person).defer("data", "payload"), cursor=cursor, size=size)


def papers_page(person: Person, *, on: date, cursor: str = "", size: int = 50) -> Page[Document]:
    """The person's documents that serve on a day, newest first."""
    return RECEIVED.page(held_by(person, on=on), cursor=cursor, size=size)
