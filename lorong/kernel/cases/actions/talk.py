"""The conversation between applicant and office: two-way, always."""

from __future__ import annotations

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import jobs, policies
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import Case, CaseMessage
from lorong.kernel.documents.models import Document
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal

LONGEST = 4000


@action("case.say", allow=policies.may_talk, lock="case")
def say(*, actor: Actor, case: Case, body: str, key: str, file: Document | None = None) -> CaseMessage:
    """Add a line to the conversation of the case. `key` makes a double click harmless. At most 4,000 characters."""
    first = CaseMessage.objects.filter(case=case, key=key).first()
    if first is not None:
        return first
    body = body.strip()
    if not body and file is None:
        raise Missing("Tulis pesannya dulu, atau lampirkan berkas.", field="body")
    if len(body) > LONGEST:
        raise Refusal(
            phrase(
                "Pesannya terlalu panjang: {length} huruf, paling banyak {longest}. Ringkas dulu, atau kirim dalam dua pesan.",
                length=len(body),
                longest=LONGEST,
            ),
            field="body",
        )
    if file is not None and not case.concerns(file.person_id):
        raise Refusal("Berkas itu bukan milik urusan ini. Lampirkan berkas yang lain.", field="file")
    side = _side_of(actor, case)
    holding = next((h for h in actor.holdings if h.unit == case.unit_id), actor.holdings[0] if actor.holdings else None)
    line = CaseMessage.objects.create(
        case=case,
        side=side,
        account_id=actor.account_id,
        author_name=actor.name,
        author_title=holding.title if holding and side == "city" else "",
        body=body,
        file=file,
        key=key,
        at=timezone.now(),
    )
    jobs.defer_said(case.pk, line.pk)
    return line


@action("case.seen", allow=policies.may_see, lock="case")
def mark_seen(*, actor: Actor, case: Case) -> int:
    """Note that the other side's lines were read; gives how many."""
    other = {"applicant": "city", "city": "applicant"}[_side_of(actor, case)]
    return CaseMessage.objects.filter(case=case, side=other, seen_at=None).update(seen_at=timezone.now())


def _side_of(actor: Actor, case: Case) -> str:
    """On which side of the conversation `actor` stands."""
    return "applicant" if case.concerns(actor.person_id) else "city"
