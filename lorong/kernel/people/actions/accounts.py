"""Accounts: opening, the owner's own changes, closing."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from lorong.kernel.audit.action import action
from lorong.kernel.people import policies, proofs, queries
from lorong.kernel.people.errors import ClaimDiffers, PersonHasAccount, PhoneTaken, WrongSecret
from lorong.kernel.people.fields import blind_index, blind_indexes
from lorong.kernel.people.models import Account, Consent, OneTimeCode, Person, Session
from lorong.kernel.people.values import (
    CONSENT_VERSIONS,
    Claim,
    Match,
    Opened,
    Purpose,
    Subject,
    Verification,
)
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal


@action("people.open_account", allow=policies.may_prove)
def open_account(*, actor: Actor, proof: OneTimeCode, claim: Claim, at: datetime) -> Opened:
    """Open an account for a proved phone and a claim about oneself.

    In the register and agreeing: the account belongs to that person, verified by the register. Not in the register:
    an account without a person, to be completed at a counter. Raises ClaimDiffers, PhoneTaken, PersonHasAccount,
    ProofStale; then the proof is not spent and another try needs no new code.
    """
    phone = proofs.spend(proof, Purpose.REGISTER, at=at)
    _phone_is_free(phone)
    match, person = queries.match(claim, on=at.date())
    if match is Match.DIFFERS:
        raise ClaimDiffers(
            "NIK, nomor KK, dan tanggal lahir ini tidak cocok di data kependudukan. "
            "Samakan dengan KK terbaru; kalau sudah sama, bawa KTP dan KK ke kelurahan mana saja.",
            field="kk",
        )
    if person is not None:
        _person_is_free(person)
    account = Account(person=person, phone=phone, phone_index=_index(phone), phone_verified=True, created_at=at)
    account.verification = Verification.REGISTER if person is not None else Verification.NONE
    account.sessions_since = at
    account.set_unusable_password()
    account.save(force_insert=True)
    _consent(account, Subject.PRIVACY, given=True, at=at)
    return Opened(account, match)


@action("people.set_password", allow=policies.may_change_own, lock="account")
def set_password(*, actor: Actor, account: Account, password: str) -> Account:
    """Give the account a password; every other session ends. Raises Refusal for one that is easily guessed."""
    try:
        validate_password(password, user=account)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field="password") from error
    account.set_password(password)
    account.save(update_fields=["password"])
    return account


@action("people.change_phone", allow=policies.may_change_own, lock="account")
def change_phone(*, actor: Actor, account: Account, proof: OneTimeCode, at: datetime) -> Account:
    """Move the account to another proved phone; every other session ends. Raises PhoneTaken, ProofStale."""
    phone = proofs.spend(proof, Purpose.CHANGE_PHONE, at=at)
    _phone_is_free(phone)
    account.phone, account.phone_index, account.phone_verified = phone, _index(phone), True
    account.sessions_since = at
    account.save(update_fields=["phone", "phone_index", "phone_verified", "sessions_since"])
    return account


@action("people.recover", allow=policies.may_be_at_the_door)
def recover(*, actor: Actor, proof: OneTimeCode, nik: str, at: datetime) -> Account:
    """Take an account back with its phone and its person's NIK: the old password and all sessions end.

    Second factors stay: who lost those too goes to a counter. Raises WrongSecret, ProofStale.
    """
    phone = proofs.spend(proof, Purpose.RECOVER, at=at)
    account = queries.account_by_phone(phone)
    if account is None or account.person is None or account.person.nik != nik:
        raise WrongSecret(
            "Nomor HP dan NIK ini tidak cocok. Periksa keduanya, atau bawa KTP ke kelurahan mana saja.", field="nik"
        )
    account.set_unusable_password()
    account.sessions_since = at
    account.save(update_fields=["password", "sessions_since"])
    Session.objects.filter(account=account).delete()
    return account


@action("people.sign_out_everywhere", allow=policies.may_change_own, lock="account")
def sign_out_everywhere(*, actor: Actor, account: Account, at: datetime) -> Account:
    """End every session that began before `at`."""
    account.sessions_since = at
    account.save(update_fields=["sessions_since"])
    Session.objects.filter(account=account).delete()
    return account


@action("people.choose_language", allow=policies.may_change_own, lock="account")
def choose_language(*, actor: Actor, account: Account, language: str) -> Account:
    """The language of pages and messages: "id" or "en"."""
    assert language in {"id", "en"}, f"no language {language!r}"
    account.language = language
    account.save(update_fields=["language"])
    return account


@action("people.record_consent", allow=policies.may_change_own, lock="account")
def record_consent(*, actor: Actor, account: Account, subject: Subject, given: bool, at: datetime) -> None:
    """Give or withdraw a consent as a new row (UU 27/2022 art. 9). What is law, not consent, cannot be withdrawn."""
    if subject is Subject.PRIVACY and not given:
        raise Refusal("Pemakaian data untuk layanan adalah kewajiban menurut undang-undang. Untuk berhenti, tutup akun Anda.")
    _consent(account, subject, given=given, at=at)


@action("people.close_account", allow=policies.may_close, lock="account")
def close_account(*, actor: Actor, account: Account, at: datetime) -> Account:
    """Close an account: no one signs in to it again, its phone is free for another. What it did stays on record."""
    _close(account, at)
    return account


def _close(account: Account, at: datetime) -> None:
    account.is_active = account.phone_verified = False
    account.phone = account.phone_index = account.email = None
    account.sessions_since = at
    account.set_unusable_password()
    account.save()
    Session.objects.filter(account=account).delete()


def _phone_is_free(phone: str) -> None:
    if Account.objects.filter(phone_index__in=blind_indexes(phone, context="account.phone")).exists():
        raise PhoneTaken("Nomor HP ini sudah punya akun. Masuk dengan nomor ini.")


def _person_is_free(person: Person) -> None:
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two phones cannot take one person at once
    if queries.account_of(person) is not None:
        raise PersonHasAccount(
            "NIK ini sudah punya akun dengan nomor HP lain. Kalau nomor itu masih ada, masuk dengan nomor itu; "
            "kalau sudah tidak ada, bawa KTP ke kelurahan mana saja untuk memindahkan akun."
        )


def _consent(account: Account, subject: Subject, *, given: bool, at: datetime) -> None:
    Consent.objects.create(account=account, subject=subject, version=CONSENT_VERSIONS[subject], given=given, at=at)


def _index(phone: str) -> bytes:
    return blind_index(phone, context="account.phone")
