from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lorong.kernel.city.fields import SpotField
from lorong.kernel.people.fields import SealedTextField
from lorong.services.complaints.models.incident import Incident, hold

FILE = "documents.StoredFile"


class Report(models.Model):
    """What one person told of an incident, with a thread of their own. Who that is stays sealed, and is nobody's business
    but the thread's: `open` shows the name to the unit, `anonymous` hides it from unit and public, `secret` hides the
    content from the public (SP4N-LAPOR: anonim, rahasia)."""

    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=64, unique=True)  # made on the phone: sent twice, it is one report
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    category = models.CharField(max_length=80)  # as the reporter chose it
    visibility = models.CharField(max_length=10, default="open")  # open, anonymous, secret
    text = models.TextField(blank=True)
    secret_text = SealedTextField(context="complaint.text", null=True)  # in place of `text` when secret
    answers = models.JSONField(default=dict)  # extra questions of the category
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    name = SealedTextField(context="complaint.name", null=True)
    phone = SealedTextField(context="complaint.phone", null=True)  # E.164, proved by a code or by the gateway
    phone_index = models.BinaryField(null=True, max_length=32)  # context "complaint.phone"
    place = SpotField(null=True)
    place_from = models.CharField(max_length=10)  # device, pin, photo, landmark, region
    accuracy = models.PositiveIntegerField(null=True)  # metres, as the device said
    region = models.CharField(max_length=13)
    where = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=12)  # web, counter, sms, api, import, hotline
    by_officer = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, related_name="+"
    )  # wrote it at a counter
    written_at = models.DateTimeField()  # by the clock of the phone, put right where that clock was wrong
    clock_off = models.IntegerField(default=0)  # seconds the phone's clock was ahead of ours
    received_at = models.DateTimeField(default=timezone.now)
    hidden = models.BooleanField(default=False)  # its words are hidden from the public; see Moderation
    joined = models.BooleanField(default=False)  # told of an incident that was there already
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "complaints_report"
        constraints = [
            models.CheckConstraint(condition=Q(visibility__in=["open", "anonymous", "secret"]), name="known_visibility"),
            models.CheckConstraint(condition=~Q(visibility="secret") | Q(text=""), name="secret_words_are_sealed"),
            models.CheckConstraint(
                condition=Q(phone=None, phone_index=None) | Q(phone__isnull=False, phone_index__isnull=False),
                name="a_phone_is_found_by_its_index",
            ),
        ]
        indexes = [
            models.Index(fields=["incident", "id"], name="reports_of_an_incident"),
            models.Index(fields=["account", "-id"], condition=Q(account__isnull=False), name="reports_of_an_account"),
            models.Index(fields=["phone_index", "-id"], condition=Q(phone_index__isnull=False), name="reports_of_a_phone"),
        ]

    @classmethod
    def locked(cls, pk: int) -> Report:
        """The report with its incident, which is held (see there); an officer may have moved it in the meantime."""
        row = cls.objects.only("incident_id").get(pk=pk)
        hold([row.incident_id])
        now = cls.objects.select_related("incident").select_for_update(of=("self",)).get(pk=pk)
        if now.incident_id != row.incident_id:
            hold([now.incident_id])
        return now


class Photo(models.Model):
    """A picture of a report. What came in (`raw`) is opened only by the job that makes a clean one; `shown` is the one for the
    public, blurred by hand where faces or number plates were in it. The original stays, under restricted access."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="photos")
    ordinal = models.PositiveSmallIntegerField()
    # Files by their content (`documents.StoredFile`): what a row names is never erased.
    raw = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="+")  # what came in, until it is clean
    file = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="+")  # at most 1600 pixels
    small = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="+")  # for lists, 320 pixels
    shown = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="+")  # blurred; None: `file` may be shown
    shown_small = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="+")
    hidden = models.BooleanField(default=False)
    # Hidden because it came after the intake had looked: officers see it, the public once one of them shows it.
    waits = models.BooleanField(default=False, db_default=False)
    # With which answer to "is it really fixed?" it came; None: with the report itself, or what was asked about it.
    verdict = models.ForeignKey("complaints.Verdict", on_delete=models.PROTECT, null=True, related_name="photos")
    refused = models.CharField(max_length=200, blank=True)  # why it could not be used
    taken_at = models.DateTimeField(null=True)  # as its EXIF said
    taken_where = SpotField(null=True)
    metres_off = models.PositiveIntegerField(null=True)  # between the pin and where its EXIF says that it was taken
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "complaints_photo"
        constraints = [
            models.UniqueConstraint(fields=["report", "ordinal"], name="one_photo_per_place"),
            models.CheckConstraint(condition=Q(ordinal__gte=1, ordinal__lte=99), name="photos_are_numbered"),
            models.CheckConstraint(condition=Q(waits=False) | Q(hidden=True), name="what_waits_is_hidden"),
            models.CheckConstraint(
                condition=Q(shown=None, shown_small=None) | Q(shown__isnull=False, shown_small__isnull=False),
                name="a_blurred_photo_is_whole",
            ),
            models.CheckConstraint(condition=Q(file=None) | Q(small__isnull=False, raw=None), name="a_clean_photo_is_whole"),
        ]
        indexes = [models.Index(fields=["received_at"], condition=Q(raw__isnull=False), name="photos_to_clean")]


class Line(models.Model):
    """A line of the thread between one reporter and the office. Appended only."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="lines")
    key = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)
    side = models.CharField(max_length=10)  # reporter, city
    author = models.CharField(max_length=160, blank=True)  # empty for a reporter: the report knows
    title = models.CharField(max_length=160, blank=True)
    body = models.TextField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "complaints_line"
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="a_line_is_said_once"),
            models.CheckConstraint(condition=~Q(body=""), name="a_line_says_something"),
        ]
        indexes = [models.Index(fields=["report", "id"], name="lines_of_a_report")]


class Follow(models.Model):
    """Somebody who wants to hear what happens to an incident without telling of it: an account or a proved phone."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="follows")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    phone = SealedTextField(context="complaint.follower", null=True)
    phone_index = models.BinaryField(null=True, max_length=32)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "complaints_follow"
        constraints = [
            models.CheckConstraint(condition=Q(account=None) ^ Q(phone_index=None), name="a_follower_is_an_account_or_a_phone"),
            models.UniqueConstraint(
                fields=["incident", "account"], condition=Q(account__isnull=False), name="an_account_follows_once"
            ),
            models.UniqueConstraint(
                fields=["incident", "phone_index"], condition=Q(phone_index__isnull=False), name="a_phone_follows_once"
            ),
        ]


class AreaFollow(models.Model):
    """Somebody who wants a message about new incidents of a kelurahan, of one category or of all ("")."""

    region = models.CharField(max_length=13)
    category = models.CharField(max_length=80, blank=True)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "complaints_area_follow"
        constraints = [models.UniqueConstraint(fields=["account", "region", "category"], name="an_area_is_followed_once")]
        indexes = [models.Index(fields=["region", "category"], name="followers_of_an_area")]
