from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lorong.services.complaints.models.report import Report


class ReportLink(models.Model):
    """The way into one report for whoever has nothing but a telephone: sent with its news by SMS, kept as a hash only.

    A newer one kills it, so that whoever finds an old SMS finds nothing. Every act by it is counted here and in the trail.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=5)  # read: the thread, and writing there; judge: also whether it is fixed
    key = models.CharField(max_length=160, unique=True)  # of the message that carries it: sent once, made once
    token_hash = models.BinaryField(unique=True, max_length=32)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    acts = models.PositiveSmallIntegerField(default=0)
    last_act_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "complaints_report_link"
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=Q(revoked_at=None), name="one_live_link_per_report"),
            models.CheckConstraint(condition=Q(purpose__in=["read", "judge"]), name="a_link_has_a_purpose"),
        ]
