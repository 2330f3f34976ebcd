"""A step that opens another case and waits for how it ends."""

from __future__ import annotations

from django.db import transaction

from lorong.kernel.cases.models import Case
from lorong.kernel.cases.queries.needed import needs_of
from lorong.kernel.cases.starting import start_case
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
            published = catalog.current_by_slug(step.opens, hidden=True)
            assert published is not None, f"{step.opens} is not published"
            child = start_case(
                actor=SISTEM,
                published=published,
                applicant=parent.applicant,
                subject=parent.subject,
                answers=dict(parent.answers),
                needs=needs_of(published, parent.subject, {}, at=context.at),
                key=key,
                channel="system",
                account_id=parent.account_id,
                at=context.at,
                data={"parent": parent.number},
                parent_number=parent.number,
            )
    return child.ended or None
