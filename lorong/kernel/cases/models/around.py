from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lorong.kernel.cases.models.case import Case, Draft
from lorong.kernel.city.models import Unit
from lorong.kernel.documents.models import Document
from lorong.kernel.people.models import Account


class Attachment(models.Model):
    """A document that satisfies a requirement of a case. A better one replaces it; the older stays visible."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    requirement = models.CharField(max_length=60)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    held_before = models.BooleanField(default=False)  # the city already had it
    attached_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_attachment"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "requirement"], condition=Q(replaced_at=None), name="one_document_per_requirement"
            )
        ]


class CaseMessage(models.Model):
    """A line of the conversation between applicant and office. Appended only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="talk")
    at = models.DateTimeField(default=timezone.now)
    side = models.CharField(max_length=10)  # applicant, city, outside
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=160)
    author_title = models.CharField(max_length=160, blank=True)
    body = models.TextField(blank=True)
    file = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=120)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_message"
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="a_message_is_said_once"),
            models.CheckConstraint(condition=~Q(body="") | Q(file__isnull=False), name="a_message_says_something"),
        ]
        indexes = [models.Index(fields=["case", "at"], name="talk_of_a_case")]


class OutsideLink(models.Model):
    """A signed, expiring link for a party without an account. Only the hash of its token is kept."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="links")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, related_name="links")
    purpose = models.CharField(max_length=60)  # step id, or requirement id for a statement (RT introduction)
    party = models.CharField(max_length=160)
    token_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        db_table = "cases_outside_link"
        # With neither, its draft was thrown away: whoever opens it is told so.
        constraints = [models.CheckConstraint(condition=Q(case=None) | Q(draft=None), name="a_link_is_not_of_a_case_and_a_draft")]


class Survey(models.Model):
    """Nine answers after the end (PermenPANRB 14/2017), and one question: were you asked to pay?"""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="survey")
    slug = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()  # element code -> 1..4
    asked_to_pay = models.BooleanField(null=True)
    paid_note = models.TextField(blank=True)  # read by the inspectorate only
    suggestion = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "cases_survey"
        indexes = [
            models.Index(fields=["slug", "at"], name="surveys_of_a_service"),
            models.Index(fields=["-at", "-id"], condition=~Q(suggestion=""), name="suggestions_by_time"),
        ]


class Restriction(models.Model):
    """An ended case past its active years: a public record that is kept, and closed to ordinary officers. Appended only."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="restriction")
    at = models.DateTimeField(default=timezone.now)
    because = models.CharField(max_length=200)
    law = models.CharField(max_length=300)

    class Meta:
        db_table = "cases_restriction"
        constraints = [models.CheckConstraint(condition=~Q(because="") & ~Q(law=""), name="a_restriction_says_why")]
