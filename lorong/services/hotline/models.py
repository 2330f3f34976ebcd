from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lorong.kernel.people.fields import SealedTextField
from lorong.lib.phone import national


class Contact(models.Model):
    """Somebody who writes to the mayor, by whatever way. Two contacts that are one person are merged by hand, and can be
    taken apart again: lines keep the contact they came with."""

    number = models.CharField(max_length=24, unique=True)  # "26-0727-K7PQ": what one may quote
    account = models.OneToOneField("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    name = SealedTextField(context="hotline.name", null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    opened_at = models.DateTimeField(default=timezone.now)
    # ---- of the lines of this contact and of those merged into it -----------------------------------------------------
    last_at = models.DateTimeField()
    unread = models.PositiveIntegerField(default=0)
    whatsapp_at = models.DateTimeField(null=True)  # the last time they wrote there: for a day one may answer there
    told_at = models.DateTimeField(null=True)  # when we last said that a message has arrived

    class Meta:
        db_table = "hotline_contact"
        constraints = [models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="nobody_is_merged_into_themself")]
        indexes = [
            models.Index(fields=["-last_at", "-id"], condition=Q(merged_into=None), name="contacts_by_time"),
            models.Index(fields=["-last_at", "-id"], condition=Q(merged_into=None, unread__gt=0), name="contacts_not_yet_read"),
        ]


class Way(models.Model):
    """An address by which a contact writes: a phone (SMS and WhatsApp are one) or e-mail."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="ways")
    kind = models.CharField(max_length=6)  # phone, email
    address = SealedTextField(context="hotline.address")
    address_index = models.BinaryField(unique=True, max_length=32)  # context "hotline.address"

    class Meta:
        db_table = "hotline_way"
        constraints = [models.CheckConstraint(condition=Q(kind__in=["phone", "email"]), name="a_way_is_a_phone_or_email")]

    @property
    def shown(self) -> str:
        """The address as people write it."""
        return national(self.address) if self.kind == "phone" else self.address


FILE = "documents.StoredFile"


class Line(models.Model):
    """What was written, either way. Appended only; `read_at` and `case_number` are noted on it once."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="lines")
    key = models.CharField(max_length=160, unique=True)  # way and the provider's id: told twice, it is one
    at = models.DateTimeField()  # when it was written, as the provider says, never later than it came
    received_at = models.DateTimeField(default=timezone.now)
    way = models.CharField(max_length=8)  # sms, whatsapp, email, web
    side = models.CharField(max_length=8)  # resident, city
    author = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=160, blank=True)
    text = SealedTextField(context="hotline.text")
    beside = models.CharField(max_length=60, blank=True)  # what came along and is not kept: "video", "2 lampiran"
    read_at = models.DateTimeField(null=True)
    case_number = models.CharField(max_length=24, blank=True)

    class Meta:
        db_table = "hotline_line"
        constraints = [
            models.CheckConstraint(condition=Q(way__in=["sms", "whatsapp", "email", "web"]), name="known_way"),
            models.CheckConstraint(condition=Q(side__in=["resident", "city"]), name="known_side"),
        ]
        indexes = [models.Index(fields=["contact", "at", "id"], name="lines_of_a_contact")]


class Enclosure(models.Model):
    """A picture, a sound or a PDF that came with a line. It waits, at WhatsApp (`media_id`) or on our disk as it came (`raw`),
    until a job has made it clean or said why it cannot be used; after that it stays as it is."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="enclosures")
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)  # picture, sound, paper: what it was called; once it is open, what it is
    media_id = models.CharField(max_length=120, blank=True)
    raw = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="+")
    small = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="+")  # of a picture, for lists
    media_type = models.CharField(max_length=40, blank=True)
    refused = models.CharField(max_length=200, blank=True)  # why it could not be used
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "hotline_enclosure"
        constraints = [
            models.UniqueConstraint(fields=["line", "ordinal"], name="one_enclosure_per_place"),
            models.CheckConstraint(condition=Q(kind__in=["picture", "sound", "paper"]), name="known_kind_of_enclosure"),
            models.CheckConstraint(
                condition=Q(file=None, small=None, media_type="") & (Q(raw=None) | Q(media_id="", refused=""))
                | Q(file__isnull=False, raw=None, media_id="", refused="") & ~Q(media_type=""),
                name="an_enclosure_waits_or_is_clean_or_refused",
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(file=None, refused=""), name="enclosures_to_open"),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.file_id is None and not self.refused


class Matter(models.Model):
    """A message that the mayor passed on: its case. What the case says is written with the case's event."""

    case_number = models.CharField(max_length=24, unique=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="matters")
    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="matter")
    headline = models.CharField(max_length=160, blank=True)  # for the public digest, written by whoever passes it on
    forwarded_at = models.DateTimeField()
    forwarded_by = models.CharField(max_length=160)
    unit = models.CharField(max_length=40)
    answered_at = models.DateTimeField(null=True)  # the first answer
    back_at = models.DateTimeField(null=True)  # not answered in time: it came back to the mayor
    disputed = models.PositiveSmallIntegerField(default=0)  # how often the resident said "not yet"
    ended = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hotline_matter"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended="", ended_at=None) | ~Q(ended="") & Q(ended_at__isnull=False), name="a_matter_ends_once"
            )
        ]
        indexes = [
            models.Index(fields=["back_at", "id"], condition=Q(back_at__isnull=False, ended=""), name="stalled_matters"),
            models.Index(
                fields=["forwarded_at"], condition=Q(answered_at=None, back_at=None, ended=""), name="matters_not_answered"
            ),
            models.Index(fields=["-forwarded_at", "-id"], name="matters_by_time"),
            models.Index(fields=["contact", "-id"], name="matters_of_a_contact"),
        ]


class Union(models.Model):
    """Two contacts were found to be one person, or that was taken back. Appended only."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="unions")
    into = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")  # null: taken apart again
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "hotline_union"
