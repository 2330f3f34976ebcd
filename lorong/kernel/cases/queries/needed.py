"""Which documents an application needs, which the city already holds, and which are still to come."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lorong.kernel.cases.models import Draft
from lorong.kernel.catalog import registry
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.documents import queries as documents
from lorong.kernel.documents.models import Document
from lorong.kernel.people.models import Person
from lorong.lib.sop.schema import Requirement
from lorong.lib.span import Span


@dataclass(frozen=True)
class Need:
    """One requirement and what satisfies it. `held`: the city had it before, so it is not asked for (UU 25/2009)."""

    requirement: Requirement
    document: Document | None
    held: bool
    excused: bool = False

    @property
    def document_id(self) -> uuid.UUID | None:
        return self.document.pk if self.document else None

    @property
    def satisfied(self) -> bool:
        return self.document is not None or self.excused


def needed_for(published: Published, draft: Draft, *, at: datetime) -> list[Need]:
    """The requirements of a draft, in the SOP's order."""
    return needs_of(published, draft.subject, draft.documents, at=at, papers=draft.papers)


def needs_of(
    published: Published,
    subject: Person,
    given: Mapping[str, str],
    *,
    at: datetime,
    papers: Sequence[Document] | None = None,
) -> list[Need]:
    """The requirements of a service for `subject`; `given`: requirement id -> document id of what was just attached.

    papers: the documents of `given`, where they have been read already.
    """
    today = city.local(at).date()
    if papers is None:
        papers = documents.by_ids([uuid.UUID(v) for v in given.values()])
    attached = {str(paper.pk): paper for paper in papers}
    needs = []
    for requirement in published.sop.requirements:
        if requirement.unless and registry.excuse(requirement.unless)(subject, today):
            needs.append(Need(requirement, None, held=False, excused=True))
            continue
        given_id = given.get(requirement.id)
        document = attached.get(str(uuid.UUID(given_id))) if given_id else None
        held = None
        if document is None and requirement.held_as:
            max_age = Span.parse(requirement.max_age) if requirement.max_age else None
            held = documents.held(subject, requirement.held_as, on=today, max_age=max_age)
        needs.append(Need(requirement, document or held, held=held is not None))
    return needs
