from __future__ import annotations

import json
import uuid
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lorong.kernel.city.models import Assignment, Unit
from lorong.kernel.people.fields import SealedTextField
from lorong.kernel.people.models import Person


class StoredFile(models.Model):
    """A file by its content. Written once under its SHA-256; the same content is kept once."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=60)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    pages = models.PositiveIntegerField(null=True)
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "documents_file"


class Document(models.Model):
    """A person's document held by the city, so that it is never asked for twice. `kind`: "ktp", "kk", ..."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=60)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    statement = models.JSONField(null=True)  # what an outside party stated instead of a paper (RT by link)
    name = models.CharField(max_length=120, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    received_for = models.CharField(max_length=24, blank=True)  # case number
    uploaded_by = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField(null=True)
    rejected_at = models.DateTimeField(null=True)
    rejected_because = models.CharField(max_length=300, blank=True)
    valid_until = models.DateField(null=True)

    class Meta:
        db_table = "documents_document"
        constraints = [
            models.CheckConstraint(condition=Q(file__isnull=False) | Q(statement__isnull=False), name="a_document_has_content")
        ]
        indexes = [models.Index(fields=["person", "kind", "-received_at"], name="documents_of_a_person")]


class NumberRegister(models.Model):
    """The next number of a scope in a year. Its row is locked until the letter is signed, so that no number is lost."""

    scope = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "documents_register"
        constraints = [models.UniqueConstraint(fields=["scope", "year"], name="one_register_per_scope_and_year")]


class LetterNumber(models.Model):
    """A number that was taken. Cancelled numbers stay, with the reason; none is used again."""

    scope = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField()
    text = models.CharField(max_length=80)
    key = models.CharField(max_length=120, unique=True)
    taken_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "documents_number"
        constraints = [
            models.UniqueConstraint(fields=["scope", "year", "value"], name="a_number_is_given_once"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_because=""), name="a_cancelled_number_says_why"
            ),
        ]


class SigningKey(models.Model):
    """A position holder's certificate. What opens the private key is with its holder: the house cannot sign alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signing_keys")
    certificate = models.TextField()
    private_key = models.BinaryField()  # PKCS#8, locked with a data key that only its unlockers open; empty when revoked
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "documents_signing_key"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at__isnull=True), name="one_good_key_per_person")
        ]


class Unlocker(models.Model):
    """One way to open a signing key: its data key, wrapped by the passphrase (no `factor`) or by a passkey.

    A passkey that its owner removes from the account goes from here with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="unlockers")
    factor = models.ForeignKey(Authenticator, on_delete=models.CASCADE, null=True, related_name="+")
    credential = models.CharField(max_length=1400, blank=True)  # the passkey's own name for itself, base64url
    salt = models.BinaryField()  # stretches the passphrase; is what the passkey's PRF is asked
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "documents_unlocker"
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(factor=None), name="one_passphrase_per_key"),
            models.UniqueConstraint(fields=["key", "factor"], name="a_passkey_opens_a_key_in_one_way"),
            models.CheckConstraint(condition=Q(factor=None) | ~Q(credential=""), name="a_passkey_has_a_name_of_its_own"),
        ]


class Authority(models.Model):
    """The local certificate authority of a first run, and the key that signs QR payloads."""

    name = models.CharField(primary_key=True, max_length=40)  # "ca", "qr"
    certificate = models.TextField(blank=True)
    public_key = models.TextField()
    private_key = models.BinaryField()  # sealed by the keyring
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "documents_authority"


class LetterTemplate(models.Model):
    """A published letter template by its content, so that a letter can be drawn as it was published."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    source = models.TextField()

    class Meta:
        db_table = "documents_template"


class Letter(models.Model):
    """An issued letter. `case_number` points up without a foreign key: a letter outlives its case's tables.

    What was signed never changes (`sql/documents.sql`). `file` holds all signatures given so far; the letter is there
    for its holder when `file_ready_at` is set.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=12, unique=True)  # short check code, "7KQM2X"
    number = models.OneToOneField(LetterNumber, on_delete=models.PROTECT, related_name="letter")
    case_number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=80)  # procedure slug
    title = models.CharField(max_length=160)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="letters")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="letters")
    signed_by = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    signed_title = models.CharField(max_length=160)  # frozen: "Lurah Rappocini", "Plh. Lurah Rappocini"
    signed_name = models.CharField(max_length=160)
    signed_at = models.DateTimeField()
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="+")
    data = SealedTextField(context="letter.data")  # JSON: all that the template was given, with NIK and address
    valid_until = models.DateField(null=True)
    payload = models.CharField(max_length=400)  # the compact signed payload of the QR
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    file_ready_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=160, blank=True)
    revoked_because = models.CharField(max_length=300, blank=True)
    awaits_second = models.CharField(max_length=160, blank=True)  # "Camat Rappocini": two-signature letters
    needs_signing_again = models.BooleanField(default=False)  # the grant ran out before the PDF was signed
    signing_problem = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "documents_letter"
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_because=""), name="a_revoked_letter_says_why"
            )
        ]
        indexes = [
            models.Index(fields=["unit", "-signed_at"], name="letters_of_a_unit"),
            models.Index(fields=["person", "-signed_at"], name="letters_of_a_person"),
            models.Index(fields=["signed_at"], condition=Q(file_ready_at=None, revoked_at=None), name="letters_not_ready"),
        ]

    @property
    def contents(self) -> dict[str, Any]:
        """What the template was given, as `catalog/letters/_layout/README.md` says."""
        found: dict[str, Any] = json.loads(self.data)
        return found


class SecondSignature(models.Model):
    """The camat's signature on a letter that two officials sign. `applied_at`: it is in the PDF."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="second")
    signed_by = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    signed_title = models.CharField(max_length=160)
    signed_name = models.CharField(max_length=160)
    signed_at = models.DateTimeField()
    number = models.OneToOneField(LetterNumber, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()  # what the room of the second signature shows
    applied_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "documents_second_signature"


class SigningGrant(models.Model):
    """One use of a signer's key for one letter: the key unlocked at the act of signing, sealed by the keyring.

    The PDF is made after the act, by a job; the grant is all the job may sign with. Erased when used.
    """

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="grants")
    place = models.PositiveSmallIntegerField()  # 1 the office's own signature, 2 the second
    sealed = models.BinaryField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "documents_signing_grant"
        constraints = [
            models.UniqueConstraint(fields=["letter", "place"], name="one_grant_per_signature"),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="a_letter_has_two_places_to_sign"),
            models.CheckConstraint(condition=Q(used_at=None) | Q(sealed=b""), name="a_used_grant_is_erased"),
        ]
