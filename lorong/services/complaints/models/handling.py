from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lorong.kernel.city.fields import SpotField
from lorong.services.complaints.models.incident import Incident
from lorong.services.complaints.models.report import FILE, Photo, Report
from lorong.services.complaints.values import SHOT_SLACK


class Visit(models.Model):
    """A field officer at the place: the picture before or after, how far from the report it was taken, what was used.
    Appended only; the job that makes its picture clean writes the picture's columns."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="visits")
    round = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64, unique=True)  # made on the phone
    kind = models.CharField(max_length=8)  # before, after
    claim = models.PositiveSmallIntegerField(
        default=0
    )  # how often the unit had claimed before: an old picture proves nothing new
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()  # when the picture was taken, by the clock of the phone put right
    received_at = models.DateTimeField(default=timezone.now)
    place = SpotField(null=True)
    metres_off = models.PositiveIntegerField(null=True)  # from the incident's place
    shot_at = models.DateTimeField(null=True)  # as the picture's EXIF said, which is not kept
    shot_metres_off = models.PositiveIntegerField(null=True)  # from the incident's place, likewise
    why_off = models.CharField(max_length=300, blank=True)  # must be said when it is too far away, or taken at another time
    raw = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="+")
    small = models.ForeignKey(FILE, on_delete=models.PROTECT, null=True, related_name="+")
    refused = models.CharField(max_length=200, blank=True)
    materials = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "complaints_visit"
        constraints = [models.CheckConstraint(condition=Q(kind__in=["before", "after"]), name="before_or_after")]
        indexes = [
            models.Index(fields=["incident", "round", "kind"], name="visits_of_an_incident"),
            models.Index(fields=["received_at"], condition=Q(raw__isnull=False), name="visits_to_clean"),
        ]

    @property
    def was_shot_another_time(self) -> bool:
        """Whether the picture says that it was taken long before or after the visit."""
        return self.shot_at is not None and abs(self.shot_at - self.at) > SHOT_SLACK


class Verdict(models.Model):
    """A resident's answer to "is it really fixed?": a reporter's, or that of a neighbour who was asked. Appended only."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="verdicts")
    claim = models.PositiveSmallIntegerField()  # to which question: `Incident.questions` at that moment
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="verdicts")
    neighbour = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    agrees = models.BooleanField()
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "complaints_verdict"
        constraints = [
            models.CheckConstraint(condition=Q(report=None) ^ Q(neighbour=None), name="a_reporter_or_a_neighbour_says_it"),
            models.UniqueConstraint(fields=["report", "incident", "claim"], name="a_reporter_says_it_once"),
            models.UniqueConstraint(fields=["neighbour", "incident", "claim"], name="a_neighbour_says_it_once"),
        ]


class Asked(models.Model):
    """A neighbour who was asked whether it is fixed, because nobody who told of it has answered. Appended only."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="asked")
    claim = models.PositiveSmallIntegerField()  # about which question, as in Verdict
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "complaints_asked"
        constraints = [models.UniqueConstraint(fields=["incident", "claim", "account"], name="a_neighbour_is_asked_once")]


class Joining(models.Model):
    """A report that an officer moved to another incident: merging, splitting and taking either back. Appended only."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="joinings")
    came_from = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    went_to = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    because = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "complaints_joining"
        indexes = [models.Index(fields=["went_to", "id"], name="what_came_to_an_incident")]


class Moderation(models.Model):
    """Hidden from the public or shown again, whole, one photo or a part of it: never deleted, and always with a reason. Appended only."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="moderations")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="+")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, null=True, related_name="+")
    hides = models.BooleanField()
    blurs = models.BooleanField(default=False)  # a part of the photo alone: faces, number plates
    because = models.CharField(max_length=300)
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "complaints_moderation"
        indexes = [models.Index(fields=["incident", "id"], name="moderation_of_an_incident")]
