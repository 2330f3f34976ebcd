"""Issued letters, their numbers, and the keys they are signed with."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import Q, QuerySet

from lorong.kernel.documents import store
from lorong.kernel.documents.models import Letter, LetterNumber, SigningKey, Unlocker
from lorong.kernel.documents.policies import NOT_HERE, may_see_letter
from lorong.kernel.documents.values import OpenedFile, SigningPasskey
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor
from lorong.lib.paging import Keyset, Page
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal

NEWEST = Keyset({"signed_at": datetime, "pk": uuid.UUID}, falling=True)


def letter_by_id(letter_id: uuid.UUID | str) -> Letter:
    """A letter for the machine; doors use `open_letter` and the case. Raises NotFound."""
    found = Letter.objects.filter(pk=letter_id).first()
    if found is None:
        raise NOT_HERE
    return found


def letter_of_case(case_number: str) -> Letter | None:
    """The letter a case has led to, if any; the caller has asked whether the case may be seen."""
    return Letter.objects.filter(case_number=case_number).select_related("number", "unit").first()


def letters_of(person: Person) -> QuerySet[Letter]:
    """A person's letters, newest first."""
    return Letter.objects.filter(person=person).select_related("number", "unit").order_by("-signed_at", "-id")


def letters_of_unit(unit_code: str) -> QuerySet[Letter]:
    """What a unit has issued, newest first: the register of outgoing letters."""
    return Letter.objects.filter(unit=unit_code).select_related("number").order_by("-signed_at", "-id")


def register(unit_code: str, *, words: str = "", cursor: str = "", size: int = 50) -> Page[Letter]:
    """A page of what a unit has issued, newest first. words: a part of the number, or the beginning of code or case."""
    rows = letters_of_unit(unit_code).select_related("number", "person").defer("data", "payload")
    if words:
        plain = words.replace("-", "").upper()
        rows = rows.filter(Q(number__text__icontains=words) | Q(code__startswith=plain) | Q(case_number__startswith=words))
    return NEWEST.page(rows, cursor=cursor, size=size)


def letters_to_sign_again(actor: Actor) -> QuerySet[Letter]:
    """Letters whose PDF still lacks this official's signature."""
    waiting = Letter.objects.filter(needs_signing_again=True, revoked_at=None)
    own = waiting.filter(file=None, signed_by__person=actor.person_id)
    return own | waiting.filter(file__isnull=False, second__signed_by__person=actor.person_id)


def numbers_of(scope: str, year: int) -> QuerySet[LetterNumber]:
    """The register of a scope and year, by number; cancelled ones too, with their reason."""
    return LetterNumber.objects.filter(scope=scope, year=year).order_by("value")


def key_of(person_id: uuid.UUID) -> SigningKey | None:
    """The official's good key, if there is one; it may have expired."""
    return SigningKey.objects.filter(person=person_id, revoked_at=None).first()


def signing_passkeys(actor: Actor) -> list[SigningPasskey]:
    """The passkeys that open the actor's good key, oldest first."""
    rows = Unlocker.objects.filter(key__person=actor.person_id, key__revoked_at=None, factor__user_id=actor.account_id)
    return [
        SigningPasskey(row.pk, row.factor.wrap().name, row.factor.pk, row.credential, bytes(row.salt), row.made_at)
        for row in rows.select_related("factor").order_by("made_at", "pk")
        if row.factor is not None
    ]


def open_letter(actor: Actor, letter: Letter) -> OpenedFile:
    """The letter's PDF for its holder or the issuing unit. Raises NotFound, or Refusal while it is made or revoked."""
    refusal = may_see_letter(actor=actor, letter=letter).refusal
    if refusal is not None:
        raise refusal
    if letter.revoked_at is not None:
        raise Refusal(
            phrase(
                "Surat ini dicabut: {reason} Tanyakan kepada {unit}.",
                reason=letter.revoked_because,
                unit=letter.unit.name,
            )
        )
    if letter.file_ready_at is None or letter.file_id is None:
        raise Refusal("Surat sedang dibuat, biasanya kurang dari satu menit. Muat ulang halaman ini sebentar lagi.")
    name = f"{letter.kind}-{letter.code}.pdf"
    return OpenedFile(store.path_of(letter.file_id), "application/pdf", name)
