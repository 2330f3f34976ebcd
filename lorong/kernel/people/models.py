from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lorong.kernel.people.fields import SealedTextField
from lorong.kernel.people.values import Verification as Verification


class Household(models.Model):
    """A family card (Kartu Keluarga). `region` is the code of its kelurahan or desa."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kk = SealedTextField(context="household.kk")
    kk_index = models.BinaryField(unique=True)
    address = SealedTextField(context="household.address")
    rt = models.CharField(max_length=3)
    rw = models.CharField(max_length=3)
    region = models.CharField(max_length=13)
    synthetic = models.BooleanField(default=False)
    digest = models.BinaryField(null=True)  # blind index of what the register said, to see what changed without opening

    class Meta:
        db_table = "people_household"
        indexes = [models.Index(fields=["region", "rw", "rt"], name="households_of_a_place")]


class Person(models.Model):
    """Somebody in the city's register. `relation` is the SHDK code in the household (1 head, 3 wife, 4 child, ...)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    nik = SealedTextField(context="person.nik")
    nik_index = models.BinaryField(unique=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    relation = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    birth_place = models.CharField(max_length=80)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1)  # L, P
    religion = models.PositiveSmallIntegerField()
    marital = models.PositiveSmallIntegerField()
    education = models.PositiveSmallIntegerField()
    occupation = models.CharField(max_length=80)
    citizenship = models.PositiveSmallIntegerField(default=1)
    died_on = models.DateField(null=True)
    synthetic = models.BooleanField(default=False)
    digest = models.BinaryField(null=True)  # as in Household

    class Meta:
        db_table = "people_person"
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=["L", "P"]), name="sex_is_l_or_p"),
            models.CheckConstraint(condition=Q(relation__range=(1, 11)), name="relation_is_a_known_code"),
        ]


class Guardianship(models.Model):
    """`guardian` may act for `ward` from `since` until `until`."""

    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "people_guardianship"
        constraints = [models.CheckConstraint(condition=~Q(guardian=models.F("ward")), name="nobody_is_own_guardian")]


def new_login() -> str:
    return uuid.uuid4().hex


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made by `people.actions`; this manager only lets the sign-in machinery find them."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(login=username)


class Account(AbstractBaseUser):
    """A way to sign in. `login` is random and never shown; people are found by phone (blind index)."""

    login = models.CharField(max_length=40, unique=True, default=new_login)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="accounts")
    phone = SealedTextField(context="account.phone", null=True)
    phone_index = models.BinaryField(unique=True, null=True)
    phone_verified = models.BooleanField(default=False)
    email = SealedTextField(context="account.email", null=True)
    verification = models.CharField(
        max_length=10, choices=[(v.value, v.name) for v in Verification], default=Verification.NONE.value
    )
    language = models.CharField(max_length=2, default="id")
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    # A session made before this moment is no longer good: "sign out everywhere".
    sessions_since = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        db_table = "people_account"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(is_active=True), name="one_active_account_per_person"),
            models.CheckConstraint(
                condition=Q(phone__isnull=True, phone_index__isnull=True) | Q(phone__isnull=False, phone_index__isnull=False),
                name="a_phone_can_be_found",
            ),
            models.CheckConstraint(condition=Q(phone_verified=False) | Q(phone__isnull=False), name="only_a_phone_is_verified"),
            models.CheckConstraint(
                condition=Q(verification="none") | Q(person__isnull=False), name="a_verified_account_has_a_person"
            ),
        ]

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Permissions live in policies; the framework's own are not used."""
        return False

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # The framework compares this with the session at every request: a new password or a later `sessions_since`
        # ends every older session, with no table of sessions to search.
        since = int(self.sessions_since.timestamp() * 1_000_000)
        return salted_hmac("lorong.account.session", f"{self.password}|{since}", secret=secret, algorithm="sha256").hexdigest()


class Session(AbstractBaseSession):
    """A browser's session (`sessions`). `account` is empty until somebody has signed in with it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=80, blank=True)  # "Chrome · Android"
    means = models.CharField(max_length=20, blank=True)  # how one came in
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        db_table = "people_session"


class Consent(models.Model):
    """What an account agreed to, and when; withdrawn by a later row."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="consents")
    subject = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    given = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "people_consent"


class OneTimeCode(models.Model):
    """A code sent by SMS. Only its keyed hash is kept; it dies with time, with use, or after too many wrong tries.

    A right answer sets `used_at` and makes the row a proof of the phone, which one action spends (`spent_at`).
    `answerable` is false for a code that was never sent because no account has the phone: nobody can tell the
    difference by asking. `lane` keeps a known browser and strangers apart (see `limits`).
    """

    phone = SealedTextField(context="code.phone")
    phone_index = models.BinaryField()
    purpose = models.CharField(max_length=20)
    lane = models.CharField(max_length=40, blank=True)
    code_hash = models.CharField(max_length=64)
    answerable = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    spent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_code"
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=5), name="a_code_takes_five_tries"),
            models.CheckConstraint(condition=Q(spent_at=None) | Q(used_at__isnull=False), name="only_a_proof_is_spent"),
        ]
        indexes = [
            models.Index(fields=["phone_index", "purpose", "-made_at"], name="codes_of_a_phone"),
            models.Index(fields=["made_at"], name="codes_by_time"),
        ]


class Attempt(models.Model):
    """A counted try (sign in, ask a code, check a letter) for limits that hold across processes and restarts.

    `window` is the second (since 1970) in which the counted span began. `bucket` holds blind indexes, never a number
    of a person or an address of a computer.
    """

    bucket = models.CharField(max_length=160)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "people_attempt"
        constraints = [models.UniqueConstraint(fields=["bucket", "window"], name="one_count_per_bucket_and_window")]
        indexes = [models.Index(fields=["window"], name="attempts_by_time")]


class KeyInUse(models.Model):
    """Since when a key is known here, so that its age is no matter of memory. `mark`: a keyed hash that tells nothing of it."""

    kind = models.CharField(max_length=10)  # field, index, secret
    mark = models.CharField(max_length=16)
    since = models.DateTimeField()

    class Meta:
        db_table = "people_key"
        constraints = [models.UniqueConstraint(fields=["kind", "mark"], name="a_key_is_noted_once")]


class ApiToken(models.Model):
    """With it a program acts for an account, within `scopes` (`values.Scope`), until `expires_at`.

    Only the SHA-256 of the token is kept; `hint` is how it begins, so that its owner knows it again. It also ends with
    everything that ends sessions: see `tokens`.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    token_hash = models.BinaryField(unique=True)
    hint = models.CharField(max_length=16)
    scopes = ArrayField(models.CharField(max_length=20))
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_api_token"
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="a_token_expires_after_it_was_made"),
            models.CheckConstraint(condition=~Q(scopes=[]), name="a_token_is_good_for_something"),
        ]
        indexes = [models.Index(fields=["account", "-id"], name="tokens_of_an_account")]


class ApiCall(models.Model):
    """A request that a program may send again under the same key. `fingerprint`: SHA-256 of what it asked for.

    `result` names what it led to, never what that says. Swept after two days.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    fingerprint = models.BinaryField()
    result = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "people_api_call"
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="a_key_means_one_request")]
        indexes = [models.Index(fields=["made_at"], name="api_calls_by_time")]
