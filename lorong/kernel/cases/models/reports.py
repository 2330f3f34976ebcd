from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lorong.kernel.city.models import Unit
from lorong.kernel.people.fields import SealedTextField
from lorong.kernel.people.models import Account


class LevyReport(models.Model):
    """What somebody told the inspectorate. Appended only; `unit` and `slug` are those of the case number, if there is one."""

    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)
    text = SealedTextField(context="report.text")
    place = SealedTextField(context="report.place")  # which office, in the person's own words
    teller = SealedTextField(context="report.teller")  # name or phone, where the person gave one
    case_number = models.CharField(max_length=24, blank=True)  # as typed
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    slug = models.CharField(max_length=80, blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")  # for the answer, never shown

    class Meta:
        db_table = "cases_levy_report"
        indexes = [models.Index(fields=["-at", "-id"], name="levy_reports_by_time")]


class LevyReply(models.Model):
    """The inspectorate opened a report ("read", once) or answered it. Appended only."""

    report = models.ForeignKey(LevyReport, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)
    author = models.CharField(max_length=160)
    author_title = models.CharField(max_length=160, blank=True)
    text = SealedTextField(context="report.reply")
    key = models.CharField(max_length=64)

    class Meta:
        db_table = "cases_levy_reply"
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="a_report_is_answered_once_per_key"),
            models.CheckConstraint(condition=Q(kind__in=["read", "answered"]), name="a_report_is_read_or_answered"),
        ]
