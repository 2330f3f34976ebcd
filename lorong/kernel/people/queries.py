"""Reads of the register and of accounts."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import F, Q, QuerySet

from lorong.kernel.people.fields import blind_indexes
from lorong.kernel.people.models import (
    Account,
    ApiToken,
    Consent,
    Guardianship,
    Household,
    KeyInUse,
    OneTimeCode,
    Person,
    Session,
)
from lorong.kernel.people.values import Claim, Factor, KnownFactor, KnownSession, MaskedPerson, Match, Subject
from lorong.lib import nik as numbers
from lorong.lib.refusals import NotFound

# ---- the register


def person(person_id: uuid.UUID) -> Person:
    """One person, with the household. Raises NotFound."""
    found = Person.objects.select_related("household").filter(pk=person_id).first()
    if found is None:
        raise NotFound("Orang ini tidak ada dalam data kota. Lihat lagi NIK-nya, atau tanyakan ke Disdukcapil.")
    return found


def name_of(person_id: uuid.UUID) -> str:
    """The name of a person; "" for somebody whom the register does not know."""
    return Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or ""


def person_by_nik(nik: str) -> Person | None:
    """Whoever has these 16 digits, found by blind index."""
    indexes = blind_indexes(nik, context="person.nik")
    return Person.objects.select_related("household").filter(nik_index__in=indexes).first()


def household_by_kk(kk: str) -> Household | None:
    """The family card with these 16 digits, found by blind index."""
    return Household.objects.filter(kk_index__in=blind_indexes(kk, context="household.kk")).first()


def household_of(person: Person) -> QuerySet[Person]:
    """Everybody on the person's family card, the late included, in the order of the card."""
    return Person.objects.filter(household_id=person.household_id).order_by("relation", "birth_date", "pk")


def wards_of(person: Person, *, on: date) -> QuerySet[Person]:
    """Whom the person is guardian of on that day."""
    return Person.objects.filter(pk__in=_wards(person.pk, on)).order_by("birth_date", "pk")


def family_of(person: Person, *, on: date) -> QuerySet[Person]:
    """The living others one may apply for: the same family card, or under one's guardianship on that day."""
    same = Q(household_id=person.household_id) | Q(pk__in=_wards(person.pk, on))
    living = Q(died_on=None) | Q(died_on__gt=on)
    found = Person.objects.select_related("household").filter(same, living).exclude(pk=person.pk)
    return found.order_by("relation", "birth_date", "pk")


def late_of(person: Person, *, on: date) -> QuerySet[Person]:
    """The late of the person's family card, for letters about them."""
    late = Person.objects.select_related("household").filter(household_id=person.household_id, died_on__lte=on)
    return late.exclude(pk=person.pk).order_by("died_on", "pk")


def stands_for(person_id: uuid.UUID, subject: Person, *, on: date) -> bool:
    """Whether `person_id` may apply for `subject`: oneself, one's family card, one's ward."""
    if person_id == subject.pk:
        return True
    same_card = Person.objects.filter(pk=person_id, household_id=subject.household_id).exists()
    return same_card or _wards(person_id, on).filter(ward_id=subject.pk).exists()


def match(claim: Claim, *, on: date) -> tuple[Match, Person | None]:
    """What the register says to a claim. The person is given only when all three parts agree and the person lives."""
    found = person_by_nik(claim.nik)
    if found is None:
        return Match.ABSENT, None
    same_card = bytes(found.household.kk_index) in blind_indexes(claim.kk, context="household.kk")
    alive = found.died_on is None or found.died_on > on
    if same_card and alive and found.birth_date == claim.birth_date:
        return Match.AGREES, found
    return Match.DIFFERS, None


def masked(person: Person) -> MaskedPerson:
    """The person with numbers masked, for a page that others may see."""
    household = person.household
    return MaskedPerson(
        person_id=person.pk,
        name=person.name,
        nik=numbers.masked(person.nik),
        kk=numbers.masked(household.kk),
        place=f"RT {household.rt} RW {household.rw}",
    )


def _wards(person_id: uuid.UUID, on: date) -> QuerySet[Guardianship, Any]:
    valid = Q(until=None) | Q(until__gte=on)
    return Guardianship.objects.filter(valid, guardian_id=person_id, since__lte=on).values("ward_id")


# ---- accounts


def account(account_id: int) -> Account:
    """One account, with its person. Raises NotFound."""
    found = Account.objects.select_related("person__household").filter(pk=account_id).first()
    if found is None:
        raise NotFound("Akun ini tidak ada lagi. Masuk lagi dengan nomor HP Anda.")
    return found


def account_by_phone(phone: str) -> Account | None:
    """The active account that proved this phone (E.164), found by blind index."""
    indexes = blind_indexes(phone, context="account.phone")
    accounts = Account.objects.select_related("person__household")
    return accounts.filter(phone_index__in=indexes, phone_verified=True, is_active=True).first()


