"""Signed, expiring links for people without an account: an RT head, the police, a notary."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies, timing
from lorong.kernel.cases.answered import tell_answered
from lorong.kernel.cases.errors import LinkIsDead
from lorong.kernel.cases.models import Case, Draft, OutsideLink
from lorong.kernel.cases.queries.asked import still_needs
from lorong.kernel.cases.settling import let_go, replace_attachment
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.kernel.city import queries as city
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents.models import Document
from lorong.lib.actors import SISTEM, Actor, ActorKind
from lorong.lib.phone import parse_mobile
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal
from lorong.lib.span import Span
from lorong.lib.verdicts import YES, Verdict, no

RT_LINK_FOR = Span.parse("7 hari")


@dataclass(frozen=True)
class FreshLink:
    """A link just made. `token` is shown once and sent; the house keeps its hash only."""

    link: OutsideLink
    token: str
    phone: str


def _hash_of(token: str) -> bytes:
    """What is kept of a token (32 bytes)."""
    return hashlib.sha256(token.encode()).digest()


@action("link.make", allow=policies.may_write_draft, lock="draft")
def make_link(*, actor: Actor, draft: Draft, requirement: str, party: str, phone: str) -> FreshLink:
    """Ask an RT head by a link for the introduction that the draft needs. A new link for it replaces the older one."""
    published = catalog.current_by_slug(draft.slug)
    wanted = next((r for r in published.sop.requirements if r.id == requirement), None) if published else None
    if wanted is None or wanted.by_link is None:
        raise Refusal("Syarat ini tidak bisa diminta lewat tautan. Foto atau unggah dokumennya.")
    number = _phone(phone)
    now = timezone.now()
    OutsideLink.objects.filter(draft=draft, purpose=requirement, used_at=None).update(expires_at=now)
    return _make(None, draft, requirement, party, number, timing.span_due(RT_LINK_FOR, _any_unit(draft), now))


@action("link.step", allow=policies.may_sweep, lock="case")
def send_step_link(*, actor: Actor, case: Case, step: str) -> FreshLink | None:
    """Make the link of an outside party's step; None when the step is over, or its service reaches the party by another way.

    The older link of the step dies.
    """
    item = case.items.filter(step=step, done_at=None).first()
    if item is None:
        return None
    party = catalog.procedure(case.procedure_id).sop.step(step).party
    assert party is not None, f"{step} has no outside party"
    contact = _contact_of(case, step, party.contact)
    if contact is None:
        return None
    number = _phone(contact)
    OutsideLink.objects.filter(case=case, purpose=step, used_at=None).update(expires_at=timezone.now())
    return _make(case, None, step, party.name, number, item.due_at)


def _contact_of(case: Case, step: str, field: str | None) -> str | None:
    if field is not None:
        return str(case.answers.get(field, ""))
    return registry.contact(catalog.procedure(case.procedure_id).sop.service, case, step)


def open_link(*, token: str, at: datetime | None = None) -> tuple[OutsideLink, Actor]:
    """The link behind a token and the actor its holder becomes.

    Raises LinkIsDead: unknown, expired, used, or about an application that was thrown away or no longer waits for it.
    """
    now = at or timezone.now()
    link = OutsideLink.objects.select_related("case", "draft").filter(token_hash=_hash_of(token)).first()
    if link is None:
        raise LinkIsDead("Tautan ini tidak dikenal. Minta pengirimnya mengirim lagi.")
    if link.used_at is not None:
        raise LinkIsDead("Tautan ini sudah dipakai. Terima kasih, tidak ada yang perlu Anda lakukan lagi.")
    if link.case_id is None:
        _case_that_waits(link, link.draft, locked=False)  # the answer itself asks again, under the locks
    if link.expires_at <= now:
        raise LinkIsDead("Tautan ini sudah lewat waktunya. Minta pengirimnya mengirim yang baru.")
    OutsideLink.objects.filter(pk=link.pk, first_opened_at=None).update(first_opened_at=now)
    return link, Actor(kind=ActorKind.OUTSIDE, name=link.party, link_id=link.pk, channel="link")


def _may_use(*, actor: Actor, link: OutsideLink) -> Verdict:
    if actor.link_id == link.pk:
        return YES
    return no("Tautan ini bukan untuk Anda. Minta pengirimnya mengirim tautan ke nomor HP Anda sendiri.")


@action("link.use", allow=_may_use)
def use_draft_link(*, actor: Actor, link: OutsideLink, agrees: bool, note: str = "") -> OutsideLink:
    """The RT head states that the person lives there (or not), and the applicant is told.

    The statement becomes the document of the requirement: of the draft; or of its case, when that was handed in
    meanwhile and still waits for it. Raises LinkIsDead when nobody waits for the answer any more.
    """
    assert link.draft_id is not None, "a draft link has a draft"
    # The draft first: whoever writes it locks it before its links, and submitting must not miss the answer.
    draft = Draft.objects.select_for_update(of=("self",)).filter(pk=link.draft_id).first()
    link = OutsideLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    case = _case_that_waits(link, draft, locked=True)
    now = timezone.now()
    link.used_at = now
    link.result = {"agrees": agrees, "note": note.strip()[:500]}
    link.save(update_fields=["used_at", "result"])
    assert draft is not None, "a link without its draft is dead"
    if agrees:
        document = _stated(link, draft, case, now)
        if case is not None:
            replace_attachment(case, link.purpose, document, now)
        else:
            before = draft.documents.get(link.purpose)
            draft.documents = {**draft.documents, link.purpose: str(document.pk)}
            draft.save(update_fields=["documents"])
            let_go(SISTEM, draft, [before] if before else [])
    tell_answered(link, draft, case)
    return link


def _case_that_waits(link: OutsideLink, draft: Draft | None, *, locked: bool) -> Case | None:
    """The case that the answer reaches; None when it reaches the draft. Raises LinkIsDead when nobody waits for it."""
    if link.used_at is not None:
        raise LinkIsDead("Tautan ini sudah dipakai. Terima kasih, tidak ada yang perlu Anda lakukan lagi.")
    if draft is None:
        raise LinkIsDead(
            "Permohonan yang minta jawaban Anda sudah dibatalkan pemohonnya. Tidak ada yang perlu Anda lakukan, dan "
            "jawaban Anda tidak diperlukan lagi."
        )
    if not draft.submitted_as:
        return None
    rows = Case.objects.select_for_update(of=("self",)) if locked else Case.objects
    case = rows.get(number=draft.submitted_as)
    if not still_needs(case, link.purpose):
        raise LinkIsDead(
            phrase(
                "Permohonan ini sudah dikirim sebagai urusan {number} dengan pengantar yang lain. Tidak ada yang perlu Anda lakukan.",
                number=case.number,
            )
        )
    return case


def _stated(link: OutsideLink, draft: Draft, case: Case | None, now: datetime) -> Document:
    today = city.local(now).date()
    return documents.state_document(
        actor=SISTEM,
        person=draft.subject,
        kind=link.purpose,
        statement={"by": link.party, "note": (link.result or {}).get("note", ""), "on": today.isoformat()},
        valid_until=Span.parse("30 hari").add_to_date(today),
        case_number=case.number if case is not None else "",
    )


def _make(case: Case | None, draft: Draft | None, purpose: str, party: str, phone: str, expires_at: datetime) -> FreshLink:
    token = secrets.token_urlsafe(24)
    link = OutsideLink.objects.create(
        case=case,
        draft=draft,
        purpose=purpose,
        party=party.strip()[:160] or "Pihak luar",
        token_hash=_hash_of(token),
        made_at=timezone.now(),
        expires_at=expires_at,
    )
    return FreshLink(link, token, phone)


def _phone(text: str) -> str:
    try:
        return parse_mobile(text)
    except ValueError as error:
        raise Refusal(str(error), field="phone") from error


def _any_unit(draft: Draft) -> str:
    unit = city.unit_of_region(draft.subject.household.region)
    return unit.pk if unit else ""
