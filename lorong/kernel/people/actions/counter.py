"""What an officer does for somebody who stands at the counter with a card."""

from __future__ import annotations

from datetime import date, datetime

from allauth.mfa.models import Authenticator

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies, proofs, queries
from lorong.kernel.people.errors import PersonHasAccount, PhoneTaken
from lorong.kernel.people.fields import blind_index, blind_indexes
from lorong.kernel.people.models import Account, Guardianship, OneTimeCode, Person, Session
from lorong.kernel.people.values import Purpose, Verification
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal


@action("people.verify_at_counter", allow=policies.may_serve_account, lock="account")
def verify_at_counter(*, actor: Actor, account: Account, holder: Actor, person: Person, at: datetime) -> Account:
    """The officer saw the card of `person`, and the person holds the account's phone: the account is theirs.

    Raises PersonHasAccount when the person has another account (`move_to_phone` moves that one instead), Refusal when
    the account belongs to somebody else or the person has died.
    """
    _alive(person, at)
    if account.person_id is not None and account.person_id != person.pk:
        raise Refusal("Akun ini milik orang lain. Periksa lagi NIK dan nomor HP yang disebutkan.", field="nik")
    other = queries.account_of(person)
    if other is not None and other.pk != account.pk:
        raise PersonHasAccount("Orang ini sudah punya akun dengan nomor lain. Pindahkan akun itu ke nomor ini.")
    account.person = person
    account.verification = Verification.COUNTER
    account.save(update_fields=["person", "verification"])
    return account


@action("people.open_at_counter", allow=policies.may_work_at_counter)
def open_at_counter(*, actor: Actor, person: Person, proof: OneTimeCode, at: datetime) -> Account:
    """Open a verified account for a person at the counter, who read the code on the phone aloud.

    Raises PersonHasAccount, PhoneTaken, ProofStale.
    """
    _alive(person, at)
    phone = proofs.spend(proof, Purpose.COUNTER, at=at)
    if queries.account_of(person) is not None:
        raise PersonHasAccount("Orang ini sudah punya akun. Pindahkan akun itu ke nomor ini.")
    index = _free_index(phone)
    account = Account(person=person, phone=phone, phone_index=index, phone_verified=True, created_at=at)
    account.verification = Verification.COUNTER
    account.sessions_since = at
    account.set_unusable_password()
    account.save(force_insert=True)
    return account


@action("people.move_to_phone", allow=policies.may_serve_account, lock="account")
def move_to_phone(*, actor: Actor, account: Account, holder: Actor, proof: OneTimeCode, at: datetime) -> Account:
    """Recovery with the card: the account moves to the proved phone, its password, sessions and factors end.

    Raises PhoneTaken, ProofStale.
    """
    phone = proofs.spend(proof, Purpose.COUNTER, at=at)
    if account.phone != phone:
        account.phone, account.phone_index = phone, _free_index(phone)
    account.phone_verified = True
    if account.person_id is not None:
        account.verification = Verification.COUNTER
    account.sessions_since = at
    account.set_unusable_password()
    account.save()
    Authenticator.objects.filter(user=account).delete()
    Session.objects.filter(account=account).delete()
    return account


@action("people.appoint_guardian", allow=policies.may_appoint_guardian)
def appoint_guardian(
    *,
    actor: Actor,
    guardian: Person,
    ward: Person,
    basis: str,
    since: date,
    until: date | None = None,
) -> Guardianship:
    """Record that `guardian` may act for `ward`; basis: the ruling or statement, with number and date."""
    if guardian.pk == ward.pk:
        raise Refusal("Wali dan yang diwalikan tidak boleh orang yang sama. Lihat lagi kedua NIK-nya.", field="ward")
    if not basis.strip():
        raise Refusal("Tulis dasar perwalian: nomor dan tanggal penetapan.", field="basis")
    return Guardianship.objects.create(guardian=guardian, ward=ward, basis=basis.strip(), since=since, until=until)


@action("people.end_guardianship", allow=policies.may_appoint_guardian, lock="guardianship")
def end_guardianship(*, actor: Actor, guardianship: Guardianship, until: date) -> Guardianship:
    """The last day of a guardianship; the row stays."""
    guardianship.until = until
    guardianship.save(update_fields=["until"])
    return guardianship


def _alive(person: Person, at: datetime) -> None:
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two counters cannot give one person twice
    if person.died_on is not None and person.died_on <= at.date():
        raise Refusal(
            "Menurut data kota, orang ini sudah meninggal. Kalau keliru, perbaiki dulu datanya di Disdukcapil.", field="nik"
        )


def _free_index(phone: str) -> bytes:
    if Account.objects.filter(phone_index__in=blind_indexes(phone, context="account.phone")).exists():
        raise PhoneTaken("Nomor HP ini dipakai akun lain. Pakai nomor yang lain.", field="phone")
    return blind_index(phone, context="account.phone")