def account_of(person: Person) -> Account | None:
    """The active account of a person."""
    return Account.objects.filter(person=person, is_active=True).first()


def active_account_ids(person_ids: Collection[uuid.UUID]) -> list[int]:
    """Ids of the active accounts of these persons, in order of id."""
    active = Account.objects.filter(person_id__in=person_ids, is_active=True)
    return list(active.order_by("pk").values_list("pk", flat=True))


def demo_account(account_id: int) -> Account:
    """An account of the demonstration. Raises NotFound for every other account: no real one is entered this way."""
    found = Account.objects.filter(pk=account_id, demo=True, is_active=True).first()
    if found is None:
        raise NotFound("Akun peragaan ini tidak ada. Pilih dari halaman Siapa Anda hari ini.")
    return found


def code(code_id: int) -> OneTimeCode | None:
    """A one-time code by its id, which only the browser's own session knows."""
    return OneTimeCode.objects.filter(pk=code_id).first()


def consents_of(account: Account) -> dict[Subject, datetime | None]:
    """For every subject: since when it is given, or None."""
    last: dict[str, Consent] = {c.subject: c for c in account.consents.order_by("at", "pk")}
    return {s: last[s].at if s in last and last[s].given else None for s in Subject}


def agrees(account: Account, subject: Subject) -> bool:
    """Whether the account consents to `subject` now."""
    return consents_of(account)[subject] is not None


# ---- sessions


def sessions_of(account: Account, *, at: datetime, here: str | None) -> list[KnownSession]:
    """The devices on which this account is signed in, last used first. here: the key of the session that asks."""
    rows = [row for row in session_rows(account) if row.expire_date > at]
    return [KnownSession(reference(r), r.device, r.begun_at, r.seen_at, here=r.session_key == here) for r in rows]


def session_rows(account: Account) -> QuerySet[Session]:
    """All sessions of an account, last used first."""
    return Session.objects.filter(account=account).order_by(F("seen_at").desc(nulls_last=True), "pk").defer("session_data")


def reference(row: Session) -> str:
    """How a page names a session. Its key, with which one would be signed in, never stands on a page."""
    return hashlib.sha256(f"session:{row.session_key}".encode()).hexdigest()[:24]


# ---- tokens of programs


def tokens_of(account: Account, *, at: datetime) -> QuerySet[ApiToken]:
    """The tokens with which programs may act for the account now, newest first."""
    living = Q(revoked_at=None, expires_at__gt=at, made_at__gte=account.sessions_since)
    return ApiToken.objects.filter(living, account=account).order_by("-pk")


def token(account: Account, token_id: int) -> ApiToken:
    """One token of this account. Raises NotFound, also for somebody else's."""
    found = ApiToken.objects.filter(account=account, pk=token_id).first()
    if found is None:
        raise NotFound("Token ini tidak ada di akun Anda. Muat ulang halaman untuk melihat yang ada.")
    return found


# ---- second factors


def factors_of(account: Account) -> list[KnownFactor]:
    """Passkeys, authenticator app and recovery codes of an account, oldest first."""
    rows: Iterable[Authenticator] = Authenticator.objects.filter(user=account).order_by("pk")
    return [_known(row) for row in rows]


def has_second_factor(account: Account) -> bool:
    """Whether the account has a passkey or an authenticator app (recovery codes alone are none)."""
    strong = [Factor.PASSKEY.value, Factor.TOTP.value]
    return bool(Authenticator.objects.filter(user=account, type__in=strong).exists())


def authenticator(account: Account, factor_id: int) -> Authenticator:
    """One factor of this account. Raises NotFound, also for somebody else's."""
    found = Authenticator.objects.filter(user=account, pk=factor_id).first()
    if found is None:
        raise NotFound("Kunci ini tidak ada di akun Anda. Muat ulang halaman untuk melihat yang ada.")
    return found


def _known(row: Authenticator) -> KnownFactor:
    kind = Factor(row.type)
    wrapped = row.wrap()
    left = len(wrapped.get_unused_codes()) if kind is Factor.RECOVERY else 0
    return KnownFactor(row.pk, kind, wrapped.name if kind is Factor.PASSKEY else "", left)


# ---- keys


def keys_in_use() -> dict[str, str]:
    """The keys that seal, index and sign now, as {kind: mark}. A mark tells nothing of its key."""
    ring = settings.KEYRING
    keys = {"field": ring.keys[0][1], "index": ring.index_keys[0], "secret": settings.SECRET_KEY.encode()}
    return {kind: hmac.digest(key, b"the mark of a key", "sha256")[:8].hex() for kind, key in keys.items()}


def key_ages(at: datetime) -> dict[str, float]:
    """For how many days each key in use was known by `at`, by kind; one that was not noted yet is left out."""
    marks = keys_in_use()
    rows = KeyInUse.objects.filter(mark__in=marks.values())
    return {row.kind: (at - row.since).total_seconds() / 86400 for row in rows if row.mark == marks[row.kind]}
