"""A step that opens another case and waits for how it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from lorong.kernel.cases.models import Case
from lorong.kernel.cases.queries.needed import needs_of
from lorong.kernel.cases.starting import start_case, start_public
from lorong.kernel.cases.values import CaseContext
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import SISTEM


def open_child(context: CaseContext) -> str | None:
    """Open the child case once; give the outcome named like the child's end once it has ended, None before."""
    step = context.published.sop.step(context.step)
    assert step.opens is not None, f"{step.id} opens nothing"
    key = f"child:{context.case.number}:{step.id}"
    with transaction.atomic():
        parent = Case.objects.select_for_update().get(pk=context.case.pk)
        child = Case.objects.filter(key=key).first()
        if child is None:
            child = _begin(parent, step.opens, key, context.at)
    return child.ended or None


def _begin(parent: Case, slug: str, key: str, at: datetime) -> Case:
    published = catalog.current_by_slug(slug, hidden=True, public=parent.is_public)
    assert published is not None, f"{slug} is not published"
    common: dict[str, Any] = {
        "actor": SISTEM, "published": published, "answers": dict(parent.answers), "key": key, "channel": "system", "at": at,
        "data": {"parent": parent.number}, "parent_number": parent.number,
    }  # fmt: skip
    if parent.applicant is None or parent.subject is None:
        return start_public(unit=parent.unit, **common)
    needs = needs_of(published, parent.subject, {}, at=at)
    return start_case(applicant=parent.applicant, subject=parent.subject, needs=needs, account_id=parent.account_id, **common)
