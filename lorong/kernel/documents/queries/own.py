"""A person's own letters and papers, in pages."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db.models import Q

from lorong.kernel.documents.models import Document, Letter
from lorong.kernel.documents.queries.held import held_by
from lorong.kernel.documents.queries.letters import letters_of
from lorong.kernel.people.models import Person
from lorong.lib.paging import Page, cut, decode


def letters_page(person: Person, *, cursor: str = "", size: int = 50) -> Page[Letter]:
    """The person's letters, newest first; revoked and expired ones too."""
    rows = letters_of(person).defer("data", "payload")
    after = decode(cursor, [datetime, uuid.UUID]) if cursor else None
    if after:
        rows = rows.filter(Q(signed_at__lt=after[0]) | Q(signed_at=after[0], pk__lt=after[1]))
    return cut(list(rows[: size + 1]), size, cursor, lambda row: [row.signed_at.isoformat(), str(row.pk)])


def papers_page(person: Person, *, on: date, cursor: str = "", size: int = 50) -> Page[Document]:
    """The person's documents that serve on a day, newest first."""
    rows = held_by(person, on=on)
    after = decode(cursor, [datetime, uuid.UUID]) if cursor else None
    if after:
        rows = rows.filter(Q(received_at__lt=after[0]) | Q(received_at=after[0], pk__lt=after[1]))
    return cut(list(rows[: size + 1]), size, cursor, lambda row: [row.received_at.isoformat(), str(row.pk)])
