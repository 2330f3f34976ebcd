from __future__ import annotations

from django.db import models

from lorong.services.complaints.models.incident import Incident


class Round(models.Model):
    """A round of an incident that is over, with the promise that was told when it began; written when the next one begins, and
    appended only. The present round stands in `Incident`."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    case_number = models.CharField(max_length=24, unique=True)
    unit = models.CharField(max_length=40)  # who had it at its end
    begun_at = models.DateTimeField()
    promised_from = models.DateTimeField(null=True)
    promised_until = models.DateTimeField(null=True)
    ended = models.CharField(max_length=60)  # as its case ended; "merged": the next round is the same trouble, not another
    ended_at = models.DateTimeField()

    class Meta:
        db_table = "complaints_round"
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="a_round_ends_once")]
