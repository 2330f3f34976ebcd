"""Somebody behind a link has answered: the applicant learns it at once, and what to do next."""

from __future__ import annotations

from django.utils import translation

from lorong.kernel.cases.models import Case, Draft, OutsideLink
from lorong.kernel.cases.queries.words import in_language
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.messages import actions as messages
from lorong.kernel.messages.queries import account_of, language_of
from lorong.lib.actors import SISTEM


def tell_answered(link: OutsideLink, draft: Draft, case: Case | None) -> None:
    """Post the answer to the applicant; to the officer as well who writes for somebody at the counter."""
    published = catalog.procedure(case.procedure_id) if case is not None else catalog.current_by_slug(draft.slug)
    agrees, note = (link.result or {})["agrees"], (link.result or {})["note"]
    template = "rt_menyetujui" if agrees else "rt_belum_setuju"
    own = account_of(draft.applicant) if draft.counter_unit else draft.account
    with translation.override(language_of(own)):
        title = in_language(published.sop.title, published.sop.title_en) if published else draft.slug
        context = {"party": link.party, "title": title, "note": note}
        messages.post(
            actor=SISTEM,
            person=draft.applicant,
            account=own,
            template=template,
            context=context,
            key=f"link:{link.pk}:answer",
            case_number=case.number if case is not None else "",
            link=_where_to_go_on(draft, case),
        )
    if draft.counter_unit:
        messages.post(
            actor=SISTEM,
            account=draft.account,
            template=template,
            context=context,
            key=f"link:{link.pk}:counter",
            link=f"/isian/{draft.pk}/",
            channels=("inbox",),
        )


def _where_to_go_on(draft: Draft, case: Case | None) -> str:
    if case is not None:
        return f"/urusan/{case.number}/"
    # A draft of the counter is the officer's: the applicant cannot open it, and need not.
    return "" if draft.counter_unit else f"/isian/{draft.pk}/"
