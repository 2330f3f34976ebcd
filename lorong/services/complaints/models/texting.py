from __future__ import annotations

from django.db import models
from django.db.models import Q

from lorong.kernel.people.fields import SealedTextField
from lorong.services.complaints.models.report import Report


class Texting(models.Model):
    """A phone that tells of something by SMS: what it told so far and what we asked back. One a phone; a new LAPOR begins anew, and
    two days later it is thrown away.

    `last_id` and `last_answer` give an SMS that is told again the same answer.
    """

    phone = SealedTextField(context="complaint.texting")
    phone_index = models.BinaryField(unique=True, max_length=32)  # context "complaint.phone"
    text = SealedTextField(context="complaint.texting_words")
    asks = models.CharField(max_length=10, blank=True)  # words, place, category; "" when nothing is asked
    offered = models.JSONField(default=list)  # codes or slugs, in the order in which they were offered
    region = models.CharField(max_length=13, blank=True)
    where = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=80, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="+")
    began_with = models.CharField(max_length=120)  # the gateway's id of the SMS that began it: the key of the report
    last_id = models.CharField(max_length=120)
    last_answer = models.JSONField(null=True)
    heard_at = models.DateTimeField()

    class Meta:
        db_table = "complaints_texting"
        constraints = [
            models.CheckConstraint(condition=Q(asks__in=["", "words", "place", "category"]), name="we_ask_known_things")
        ]
        indexes = [models.Index(fields=["heard_at"], name="textings_by_time")]
