from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lorong.services.complaints.models.api_key import ApiKey
from lorong.services.complaints.models.incident import Incident, hold
from lorong.services.complaints.models.report import Report

STATES = ("link", "waiting", "token", "there", "over", "back")


class Forwarding(models.Model):
    """An officer said who outside the city has the thing: a party that gets a signed link, or another city's installation.

    `reference` makes two sendings one over there, and names it here. `state`: link (a party's, nothing is sent by machine),
    waiting (not taken yet), token and there (taken), over (answered, or our case went on without it), back (nobody took it:
    the intake has it again, `why` says why). `unsure`: how many sendings were begun of which nobody knows whether they arrived.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="forwardings")
    case_number = models.CharField(max_length=24)
    seq = models.PositiveIntegerField(null=True)  # event that opened the step of whoever is outside; null while it is written
    key = models.CharField(max_length=64, unique=True)  # of the officer's form
    reference = models.CharField(max_length=40, unique=True)
    by_machine = models.BooleanField()  # to another city's installation
    to = models.CharField(max_length=60)  # code of the party or id of the neighbour, as the pack has it
    to_name = models.CharField(max_length=160)
    where_there = models.CharField(max_length=200, blank=True)  # the place in the words of the other city
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField(default=timezone.now)
    # ---- of what is sent by machine ---------------------------------------------------------------------------------
    state = models.CharField(max_length=8)
    tries = models.PositiveSmallIntegerField(default=0)
    unsure = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)  # when it is sent, or asked after, next
    why = models.CharField(max_length=400, blank=True)  # why it was not taken the last time
    token = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=64, blank=True)  # over there
    quiet = models.PositiveSmallIntegerField(default=0)  # how often in a row nothing was new
    heard = models.CharField(max_length=600, blank=True)  # what they said last
    heard_at = models.DateTimeField(null=True)
    told = models.PositiveSmallIntegerField(default=0)  # how often that became news

    class Meta:
        db_table = "complaints_forwarding"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="known_state_of_a_forwarding"),
            models.CheckConstraint(condition=Q(by_machine=True) ^ Q(state="link"), name="a_link_is_not_sent_by_machine"),
            models.CheckConstraint(condition=~Q(state="there") | ~Q(number=""), name="what_is_there_has_its_number"),
            models.CheckConstraint(condition=~Q(state="token") | ~Q(token=""), name="who_waits_has_a_token"),
            models.UniqueConstraint(fields=["case_number", "seq"], name="one_forwarding_of_an_event"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(state__in=["waiting", "token", "there"]), name="forwardings_to_look_after"
            ),
        ]

    @classmethod
    def locked(cls, pk: int) -> Forwarding:
        """The forwarding with its incident, which is held before its case may be (see there)."""
        hold([cls.objects.only("incident_id").get(pk=pk).incident_id])
        return cls.objects.select_related("incident").select_for_update(of=("self",)).get(pk=pk)


class Origin(models.Model):
    """A report that another city's installation sent: with whose key, and what it is called there. Appended only."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="origin")
    sender = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "complaints_origin"
