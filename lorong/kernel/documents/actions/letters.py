"""Letters: signed by an official in one transaction, made into a PDF by a job, revoked with a reason."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Unit
from lorong.kernel.city.values import Holder
from lorong.kernel.documents import jobs
from lorong.kernel.documents.actions.numbers import take_number
from lorong.kernel.documents.authorities import QR, authority
from lorong.kernel.documents.contents import FROM_SERVICE, moment_of, office_side, second_title, signer_of
from lorong.kernel.documents.finishing import complete, grant_context
from lorong.kernel.documents.models import Letter, LetterNumber, LetterTemplate, SecondSignature, SigningGrant
from lorong.kernel.documents.payload import Payload, encode
from lorong.kernel.documents.policies import may_countersign, may_finish, may_revoke, may_sign, may_sign_again
from lorong.kernel.documents.rendering import TemplateBroken, render
from lorong.kernel.documents.signing.authority import load_private
from lorong.kernel.documents.values import CODE_LENGTH, CODE_LETTERS, GRANT_LIFE, Numbering, OpenKey
from lorong.kernel.people.models import Person
from lorong.lib.actors import Actor, Holding
from lorong.lib.citypack.numbering import counter_scope
from lorong.lib.phrases import phrase
from lorong.lib.refusals import AlreadyDone, NotAllowed, Refusal

STAND_IN = "000.0.0.0/0000/XXXXXX/VIII/0000"  # about as wide as a number


@action("letter.sign", allow=may_sign)
def prepare_letter(
    *,
    actor: Actor,
    holding: Holding,
    case_number: str,
    kind: str,
    title: str,
    template: str,
    unit: Unit,
    person: Person,
    data: dict[str, Any],
    classification: str,
    valid_until: date | None,
    key: OpenKey,
    at: datetime,
    second: bool = False,
    numbering: Numbering | None = None,
) -> Letter:
    """Sign a letter: take its number, freeze who signs, leave one grant for the job that makes the PDF.

    Once per case: signing again gives the first letter. `kind`: the service's slug; `template`: the published source;
    `data`: the service's part of the contract (`contents.FROM_SERVICE`); `second`: the camat signs too; `key`: from
    `unlock`, outside the transaction. The letter is drawn before its number is taken, whose register is locked to the end.
    """
    assert set(data) == FROM_SERVICE, f"letter data: {set(data) ^ FROM_SERVICE}"
    given = Letter.objects.filter(case_number=case_number).first()
    if given is not None:
        return given
    holder = _holder(actor, holding, at)
    letter = Letter(
        code=_new_code(),
        number=LetterNumber(text=STAND_IN),
        case_number=case_number,
        kind=kind,
        title=title,
        unit=unit,
        person=person,
        signed_by_id=holder.assignment_id,
        signed_title=holder.title,
        signed_name=holder.name,
        signed_at=at,
        template=_template(template),
        valid_until=valid_until,
        awaits_second=second_title(unit) if second else "",
    )
    _draw(letter, data | office_side(letter, holder, classification))
    letter.number = _number(actor, unit, classification, f"letter:{case_number}", numbering, at)
    _write(letter, data | office_side(letter, holder, classification))
    _grant(letter, 1, key, at)
    return letter


@action("letter.countersign", allow=may_countersign, lock="letter")
def countersign_letter(
    *, actor: Actor, holding: Holding, letter: Letter, key: OpenKey, at: datetime, numbering: Numbering | None = None
) -> SecondSignature:
    """The camat's signature on a letter that two officials sign, with a number of the kecamatan's own register."""
    if not letter.awaits_second:
        raise Refusal("Surat ini cukup satu tanda tangan. Tidak ada yang perlu ditandatangani.")
    if letter.revoked_at is not None:
        raise Refusal("Surat ini sudah dicabut, jadi tidak dapat ditandatangani. Terbitkan surat baru.")
    given = SecondSignature.objects.filter(letter=letter).first()
    if given is not None:
        return given
    holder = _holder(actor, holding, at)
    full = letter.contents
    unit = city.unit(holding.unit)
    number = _number(actor, unit, full["classification"], f"second:{letter.case_number}", numbering, at)
    signature = SecondSignature.objects.create(
        letter=letter,
        signed_by_id=holder.assignment_id,
        signed_title=holder.title,
        signed_name=holder.name,
        signed_at=at,
        number=number,
        data={**signer_of(holder), **moment_of(at), "number": number.text},
    )
    _grant(letter, 2, key, at)
    return signature


@action("letter.sign_again", allow=may_sign_again, lock="letter")
def sign_again(*, actor: Actor, letter: Letter, key: OpenKey, at: datetime | None = None) -> Letter:
    """Renew the grant of a letter whose PDF could not be signed in time. Number, date and name stay as they are."""
    if not letter.needs_signing_again:
        raise AlreadyDone("Surat ini tidak perlu ditandatangani lagi. Tidak ada yang perlu Anda lakukan.")
    now = at or timezone.now()
    place = 1 if letter.file_id is None else 2
    signed_by = letter.signed_by if place == 1 else letter.second.signed_by
    if signed_by.person_id != actor.person_id:
        raise NotAllowed(
            phrase("Yang perlu menandatangani lagi adalah {full_name}. Sampaikan kepada beliau.", full_name=signed_by.full_name)
        )
    letter.needs_signing_again = False
    letter.signing_problem = ""
    letter.save(update_fields=["needs_signing_again", "signing_problem"])
    _grant(letter, place, key, now)
    return letter


@action("letter.finish", allow=may_finish, lock="letter")
def finish_letter(*, actor: Actor, letter: Letter, at: datetime | None = None) -> Letter:
    """Make the PDF with the signatures given so far, and store it. Safe to run twice and to kill anywhere.

    A used-up grant or a signer's "no" flags the letter `needs_signing_again`. Raises SigningUnavailable to be retried.
    """
    return complete(letter, at or timezone.now())


@action("letter.revoke", allow=may_revoke, lock="letter")
def revoke_letter(*, actor: Actor, letter: Letter, reason: str, at: datetime | None = None) -> Letter:
    """Revoke with a reason; every check says so from now on. The number stays taken."""
    if letter.revoked_at is not None:
        raise AlreadyDone("Surat ini sudah dicabut. Tidak ada yang perlu dilakukan.")
    if len(reason.strip()) < 10:
        raise Refusal("Tulis alasan pencabutan, paling sedikit satu kalimat. Pemegang surat akan membacanya.", field="alasan")
    title = actor.holdings[0].title if actor.holdings else actor.name
    letter.revoked_at = at or timezone.now()
    letter.revoked_by = title[:160]
    letter.revoked_because = reason.strip()[:300]
    letter.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    return letter


def _holder(actor: Actor, holding: Holding, at: datetime) -> Holder:
    assert actor.person_id is not None
    holder = city.standing_as(actor.person_id, holding.position_id, city.today(at))
    if holder is None or not holder.may_sign:
        raise NotAllowed("Hari ini Anda tidak memegang jabatan penanda tangan ini. Serahkan kepada pejabatnya.")
    return holder


def _number(actor: Actor, unit: Unit, classification: str, key: str, numbering: Numbering | None, at: datetime) -> LetterNumber:
    here = city.this_city()
    rule = numbering or Numbering(here.numbering_pattern, here.numbering_scope)
    return take_number(
        actor=actor,
        scope=counter_scope(rule.scope, unit_code=unit.pk, classification=classification),
        pattern=rule.pattern,
        classification=classification,
        unit=unit.abbreviation,
        signed_on=city.today(at),
        key=key,
        at=at,
    )


def _draw(letter: Letter, full: dict[str, Any]) -> None:
    """Draw with a stand-in for the number: a template that does not fit is found out before anything is promised, and
    nobody waits for a number meanwhile."""
    payload = _payload(letter)
    drawn = render(letter.template.source, full, qr_url=full["check_url"], payload=payload, at=letter.signed_at)
    if letter.awaits_second and 2 not in drawn.places:
        raise TemplateBroken("the template has no room for the second signature")


def _write(letter: Letter, full: dict[str, Any]) -> None:
    letter.data = json.dumps(full, ensure_ascii=False)
    letter.payload = _payload(letter)
    letter.save(force_insert=True)


def _payload(letter: Letter) -> str:
    words = letter.person.name.split()[:3]
    payload = Payload(
        code=letter.code,
        number=letter.number.text,
        title=letter.title,
        subject="".join(word[0].upper() for word in words),
        unit=letter.unit.pk,
        signed_on=city.today(letter.signed_at),
        valid_until=letter.valid_until,
        second=letter.awaits_second,
    )
    return encode(payload, load_private(authority(QR).private_key))


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if not Letter.objects.filter(code=code).exists():
            return code


def _template(source: str) -> LetterTemplate:
    sha256 = hashlib.sha256(source.encode()).hexdigest()
    LetterTemplate.objects.bulk_create([LetterTemplate(sha256=sha256, source=source)], ignore_conflicts=True)
    return LetterTemplate(sha256=sha256, source=source)


def _grant(letter: Letter, place: int, key: OpenKey, at: datetime) -> None:
    secret = json.dumps({"kind": key.kind, "secret": key.secret, "key": str(key.key_id or "")})
    SigningGrant.objects.update_or_create(
        letter=letter,
        place=place,
        defaults={
            "sealed": settings.KEYRING.seal(secret, context=grant_context(letter, place)),
            "expires_at": at + GRANT_LIFE,
            "used_at": None,
        },
    )
    jobs.defer_finish(letter.pk)
