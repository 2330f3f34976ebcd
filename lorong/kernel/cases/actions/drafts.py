"""An application being written: saved page by page, so that nothing typed is ever lost."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies, settling
from lorong.kernel.cases.errors import CaseIsOver
from lorong.kernel.cases.models import Draft
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.documents.models import Document
from lorong.kernel.people import queries as people
from lorong.kernel.people.models import Account, Person
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotAllowed, NotFound, Refusal
from lorong.lib.sop.answers import storable


@action("draft.begin", allow=policies.may_begin)
def begin_draft(
    *, actor: Actor, slug: str, applicant: Person, subject: Person, about: str = "self", counter_unit: str = ""
) -> Draft:
    """Begin, or go on with, an application of `applicant` about `subject` ("self", "family", "late", "ward").

    One draft per account, service and subject is open at a time: coming back finds it. Raises NotFound for a service
    that is not offered, NotAllowed when the service may not be asked for this person.
    """
    published = catalog.current_by_slug(slug)
    if published is None:
        raise NotFound("Layanan ini tidak dibuka di kota ini. Cari yang lain di halaman depan.")
    if actor.account_id is None or (not counter_unit and applicant.pk != actor.person_id):
        raise NotAllowed("Anda hanya bisa mengajukan atas nama sendiri. Untuk keluarga, pilih anggota keluarga Anda.")
    _may_be_about(published.sop.applicant.on_behalf, applicant, subject, about)
    # The account's row is the gate: of two clicks at once the second finds the draft of the first.
    Account.objects.select_for_update(no_key=True).get(pk=actor.account_id)
    draft = Draft.objects.filter(
        account_id=actor.account_id,
        slug=slug,
        applicant=applicant,
        subject=subject,
        submitted_as="",
        counter_unit=counter_unit,
    ).first()
    if draft is None:
        draft = Draft.objects.create(
            account_id=actor.account_id,
            slug=slug,
            applicant=applicant,
            subject=subject,
            about=about,
            counter_unit=counter_unit,
            key=uuid.uuid4().hex,
        )
    return draft


def _may_be_about(allowed: tuple[str, ...], applicant: Person, subject: Person, about: str) -> None:
    if about == "self":
        if set(allowed) == {"late"}:
            raise NotAllowed("Surat ini tentang anggota keluarga yang sudah meninggal. Pilih namanya.")
        if subject.pk != applicant.pk:
            raise NotAllowed("Pilih dulu untuk siapa surat ini.")
        return
    if about not in allowed:
        raise NotAllowed(
            "Layanan ini hanya bisa diajukan untuk diri sendiri. Minta orangnya mengajukan sendiri, atau datang bersamanya ke kelurahan."
        )
    today = city.today()
    kin = people.late_of(applicant, on=today) if about == "late" else people.family_of(applicant, on=today)
    if not kin.filter(pk=subject.pk).exists():
        raise NotAllowed("Orang itu tidak ada dalam Kartu Keluarga Anda. Datang ke kelurahan dengan bukti hubungannya.")


@action("draft.save", allow=policies.may_write_draft, lock="draft")
def save_page(*, actor: Actor, draft: Draft, answers: Mapping[str, Any]) -> Draft:
    """Keep what was typed on a page, as typed; checking is the form's and `submit`'s. Control characters are left out."""
    _still_open(draft)
    draft.answers = {**draft.answers, **storable(answers)}
    draft.updated_at = timezone.now()
    draft.save(update_fields=["answers", "updated_at"])
    return draft


@action("draft.attach", allow=policies.may_write_draft, lock="draft")
def attach(*, actor: Actor, draft: Draft, requirement: str, document: Document) -> Draft:
    """Put a document that was just received under a requirement of the draft; a second one replaces the first."""
    _still_open(draft)
    _known(draft, requirement)
    if document.person_id not in {draft.applicant_id, draft.subject_id}:
        raise NotAllowed("Dokumen itu bukan milik urusan ini. Lampirkan dokumen pemohon.")
    return _put(actor, draft, requirement, str(document.pk))


@action("draft.detach", allow=policies.may_write_draft, lock="draft")
def attach_held(*, actor: Actor, draft: Draft, requirement: str) -> Draft:
    """Go back to the document the city already holds (or to none)."""
    _still_open(draft)
    _known(draft, requirement)
    return _put(actor, draft, requirement, None)


@action("draft.discard", allow=policies.may_write_draft, lock="draft")
def discard_draft(*, actor: Actor, draft: Draft) -> None:
    """Throw an unfinished application away, as its writer asked, with the files that were sent for it.

    A link that was sent for it stays as a stub, so that whoever opens it is told that nothing is asked of them any more.
    """
    _still_open(draft)
    sent = list(draft.documents.values())
    draft.links.all().update(draft=None)
    draft.delete()
    settling.let_go(actor, draft, sent)


def _put(actor: Actor, draft: Draft, requirement: str, document: str | None) -> Draft:
    before = draft.documents.get(requirement)
    draft.documents = {k: v for k, v in draft.documents.items() if k != requirement}
    if document is not None:
        draft.documents[requirement] = document
    draft.updated_at = timezone.now()
    draft.save(update_fields=["documents", "updated_at"])
    if before is not None and before != document:
        settling.let_go(actor, draft, [before])
    return draft


def _still_open(draft: Draft) -> None:
    if draft.submitted_as:
        raise CaseIsOver(
            phrase(
                "Isian ini sudah dikirim sebagai urusan {number}. Buka urusan itu untuk melihat sampai di mana.",
                number=draft.submitted_as,
            ),
            detail={"number": draft.submitted_as},
        )


def _known(draft: Draft, requirement: str) -> None:
    published = catalog.current_by_slug(draft.slug)
    if published is None or requirement not in {r.id for r in published.sop.requirements}:
        raise Refusal("Syarat itu tidak ada lagi pada layanan ini. Muat ulang halamannya.")
